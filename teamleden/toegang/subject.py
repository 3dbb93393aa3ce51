"""What the gate asks of this app: what a person brings to the rule, and why something was refused.

Whether something is allowed at a Relatie is decided by the view in toegang.sql (through guardian) and by
`visible_to`; the words come from the same explainer as those of every page.
"""

from crm.normalise import join_name
from permissions import gate
from permissions.gate import NOBODY, Decision, Subject, Waarneemt
from permissions.models import Bereik
from teamleden.models import Niveau, Teamlid, TeamlidRol, Waarneming
from teamleden.permissions import TEAMLEDEN_INZIEN
from teamleden.toegang.judge import judge
from teamleden.toegang.now import load_now

AFWEZIGE = (
    "afwezige",
    "afwezige__persoon__voornaam",
    "afwezige__persoon__tussenvoegsel",
    "afwezige__persoon__achternaam",
)
ZOJUIST = "Je toegang is zojuist veranderd; probeer het opnieuw."


def subject(user):
    """What `user` brings to the rule at this moment; two queries. Not for whom is not an active Teamlid."""
    if not getattr(user, "is_teamlid", False):
        return NOBODY
    rows = list(
        Teamlid.objects.active()
        .filter(pk=user.pk)
        .values_list("autorisatierol__bereik", "autorisatierol__group__permissions__rij__code")
    )
    if not rows:
        return NOBODY
    waarnemingen = _waarnemingen(user)
    namens = {one.afwezige_id for one in waarnemingen if not one.is_beperkt}
    return Subject(
        persoon_id=user.pk,
        codes=frozenset(code for _, code in rows if code),
        bereik_alle=rows[0][0] == Bereik.ALLE,
        namens=(user.pk, *sorted(namens)),
        waarnemingen=waarnemingen,
    )


def _waarnemingen(user):
    """For whom `user` stands in now; one query, with what the head of the page says of it."""
    rows = Waarneming.objects.running().filter(waarnemer=user.pk).order_by("tot", "pk")
    found, rollen = {}, {}
    for pk, rol, *row in rows.values_list("pk", "rollen", "tot", "alleen_rollen", "alleen_relaties", *AFWEZIGE):
        found[pk] = row
        rollen.setdefault(pk, set()).add(rol)
    return tuple(
        Waarneemt(
            pk, afwezige, join_name(*names), tot, frozenset(rollen[pk] - {None}) if alleen_rollen else None,
            alleen_relaties,
        )
        for pk, (tot, alleen_rollen, alleen_relaties, afwezige, *names) in found.items()
    )  # fmt: skip


def refusal(user, permissie, relatie):
    """The Decision "no" with its Uitleg; asked only after the gate said no.

    For a permissie at a Relatie, `relatie` None is about the Relaties of a contact.
    """
    relaties = [] if relatie is None or permissie.is_office_wide else [relatie.pk]
    stand = load_now(relaties)
    if not gate.subject(user).holds(TEAMLEDEN_INZIEN):
        stand = stand.without_names(keep=user.pk)
    uitleg = judge(stand, user.pk, permissie, *relaties, je=True)
    return Decision(
        allowed=False,
        permissie=permissie,
        # The gate was asked a moment earlier than the explainer.
        reason=" ".join(uitleg.ontbreekt) or ZOJUIST,
        remedy=" ".join(change.tekst for change in uitleg.wijzigingen),
        givers=tuple(dict.fromkeys(name for change in uitleg.wijzigingen for name in change.gevers)),
        uitleg=uitleg,
    )


def own_niveau(teamlid, relatie):
    """The niveau a Teamlid has at a Relatie by itself, so without any Waarneming; None when there is none.

    Bereik alle counts as mutator: the niveau does not limit it.
    """
    rows = TeamlidRol.objects.filter(teamlid=teamlid, relatie=relatie).values_list("niveau", flat=True)
    niveaus = set(rows)
    if teamlid.autorisatierol.bereik == Bereik.ALLE and not relatie.afgeschermd:
        niveaus.add(Niveau.MUTATOR)
    if Niveau.MUTATOR in niveaus:
        return Niveau.MUTATOR
    return Niveau.RAADPLEGER if niveaus else None
