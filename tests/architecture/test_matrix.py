"""Every URL × the whole cast × own, other, hidden and missing objects × GET and POST (AUT-2, AUT-3, AUT-6).

What is expected comes from tests/architecture/persona.py, which says it by hand; a URL that is not in `PAGES` fails.
"""

from dataclasses import dataclass

import pytest
from django.urls import reverse

from activiteitenlog.models import Activiteit
from activiteitenlog.services import record
from crm.models import Koppeling
from permissions.checks import url_patterns
from permissions.enforcement import declaration_of
from permissions.gate import Systeem
from permissions.models import Autorisatierol
from teamleden.models import Rol, TeamlidRol, Waarneming
from teamleden.services.autorisatierollen import propose_permissies
from tests.architecture.persona import CAST, RELATIES
from tests.client import login
from tests.factories import ContactFactory, KoppelingFactory, ProcesteamFactory, StandaardrolFactory

pytestmark = pytest.mark.django_db

MISSING = 999_999_999


@dataclass(frozen=True)
class Row:
    """What a URL needs: "public", "login_only", "teamlid_only" or a permissie; at which kind of object; by which
    methods."""

    needs: str
    at: str = ""
    methods: str = "GET POST"


VIEW = "GET"
PAGES = {
    "login": Row("public"),
    "logout": Row("public", methods="POST"),
    "dashboard": Row("login_only", methods=VIEW),
    "opleverlijst_hide": Row("permissions.algemene_instellingen_beheren", methods="POST"),
    "crm:kantoor": Row("permissions.algemene_instellingen_beheren"),
    "crm:relatie_list": Row("crm.view_relatie", methods=VIEW),
    "crm:relatie_create": Row("crm.add_relatie"),
    "crm:relatie_choices": Row("crm.contacten_beheren", methods=VIEW),
    "crm:relatie_detail": Row("crm.view_relatie", "relatie", VIEW),
    "crm:relatie_update": Row("crm.change_relatie", "relatie"),
    "crm:relatie_contacten": Row("crm.contacten_inzien", "relatie", VIEW),
    "crm:koppeling_create": Row("crm.contacten_koppelen", "relatie"),
    "crm:koppeling_update": Row("crm.contacten_koppelen", "koppeling"),
    "crm:koppeling_delete": Row("crm.contacten_koppelen", "koppeling"),
    "crm:contact_list": Row("crm.contacten_inzien", methods=VIEW),
    "crm:contact_create": Row("crm.contacten_beheren"),
    "crm:contact_choices": Row("crm.contacten_koppelen", methods=VIEW),
    "crm:contact_detail": Row("crm.contacten_inzien", "contact", VIEW),
    "crm:contact_update": Row("crm.contacten_beheren", "contact"),
    "crm:relatie_activiteiten": Row("activiteitenlog.activiteitenlog_inzien", "relatie", VIEW),
    "activiteitenlog:activiteit_list": Row("activiteitenlog.activiteitenlog_inzien", methods=VIEW),
    "activiteitenlog:activiteit_export": Row("activiteitenlog.activiteitenlog_inzien", methods=VIEW),
    "activiteitenlog:activiteit_detail": Row("activiteitenlog.activiteitenlog_inzien", "activiteit", VIEW),
    "teamleden:teamlid_list": Row("teamleden.teamleden_inzien", methods=VIEW),
    "teamleden:teamlid_create": Row("teamleden.teamleden_beheren"),
    "teamleden:teamlid_detail": Row("teamleden.teamleden_inzien", "teamlid", VIEW),
    "teamleden:teamlid_update": Row("teamleden.teamleden_beheren", "teamlid"),
    "teamleden:teamlid_invite": Row("teamleden.teamleden_uitnodigen", "teamlid", "POST"),
    "teamleden:teamlid_revoke_uitnodiging": Row("teamleden.teamleden_uitnodigen", "teamlid", "POST"),
    "teamleden:uitnodiging_list": Row("teamleden.teamleden_uitnodigen", methods=VIEW),
    "teamleden:uitnodiging_create": Row("teamleden.teamleden_uitnodigen"),
    "teamleden:teamledenlijst": Row("teamleden.teamleden_beheren"),
    "teamleden:teamledenlijst_voorbeeld": Row("teamleden.teamleden_beheren", methods=VIEW),
    "teamleden:relatie_teamleden": Row("crm.view_relatie", "relatie", VIEW),
    "teamleden:rol_grant": Row("crm.teamleden_koppelen", "relatie"),
    "teamleden:wie_kan_dit_zien": Row("teamleden.toegang_uitleggen", "relatie", VIEW),
    "teamleden:rol_niveau": Row("crm.teamleden_koppelen", "teamlidrol", "POST"),
    "teamleden:rol_revoke": Row("crm.teamleden_koppelen", "teamlidrol"),
    "teamleden:beheer_teamlid_list": Row("teamleden.teamleden_beheren", methods=VIEW),
    "teamleden:beheer_teamlid_create": Row("teamleden.teamleden_beheren"),
    "teamleden:bekijk_als": Row("teamleden.teamleden_beheren", "teamlid", "POST"),
    "teamleden:bekijk_als_stop": Row("teamlid_only", methods="POST"),
    "teamleden:teamlid_uit_dienst": Row("teamleden.teamleden_beheren", "teamlid", VIEW),
    "teamleden:teamlid_verdelen": Row("teamleden.teamleden_beheren", "teamlid"),
    "teamleden:teamlid_blijven": Row("teamleden.teamleden_beheren", "teamlid", "POST"),
    "teamleden:teamlid_overdracht": Row("teamleden.teamleden_beheren", "teamlid", VIEW),
    "teamleden:teamlid_overdracht_pdf": Row("teamleden.teamleden_beheren", "teamlid", VIEW),
    "teamleden:teamlid_relaties": Row("teamleden.teamleden_inzien", "teamlid", VIEW),
    "teamleden:teamlid_rol_grant": Row("crm.teamleden_koppelen", "teamlid"),
    "teamleden:teamlid_rol_bulk": Row("crm.teamleden_koppelen", "teamlid"),
    "teamleden:teamlid_vergelijken": Row("teamleden.teamleden_inzien", "teamlid", VIEW),
    "teamleden:teamlid_kopieren": Row("crm.teamleden_koppelen", "teamlid", "POST"),
    "teamleden:teamlid_geschiedenis": Row("activiteitenlog.activiteitenlog_inzien", "teamlid", VIEW),
    "teamleden:teamlid_sessies": Row("teamleden.teamleden_beheren", "teamlid"),
    "teamleden:collega_choices": Row("teamleden.teamleden_inzien", methods=VIEW),
    "teamleden:koppelbare_relatie_choices": Row("crm.teamleden_koppelen", methods=VIEW),
    "teamleden:autorisatierol_matrix": Row("teamleden.autorisatierollen_beheren"),
    "teamleden:autorisatierol_copy": Row("teamleden.autorisatierollen_beheren", "autorisatierol"),
    "teamleden:autorisatierol_rename": Row("teamleden.autorisatierollen_beheren", "autorisatierol"),
    "teamleden:autorisatierol_delete": Row("teamleden.autorisatierollen_beheren", "autorisatierol"),
    "teamleden:autorisatierol_reset": Row("teamleden.autorisatierollen_beheren", "autorisatierol", "POST"),
    "teamleden:autorisatietabel": Row("teamleden.teamleden_beheren"),
    "teamleden:autorisatietabel_export": Row("teamleden.teamleden_beheren", methods=VIEW),
    "teamleden:permissie_list": Row("teamleden.toegang_uitleggen", methods=VIEW),
    "teamleden:rol_list": Row("teamleden.rollen_beheren", methods=VIEW),
    "teamleden:rol_create": Row("teamleden.rollen_beheren"),
    "teamleden:rol_detail": Row("teamleden.rollen_beheren", "rol", VIEW),
    "teamleden:rol_rename": Row("teamleden.rollen_beheren", "rol"),
    "teamleden:rol_move": Row("teamleden.rollen_beheren", "rol", "POST"),
    "teamleden:rol_actief": Row("teamleden.rollen_beheren", "rol", "POST"),
    "teamleden:rol_delete": Row("teamleden.rollen_beheren", "rol"),
    "teamleden:standaardrol_list": Row("teamleden.standaardrollen_beheren", methods=VIEW),
    "teamleden:standaardrol_create": Row("teamleden.standaardrollen_beheren"),
    "teamleden:standaardrollen_apply": Row("teamleden.standaardrollen_beheren", methods="POST"),
    "teamleden:standaardrol_update": Row("teamleden.standaardrollen_beheren", "standaardrol"),
    "teamleden:standaardrol_actief": Row("teamleden.standaardrollen_beheren", "standaardrol", "POST"),
    "teamleden:standaardrol_apply": Row("teamleden.standaardrollen_beheren", "standaardrol", "POST"),
    "teamleden:standaardrol_delete": Row("teamleden.standaardrollen_beheren", "standaardrol"),
    "teamleden:procesteam_list": Row("teamleden.procesteams_beheren", methods=VIEW),
    "teamleden:procesteam_create": Row("teamleden.procesteams_beheren"),
    "teamleden:procesteam_detail": Row("teamleden.procesteams_beheren", "procesteam", VIEW),
    "teamleden:procesteam_update": Row("teamleden.procesteams_beheren", "procesteam"),
    "teamleden:procesteam_delete": Row("teamleden.procesteams_beheren", "procesteam"),
    "teamleden:wijzigingsset_list": Row("activiteitenlog.activiteitenlog_inzien", methods=VIEW),
    "teamleden:wijzigingsset_detail": Row("activiteitenlog.activiteitenlog_inzien", "wijzigingsset", VIEW),
    "teamleden:wijzigingsset_apply": Row("activiteitenlog.activiteitenlog_inzien", "wijzigingsset", "POST"),
    "teamleden:wijzigingsset_cancel": Row("activiteitenlog.activiteitenlog_inzien", "wijzigingsset", "POST"),
    "teamleden:wijzigingsset_undo": Row("activiteitenlog.activiteitenlog_inzien", "wijzigingsset", "POST"),
    "teamleden:teamlid_toegang": Row("teamleden.toegang_uitleggen", "teamlid", VIEW),
    "teamleden:waarom": Row("teamleden.toegang_uitleggen", methods=VIEW),
    "teamleden:teamlid_choices": Row("teamleden.toegang_uitleggen", methods=VIEW),
    "teamleden:eigen_toegang": Row("teamlid_only", methods=VIEW),
    "teamleden:eigen_waarom": Row("teamlid_only", methods=VIEW),
    "teamleden:relatie_choices": Row("teamlid_only", methods=VIEW),
    "teamleden:waarneming_list": Row("teamleden.waarnemers_beheren", methods=VIEW),
    "teamleden:waarneming_kalender": Row("teamleden.waarnemers_beheren", methods=VIEW),
    "teamleden:waarneming_verslag": Row("teamleden.waarnemers_beheren", methods=VIEW),
    "teamleden:waarneming_export": Row("teamleden.waarnemers_beheren", methods=VIEW),
    "teamleden:waarneming_create": Row("teamleden.waarnemers_beheren"),
    "teamleden:waarneming_detail": Row("teamleden.waarnemers_beheren", "waarneming", VIEW),
    "teamleden:waarneming_update": Row("teamleden.waarnemers_beheren", "waarneming"),
    "teamleden:waarneming_end": Row("teamleden.waarnemers_beheren", "waarneming"),
    "teamleden:eigen_waarneming": Row("teamlid_only", methods=VIEW),
    "teamleden:eigen_waarneming_create": Row("teamleden.eigen_waarnemer_instellen"),
    "teamleden:eigen_waarneming_update": Row("teamleden.eigen_waarnemer_instellen", "eigen_waarneming"),
    "teamleden:eigen_waarneming_end": Row("teamleden.eigen_waarnemer_instellen", "eigen_waarneming"),
    # Everybody gets the same answer for a link that nobody sent: gone.
    "teamleden:uitnodiging_open": Row("public", methods=VIEW),
    "teamleden:uitnodiging_accept": Row("public"),
}
PUBLIC_STATUS = {"teamleden:uitnodiging_open": 410, "teamleden:uitnodiging_accept": 410}
ALLOWED = (200, 302)
# In the URL, and of the whole office; what an allowed POST deletes is made again for who comes next.
KANTOOR_OBJECTEN = (
    "autorisatierol",
    "wijzigingsset",
    "rol",
    "standaardrol",
    "procesteam",
    "waarneming",
    "eigen_waarneming",
)
MADE_AGAIN = ("standaardrol", "procesteam")
BIJGEHOUDEN = (
    "ingelogd",
    "toegang geweigerd",
    "verborgen object opgevraagd",
    "activiteitenlog gelezen",
    "activiteitenlog geëxporteerd",
    "uitgelogd",
    "inloggen mislukt",
)


def names_of_urls():
    for route, pattern, _ in url_patterns():
        namespace = {"crm.": "crm:", "teamleden.": "teamleden:", "activiteitenlog.": "activiteitenlog:"}
        module = pattern.callback.__module__
        prefix = next((name for start, name in namespace.items() if module.startswith(start)), "")
        yield prefix + pattern.name, route, pattern


def test_every_url_is_in_the_matrix():
    assert {name for name, _, _ in names_of_urls()} == set(PAGES)


def test_every_view_declares_what_the_matrix_says():
    declared = {}
    for name, _, pattern in names_of_urls():
        declaration = declaration_of(pattern.callback)
        declared[name] = declaration.permissie.code if declaration.permissie else declaration.kind
    assert declared == {name: row.needs for name, row in PAGES.items()}


@pytest.fixture
def office(cast):
    """The cast, with a Koppeling, a Contact, a TeamlidRol and an Activiteit at each Relatie."""
    cast.contacten, cast.activiteiten = {}, {}
    for name in RELATIES[:-1]:
        contact = ContactFactory()
        KoppelingFactory(contact=contact, relatie=getattr(cast, name))
        cast.contacten[name] = contact
        relatie = getattr(cast, name)
        cast.activiteiten[name] = record(Systeem("proef"), "relatie gewijzigd", relatie, relatie=relatie)
    # Prepared by Anna; whoever may not read the log does not know of it.
    wanted = {"permissies": {}, "bereiken": {Autorisatierol.objects.get(naam="Manager").pk: "alle"}}
    cast.wijzigingsset = propose_permissies(cast.anna, wanted)
    cast.waarneming = Waarneming.objects.get()
    cast.eigen_waarneming = cast.waarneming  # of Bram; for everybody else it does not exist there
    cast.autorisatierol = Autorisatierol.objects.get(naam="Raadpleger")
    cast.rol = Rol.objects.get(pk=cast.rol_id)
    cast.standaardrol = StandaardrolFactory(teamlid=cast.rick.teamlid)
    cast.procesteam = ProcesteamFactory(leden=[cast.bram.teamlid, cast.eva.teamlid])
    return cast


def arguments(office, row, relatie_name):
    """The ids in the URL for an object at this Relatie."""
    relatie = getattr(office, relatie_name, None)
    pk = relatie.pk if relatie else MISSING
    if row.at == "relatie":
        return [pk]
    if row.at == "koppeling":
        found = Koppeling.objects.current().filter(relatie=relatie).first()
        return [pk, found.pk if found else MISSING]
    if row.at == "teamlidrol":
        found = TeamlidRol.objects.filter(relatie=relatie).first()
        return [pk, found.pk if found else MISSING]
    things = office.activiteiten if row.at == "activiteit" else office.contacten
    return [things[relatie_name].pk if relatie else MISSING]


def cases(office, name, row):
    """(arguments, name of the Relatie they are at or None) for each object this URL may name."""
    if row.at == "teamlid":
        return [([office.bram.pk], "teamlid"), ([MISSING], "bestaat_niet"), ([office.fenna.pk], "bestaat_niet")]
    if row.at in KANTOOR_OBJECTEN:
        return [([getattr(office, row.at).pk], row.at), ([MISSING], "bestaat_niet")]
    if row.at:
        return [(arguments(office, row, relatie), relatie) for relatie in RELATIES]
    return [(["geen-bestaande-uitnodiging"] if name == "teamleden:uitnodiging_open" else [], None)]


def expected_status(persona, name, row, method, relatie):
    """One status, or the statuses that say "allowed"."""
    if row.needs == "public":
        return expected_public(persona, name, row, method)
    if not persona.logs_in or persona.name == "nobody":
        return "login"
    if row.needs == "login_only":
        return ALLOWED if method in row.methods else 405
    if not persona.is_teamlid or relatie == "bestaat_niet":
        return 404
    if row.at in ("wijzigingsset", "eigen_waarneming") and not knows_of(persona, row):
        return 404
    if row.needs == "teamlid_only":
        return ALLOWED if method in row.methods else 405
    visible = {"contact": "crm.contacten_inzien", "teamlid": "teamleden.teamleden_inzien"}.get(
        row.at, "crm.view_relatie"
    )
    at = None if relatie in (None, "teamlid", *KANTOOR_OBJECTEN) else relatie
    if at and not persona.may(visible, at):
        return 404
    if row.at == "activiteit" and not persona.may(row.needs):
        return 404  # without the log there are no entries to know of
    if not persona.may(row.needs, at):
        return 403
    return ALLOWED if method in row.methods else 405


def knows_of(persona, row):
    """Of what the office has and not everybody knows."""
    return persona.may(row.needs) if row.at == "wijzigingsset" else persona.name == "bram"


def expected_public(persona, name, row, method):
    if method not in row.methods:
        return 405
    return PUBLIC_STATUS.get(name, ALLOWED)


def changes():
    """The entries but those about coming in, being refused and reading, which are no changes."""
    return Activiteit.objects.exclude(actie__in=BIJGEHOUDEN).count()


def ask(persona, office, method, url):
    persoon = None if persona.name == "nobody" else getattr(office, persona.name)
    response = getattr(login(persoon), method.lower())(url)
    if response.status_code == 302 and response.url.startswith(f"{reverse('login')}?next="):
        return "login"
    return response.status_code


@pytest.mark.parametrize("name", PAGES)
def test_matrix(office, name):
    row = PAGES[name]
    wrong = []
    for persona in CAST:
        for method in ("GET", "POST"):
            for args, relatie in cases(office, name, row):
                before = changes()
                expected = expected_status(persona, name, row, method, relatie)
                status = ask(persona, office, method, reverse(name, args=args))
                right = status in expected if isinstance(expected, tuple) else status == expected
                written = changes() - before
                if not right or (written and expected is not ALLOWED):
                    wrong.append((persona.name, method, relatie, status, expected, written))
                if row.at in ("koppeling", "teamlidrol", *MADE_AGAIN) and expected is ALLOWED and method == "POST":
                    restore(office, row, relatie)
    assert wrong == []


def restore(office, row, relatie_name):
    """Put back what an allowed POST took away, for who comes next."""
    if row.at in MADE_AGAIN:
        getattr(office, row.at).save()
        return
    relatie = getattr(office, relatie_name)
    if row.at == "koppeling" and not Koppeling.objects.current().filter(relatie=relatie).exists():
        KoppelingFactory(contact=office.contacten[relatie_name], relatie=relatie)
    if row.at == "teamlidrol":
        office.restore_rollen()


@pytest.mark.parametrize("name", [name for name, row in PAGES.items() if row.at in ("koppeling", "teamlidrol")])
def test_an_id_of_another_relatie_does_not_work_below_the_own(office, name):
    """The second id in the address must belong to the first."""
    row = PAGES[name]
    own = arguments(office, row, "own")
    for other in ("own_raadpleger", "other", "afgeschermd"):
        args = [own[0], arguments(office, row, other)[1]]
        for persona in ("manon", "anna"):
            client = login(getattr(office, persona))
            before = changes()
            assert client.post(reverse(name, args=args), {"niveau": "raadpleger"}).status_code == 404
            assert changes() == before
