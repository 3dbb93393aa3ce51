"""Puts a random office into the database, and asks the product everything about it in every way it can be asked."""

from django.contrib.auth.models import Group, Permission
from guardian.core import ObjectPermissionChecker
from guardian.shortcuts import get_objects_for_user

from crm.models import Persoon, Relatie
from permissions import catalogue, gate
from permissions.models import Autorisatierol, RelatieToegang
from teamleden.models import Rol, TeamlidRol, Waarneming
from teamleden.toegang import who_can_see
from teamleden.toegang.judge import judge
from teamleden.toegang.now import load_now
from teamleden.toegang.questions import what_can_see
from tests.factories import RelatieFactory, TeamlidFactory
from tests.properties.model import CODES, OFFICE_WIDE, PERMISSIES, moment_of, moments


class Built:
    """The rows of an Office, by the same indexes."""

    def __init__(self, office):
        self.office = office
        self.rollen = list(Rol.objects.all()[:2])
        if not office.standaardrollen:
            for rol in Autorisatierol.objects.all():
                rol.group.permissions.clear()
        self.leden = [self._lid(number, lid) for number, lid in enumerate(office.leden)]
        self.relaties = [RelatieFactory(afgeschermd=afgeschermd) for afgeschermd in office.afgeschermd]
        for (lid, relatie, rol), niveau in office.rijen.items():
            self.give(lid, relatie, rol, niveau)
        for one in office.waarnemingen:
            self.stand_in(one)

    def _lid(self, number, lid):
        group = Group.objects.create(name=f"proef {number}")
        group.permissions.set(Permission.objects.filter(rij__code__in=lid.codes))
        bereik = "alle" if lid.alle else "gekoppeld"
        rol = Autorisatierol.objects.create(naam=f"Proef {number}", bereik=bereik, group=group)
        values = {"status": lid.status, "uit_dienst_per": moment_of(lid.per)}
        return TeamlidFactory(autorisatierol=rol, persoon__is_active=lid.is_active, **values)

    def give(self, lid, relatie, rol, niveau):
        TeamlidRol.objects.create(
            teamlid=self.leden[lid], relatie=self.relaties[relatie], rol=self.rollen[rol], niveau=niveau
        )

    def stand_in(self, one):
        van, tot = moments(one.period)
        row = Waarneming.objects.create(
            afwezige=self.leden[one.afwezige], waarnemer=None if one.waarnemer is None else self.leden[one.waarnemer],
            van=van, tot=tot, reden="Proef", alleen_rollen=one.rollen is not None,
            alleen_relaties=one.relaties is not None, beeindigd_op=van if one.beeindigd else None,
        )  # fmt: skip
        row.rollen.set([self.rollen[rol] for rol in one.rollen or ()])
        row.relaties.set([self.relaties[relatie] for relatie in one.relaties or ()])

    # --- Each way of asking gives {(lid, code, relatie)} for the permissies at a Relatie. ---------------------

    def expected(self):
        return {triple for triple in self._triples() if self.office.may(*triple)}

    def by_gate(self):
        """A fresh person each time, as on each request."""
        people = {lid: self.persoon(lid) for lid in range(len(self.leden))}
        return {
            (lid, code, relatie)
            for lid, code, relatie in self._triples()
            if gate.may(people[lid], code, self.relaties[relatie])
        }

    def by_refusal(self):
        """The explainer may not say "no" without a reason, and the gate's "no" must have its words."""
        return {
            (lid, code, relatie)
            for lid, code, relatie in self._triples()
            if not gate.may(self.persoon(lid), code, self.relaties[relatie])
            and gate.refusal(self.persoon(lid), catalogue.get(code), self.relaties[relatie]).reason
        }

    def by_has_perm(self):
        people = {lid: self.persoon(lid) for lid in range(len(self.leden))}
        return {
            (lid, code, relatie)
            for lid, code, relatie in self._triples()
            if people[lid].has_perm(code, self.relaties[relatie])
        }

    def by_checker(self):
        found = set()
        for lid in range(len(self.leden)):
            checker = ObjectPermissionChecker(self.persoon(lid))
            checker.prefetch_perms(self.relaties)
            found |= {
                (lid, code, number)
                for code in PERMISSIES
                for number, relatie in enumerate(self.relaties)
                if checker.has_perm(code.partition(".")[2], relatie)
            }
        return found

    def by_guardian_list(self):
        options = {"use_groups": False, "accept_global_perms": False, "with_superuser": False}
        return self._by_list(
            lambda persoon, code: get_objects_for_user(persoon, code, klass=Relatie.objects.all(), **options)
        )

    def by_visible_to(self):
        return self._by_list(lambda persoon, code: Relatie.objects.visible_to(persoon, code))

    def by_view(self):
        rows = RelatieToegang.objects.filter(permission__rij__code__in=PERMISSIES)
        numbers = {relatie.pk: number for number, relatie in enumerate(self.relaties)}
        leden = {teamlid.pk: number for number, teamlid in enumerate(self.leden)}
        rows = rows.values_list("user_id", "permission__rij__code", "content_object_id")
        return {(leden[user], code, numbers[pk]) for user, code, pk in rows if pk in numbers}

    def by_who_can_see(self):
        numbers = {teamlid.pk: number for number, teamlid in enumerate(self.leden)}
        return {
            (numbers[zicht.teamlid.pk], "crm.view_relatie", relatie)
            for relatie in range(len(self.relaties))
            for zicht in who_can_see(self.relaties[relatie])
        }

    def by_what_can_see(self):
        numbers = {relatie.pk: number for number, relatie in enumerate(self.relaties)}
        within = Relatie.objects.filter(pk__in=list(numbers))
        return {
            (lid, "crm.view_relatie", numbers[gezien.relatie.pk])
            for lid in range(len(self.leden))
            for gezien in what_can_see(self.persoon(lid).teamlid, within)[:50]
            if gezien.bronnen
        }

    def by_uitleg(self):
        """The explainer over one Stand; it names a source of every yes, and what is missing at every no."""
        uitleg = self.uitleg()
        assert [bool(one.bronnen) for one in uitleg.values() if one] == [True] * sum(map(bool, uitleg.values()))
        assert [t for t, one in uitleg.items() if not one and not (one.ontbreekt and one.wijzigingen)] == []
        return {triple for triple, one in uitleg.items() if one}

    def uitleg(self):
        """{triple: Uitleg} for the permissies at a Relatie."""
        stand = load_now([relatie.pk for relatie in self.relaties])
        return {
            (lid, code, relatie): judge(
                stand, self.leden[lid].pk, catalogue.get(code), self.relaties[relatie].pk, je=False
            )
            for lid, code, relatie in self._triples()
        }

    def office_wide(self):
        return {
            (lid, code)
            for lid in range(len(self.leden))
            for code in OFFICE_WIDE
            if gate.may(self.persoon(lid), code) and self.persoon(lid).has_perm(code)
        }

    def persoon(self, lid):
        """As the login would give it: nothing remembered from before."""
        return Persoon.objects.get(pk=self.leden[lid].pk)

    def _triples(self):
        return [
            (lid, code, relatie)
            for lid in range(len(self.leden))
            for code in PERMISSIES
            for relatie in range(len(self.relaties))
        ]

    def _by_list(self, ask):
        numbers = {relatie.pk: number for number, relatie in enumerate(self.relaties)}
        return {
            (lid, code, numbers[pk])
            for lid in range(len(self.leden))
            for code in PERMISSIES
            for pk in ask(self.persoon(lid), code).values_list("pk", flat=True)
            if pk in numbers
        }


def check_everything(built):
    """Every way of asking gives what the rule says."""
    expected = built.expected()
    answers = {
        "gate": built.by_gate(),
        "has_perm": built.by_has_perm(),
        "checker": built.by_checker(),
        "guardian": built.by_guardian_list(),
        "visible_to": built.by_visible_to(),
        "view": built.by_view(),
        "uitleg": built.by_uitleg(),
    }
    assert answers == dict.fromkeys(answers, expected)
    seen = {triple for triple in expected if triple[1] == "crm.view_relatie"}
    assert (built.by_who_can_see(), built.by_what_can_see()) == (seen, seen)
    assert built.by_refusal() == set(built._triples()) - expected
    wide = {(lid, code) for lid in range(len(built.leden)) for code in OFFICE_WIDE if built.office.may(lid, code, 0)}
    assert built.office_wide() == wide
    assert set(CODES) == {*PERMISSIES, *OFFICE_WIDE}
