"""The cast: the people and Relaties that most tests are about, and what each of them may see."""

from dataclasses import dataclass

from crm.models import Persoon, Relatie
from teamleden.models import Niveau, Status, TeamlidRol
from tests.factories import (
    ContactFactory,
    KoppelingFactory,
    RelatieFactory,
    TeamlidFactory,
    TeamlidRolFactory,
    WaarnemingFactory,
)


@dataclass
class Cast:
    """People are Personen; `persoon.teamlid` is the Teamlid of who works at the office."""

    anna: Persoon  # beheerder: every Relatie but the afgeschermde
    bram: Persoon  # mutator at own, raadpleger at own_raadpleger
    chantal: Persoon  # mutator at other and at afgeschermd
    daan: Persoon  # no rows; stands in for Bram now
    eva: Persoon  # left the office, her row at own is still there
    fenna: Persoon  # contact of own
    manon: Persoon  # manager, mutator at own
    rick: Persoon  # autorisatierol raadpleger, mutator at own
    own: Relatie
    own_raadpleger: Relatie
    other: Relatie
    afgeschermd: Relatie
    intern: Relatie

    def restore_rollen(self):
        """Give back the rows that a test took away or lowered."""
        for persoon, relatie, niveau in self._rows():
            TeamlidRol.objects.update_or_create(
                teamlid=persoon.teamlid, relatie=relatie, rol_id=self.rol_id, defaults={"niveau": niveau}
            )

    def _rows(self):
        mutator, raadpleger = Niveau.MUTATOR, Niveau.RAADPLEGER
        return [
            (self.bram, self.own, mutator),
            (self.bram, self.own_raadpleger, raadpleger),
            (self.chantal, self.other, mutator),
            (self.chantal, self.afgeschermd, mutator),
            (self.eva, self.own, mutator),
            (self.manon, self.own, mutator),
            (self.rick, self.own, mutator),
        ]

    def give_rollen(self):
        for persoon, relatie, niveau in self._rows():
            row = TeamlidRolFactory(teamlid=persoon.teamlid, relatie=relatie, niveau=niveau)
        self.rol_id = row.rol_id


def teamlid(naam, rol="Mutator", **values):
    email = f"{naam.lower()}@kantoor.example"
    return TeamlidFactory(persoon__voornaam=naam, persoon__email=email, rol=rol, **values).persoon


def build_cast():
    """Everybody in a fresh office."""
    own = RelatieFactory(naam="Bakkerij Van Dijk", bezoek_plaats="Utrecht")
    fenna = ContactFactory(voornaam="Fenna", achternaam="van Vliet", email="fenna@voorbeeld.example")
    cast = Cast(
        anna=teamlid("Anna", "Beheerder"),
        bram=teamlid("Bram"),
        chantal=teamlid("Chantal"),
        daan=teamlid("Daan"),
        eva=teamlid("Eva", status=Status.UIT_DIENST, persoon__is_active=False),
        fenna=fenna,
        manon=teamlid("Manon", "Manager"),
        rick=teamlid("Rick", "Raadpleger"),
        own=own,
        own_raadpleger=RelatieFactory(naam="Slagerij De Boer"),
        other=RelatieFactory(naam="Transport Nowak"),
        afgeschermd=RelatieFactory(naam="Stichting Stil", afgeschermd=True),
        intern=Relatie.objects.intern(),
    )
    cast.give_rollen()
    KoppelingFactory(contact=fenna, relatie=own, voorkeur=True)
    KoppelingFactory(contact=ContactFactory(voornaam="Gerda"), relatie=own)
    WaarnemingFactory(afwezige=cast.bram.teamlid, waarnemer=cast.daan.teamlid)
    return cast


def next_request(persoon):
    """The same person as the next request would load it: nothing remembered from before."""
    return Persoon.objects.get(pk=persoon.pk)
