"""A random office in the past: everything the explainer says of then, asked after everything changed."""

from datetime import timedelta

from django.utils import timezone

from crm.models import Persoon, Relatie
from permissions import catalogue
from permissions.models import Autorisatierol
from teamleden.models import Teamlid, TeamlidRol, Waarneming
from teamleden.toegang import what_can_see, who_can_see
from teamleden.toegang.judge import judge
from teamleden.toegang.questions import load
from tests.historie import Opname


def check_past(built, at):
    """`at` is the moment, in hours from now."""
    moment = timezone.now() + timedelta(hours=at)
    Relatie.objects.update(created_at=moment - timedelta(days=1))
    rows = Opname(vanaf=moment - timedelta(days=1))
    lose_everything()
    expected = {triple for triple in built._triples() if built.office.may(*triple, at=at)}
    stand = load([relatie.pk for relatie in built.relaties], moment=moment, rows=rows)
    assert expected == {
        (lid, code, relatie)
        for lid, code, relatie in built._triples()
        if judge(stand, built.leden[lid].pk, catalogue.get(code), built.relaties[relatie].pk)
    }
    seen = {(lid, relatie) for lid, code, relatie in expected if code == "crm.view_relatie"}
    numbers = {teamlid.pk: number for number, teamlid in enumerate(built.leden)}
    assert seen == {
        (numbers[zicht.lid.pk], relatie)
        for relatie in range(len(built.relaties))
        for zicht in who_can_see(built.relaties[relatie], moment=moment, rows=rows)
    }
    numbers = {relatie.pk: number for number, relatie in enumerate(built.relaties)}
    within = Relatie.objects.filter(pk__in=list(numbers))
    assert seen == {
        (lid, numbers[gezien.relatie.pk])
        for lid, teamlid in enumerate(built.leden)
        for gezien in what_can_see(teamlid, within, moment=moment, rows=rows)[:50]
    }


def lose_everything():
    TeamlidRol.objects.all().delete()
    Waarneming.objects.all().delete()
    Teamlid.objects.update(status="uit_dienst", uit_dienst_per=None)
    Persoon.objects.update(is_active=False)
    Relatie.objects.exclude(type="intern").update(afgeschermd=True)
    for rol in Autorisatierol.objects.all():
        rol.group.permissions.clear()
    Autorisatierol.objects.update(bereik="gekoppeld")
