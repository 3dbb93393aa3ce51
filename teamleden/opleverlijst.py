"""The Opleverlijst: what a new office still has to set up, each with its state and where to do it."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.urls import reverse

from crm.models import Kantoor, Relatie
from permissions import gate
from permissions.models import Autorisatierol
from permissions.permissions import ALGEMENE_INSTELLINGEN_BEHEREN
from teamleden.models import Rol, StandaardTeamlidRol, Status, Teamlid, TeamlidRol
from teamleden.querysets import number_of

NAAM_BIJ_LEVERING = Kantoor._meta.get_field("naam").default


@dataclass(frozen=True, slots=True)
class Punt:
    titel: str
    is_klaar: bool
    stand: str
    url: str


def opleverlijst(user):
    """The points in their order, as far as `user` may see; None when the office no longer shows the list."""
    if not gate.may(user, ALGEMENE_INSTELLINGEN_BEHEREN):
        return None
    kantoor = _kantoor_with_numbers()
    if not kantoor.toon_opleverlijst:
        return None
    return [*_about_kantoor(user, kantoor), *_about_teamleden(kantoor), *_about_relaties(user)]


def _kantoor_with_numbers():
    teamleden = Teamlid.objects.all()
    return Kantoor.objects.annotate(
        rollen=number_of(Rol.objects.active()),
        autorisatierollen=number_of(Autorisatierol.objects.all()),
        actief=number_of(teamleden.active()),
        wachtend=number_of(teamleden.filter(status__in=(Status.CONCEPT, Status.UITGENODIGD))),
        regels=number_of(StandaardTeamlidRol.objects.that_give()),
    ).get(pk=Kantoor.PK)


def _about_kantoor(user, kantoor):
    intern = Relatie.objects.visible_to(user).filter(type="intern").first()
    if intern is not None:
        named = intern.naam != NAAM_BIJ_LEVERING
        stand = intern.naam if named else "Heeft nog de naam van bij de levering"
        yield Punt("Interne kantoorrelatie", named, stand, reverse("crm:relatie_update", args=[intern.pk]))
    checked = kantoor.nagekeken_op is not None
    reeks = f"{kantoor.nummer_eerste} tot en met {kantoor.nummer_laatste}"
    yield Punt("Nummerreeksen", checked, reeks if checked else f"{reeks}; nog niet nagekeken", reverse("crm:kantoor"))


def _about_teamleden(kantoor):
    rollen, autorisatierollen, rules = kantoor.rollen, kantoor.autorisatierollen, kantoor.regels
    yield Punt("Rollen", rollen > 0, _number(rollen, "rol", "rollen"), reverse("teamleden:rol_list"))
    yield Punt(
        "Autorisatierollen",
        autorisatierollen > 0,
        _number(autorisatierollen, "autorisatierol", "autorisatierollen"),
        reverse("teamleden:autorisatierol_matrix"),
    )
    stand = f"{kantoor.actief} actief, {kantoor.wachtend} nog niet"
    yield Punt("Teamleden", kantoor.actief > 1, stand, reverse("teamleden:beheer_teamlid_list"))
    stand = _number(rules, "regel", "regels") if rules else "Nog geen; mag ook later"
    yield Punt("Standaard teamlidrollen", rules > 0, stand, reverse("teamleden:standaardrol_list"))


def _about_relaties(user):
    relaties = Relatie.objects.visible_to(user).active().exclude(type="intern")
    total = relaties.count()
    stand = _number(total, "relatie", "relaties") if total else "Nog geen; voeg ze toe of lees ze in"
    yield Punt("Relaties", total > 0, stand, reverse("crm:relatie_list"))
    rol = Rol.objects.active().first()
    if rol is not None and total:
        there = TeamlidRol.objects.filter(relatie=OuterRef("pk"), rol=rol)
        without = relaties.filter(~Exists(there)).count()
        url = f"{reverse('crm:relatie_list')}?zonder_rol={rol.pk}&actief=ja"
        stand = f"{_number(without, 'relatie', 'relaties')} zonder" if without else "Elke relatie heeft er een"
        yield Punt(f"Relaties zonder {rol}", without == 0, stand, url)


def _number(number, one, more):
    return f"{number} {one if number == 1 else more}"
