"""The two commands about access, and the view that is compared with toegang.sql."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from crm.models import Relatie
from teamleden import weergave
from teamleden.models import Teamlid, TeamlidRol, Waarneming
from teamleden.toegang import compare
from teamleden.toegang.compare import Vergelijking, Verschil
from tests.factories import RelatieFactory, TeamlidRolFactory

pytestmark = pytest.mark.django_db


AFGESCHERMD = "De relatie is afgeschermd: dat de autorisatierol Beheerder voor alle relaties geldt, telt hier niet."


# --- toegang_uitleggen -------------------------------------------------------------------------------------------


def run(capsys, *arguments):
    """(exit code, the lines)"""
    code = 0
    try:
        call_command("toegang_uitleggen", *arguments)
    except SystemExit as stop:
        code = stop.code
    except CommandError as error:
        return error.returncode, [str(error)]
    return code, capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("by", ["email", "nummer", "other case"])
def test_yes_is_exit_0(cast, capsys, by):
    teamlid = {"email": cast.bram.email, "nummer": cast.bram.nummer, "other case": cast.bram.email.upper()}[by]
    assert run(capsys, teamlid, cast.own.nummer) == (
        0,
        [
            f"Ja, {cast.bram} mag ‘Relaties inzien’ bij {cast.own}.",
            f"  ja   {cast.bram} is een actief teamlid.",
            f"  ja   De autorisatierol Mutator van {cast.bram} heeft de permissie ‘Relaties inzien’.",
            f"  ja   {cast.bram} heeft toegang tot {cast.own}.",
            "         Relatiebeheerder (met de hand), als mutator",
        ],
    )


def test_no_is_exit_1_with_the_smallest_change(cast, capsys):
    assert run(capsys, cast.anna.email, cast.afgeschermd.nummer, "--permissie", "crm.change_relatie") == (
        1,
        [
            f"Nee, {cast.anna} mag ‘Relaties beheren’ bij {cast.afgeschermd} niet.",
            f"  ja   {cast.anna} is een actief teamlid.",
            f"  ja   De autorisatierol Beheerder van {cast.anna} heeft de permissie ‘Relaties beheren’.",
            f"  nee  {cast.anna} heeft geen rol bij {cast.afgeschermd}.",
            f"         {AFGESCHERMD}",
            "Kleinste wijziging:",
            "  Een rol bij deze relatie, als mutator.",
            "    Wie dit kan doen: op dit moment niemand.",
        ],
    )


def test_an_office_wide_permissie(cast, capsys):
    code, lines = run(capsys, cast.rick.email, cast.own.nummer, "--permissie", "teamleden.teamleden_inzien")
    assert (code, lines[0]) == (0, f"Ja, {cast.rick} mag ‘Teamleden inzien’.")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["niemand@kantoor.example", "00001"],
            "Er is geen teamlid met e-mailadres of nummer 'niemand@kantoor.example'.",
        ),
        (["fenna", "own"], "Er is geen teamlid met e-mailadres of nummer"),
        (["bram", "99999999"], "Er is geen relatie met nummer '99999999'."),
        (["bram", "own", "--permissie", "crm.alles"], "Er is geen permissie 'crm.alles'; kies uit: "),
        (["bram", "own", "--moment", "gisteren"], "'gisteren' is geen moment; schrijf het als 2026-01-31 12:00."),
        (
            ["bram", "own", "--moment", "2999-01-31 12:00"],
            "Dat moment is nog niet geweest; kies een moment tot en met nu.",
        ),
    ],
)
def test_what_is_unknown_is_exit_2_on_one_line(cast, capsys, arguments, sentence):
    names = {"bram": cast.bram.email, "fenna": cast.fenna.email, "own": cast.own.nummer}
    code, lines = run(capsys, *[names.get(argument, argument) for argument in arguments])
    assert (code, len(lines), lines[0].startswith(sentence)) == (2, 1, True), lines


@pytest.mark.parametrize("command", ["toegang_uitleggen", "toegang_controleren"])
def test_the_help_is_dutch(command, capsys):
    with pytest.raises(SystemExit):
        call_command(command, "--help")
    text = " ".join(capsys.readouterr().out.split())
    assert {"toegang_uitleggen": "Leg uit of een teamlid iets mag", "toegang_controleren": "Controleer of de toegang"}[
        command
    ] in text


# --- toegang_controleren -----------------------------------------------------------------------------------------


def replace_view(old, new):
    """Somebody with a shell changed the view."""
    text = weergave.sql_text(connection.vendor)
    assert old in text
    with connection.cursor() as cursor:
        cursor.execute(f"DROP VIEW {weergave.NAME}")
        cursor.execute(text.replace(old, new))


def check(capsys, *arguments):
    call_command("toegang_controleren", *arguments)
    return capsys.readouterr().out.splitlines()


def test_equal_is_exit_0_with_what_was_compared(cast, capsys):
    (line,) = check(capsys)
    assert re.fullmatch(r"De toegang is gelijk aan de regel: \d\d+ rechten bij 5 relaties\.", line)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("AND p.is_active", ""),
        ("AND (w.bereik <> 'alle' OR r.afgeschermd)", ""),
        ("wn.tot > ", "wn.tot >= "),
    ],
)
def test_a_view_that_is_not_the_one_of_toegang_sql(cast, capsys, old, new):
    """Also where it happens to give the same rows."""
    assert weergave.is_current()
    replace_view(old, new)
    assert not weergave.is_current()
    with pytest.raises(CommandError, match=r"^De view in de database is niet die van deze versie\."):
        check(capsys)
    lines = check(capsys, "--herstel")
    assert lines[0] == "De view in de database is niet die van deze versie. Zij is opnieuw gemaakt."
    assert weergave.is_current()
    assert [line.partition(":")[0] for line in check(capsys)] == ["De toegang is gelijk aan de regel"]


def test_a_view_that_is_gone_or_has_other_columns(cast, capsys):
    with connection.cursor() as cursor:
        cursor.execute(f"DROP VIEW {weergave.NAME}")
    assert not weergave.is_current()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE VIEW {weergave.NAME} AS SELECT 1 AS iets")
    assert not weergave.is_current()
    check(capsys, "--herstel")
    assert weergave.is_current()


@pytest.mark.parametrize(
    ("old", "new", "who", "permissie", "at", "by_view"),
    [
        ("WHERE t.status = 'actief' AND p.is_active", "", "eva", "BSN inzien", "own", True),
        ("tr.niveau = 'mutator'", "tr.niveau <> ''", "bram", "Relaties beheren", "own_raadpleger", True),
        ("JOIN crm_relatie r ON NOT r.afgeschermd", "JOIN crm_relatie r ON TRUE", "anna", "", "afgeschermd", True),
        ("AND (wn.tot IS NULL OR wn.tot > ", "AND (wn.tot > ", "daan", "", "own", False),
    ],
)
def test_the_first_difference_between_the_view_and_the_rule(cast, old, new, who, permissie, at, by_view):
    assert Vergelijking().first_difference() is None
    replace_view(old, new)
    found = Vergelijking().first_difference()
    persoon, relatie = getattr(cast, who), getattr(cast, at)
    assert (found.teamlid_id, found.relatie_id, found.by_view) == (persoon.pk, relatie.pk, by_view)
    assert str(found).startswith(f"{persoon} ({persoon.nummer}) mag ‘{permissie}")
    verdict = (
        "wel volgens de database, niet volgens de regel"
        if by_view
        else "niet volgens de database, wel volgens de regel"
    )
    assert str(found).endswith(f"bij {relatie}: {verdict}.")


def test_a_permissie_the_catalogue_does_not_know_is_a_difference_by_its_number(cast):
    """Somebody put a permission at a Relatie into the tables by hand."""
    vergelijking = Vergelijking()
    (number,) = (pk for pk, code in vergelijking.codes.items() if code == "crm.view_relatie")
    del vergelijking.codes[number]
    found = vergelijking.first_difference()
    assert (found.code, found.relatie_id, found.by_view) == (str(number), cast.intern.pk, True)


def test_a_difference_tells_what_it_can_of_what_is_gone(cast, django_assert_num_queries):
    """A permissie that is no longer declared, a persoon and a Relatie that are deleted."""
    assert str(Verschil(999, "crm.alles", 888, by_view=True)) == (
        "persoon 999 mag ‘crm.alles’ bij relatie 888: wel volgens de database, niet volgens de regel."
    )
    with django_assert_num_queries(2):
        str(Verschil(cast.bram.pk, "crm.view_relatie", cast.own.pk, by_view=False))


def test_the_command_names_the_first_difference(cast, capsys, monkeypatch):
    """The view is the one of toegang.sql, but its clock stands still: no Waarneming has begun for it."""
    monkeypatch.setattr(weergave, "NOW", dict.fromkeys(weergave.NOW, "'2000-01-01'"))
    weergave.renew_view()
    with pytest.raises(CommandError) as refused:
        check(capsys)
    assert str(refused.value) == (
        f"Eerste verschil: {cast.daan} ({cast.daan.nummer}) mag ‘BSN inzien’ bij {cast.own}: "
        "niet volgens de database, wel volgens de regel."
    )


def test_every_batch_is_compared(cast, monkeypatch, django_assert_num_queries):
    """The difference is at the very last Relatie of several batches, of which some are empty."""
    monkeypatch.setattr(compare, "BATCH", 2)
    last = RelatieFactory.create_batch(7)[-1]
    TeamlidRolFactory(teamlid=cast.eva.teamlid, relatie=last, niveau="mutator")
    TeamlidRol.objects.filter(teamlid=cast.eva.pk).exclude(relatie=last).delete()
    vergelijking = Vergelijking()
    with django_assert_num_queries(1 + 6 * 5):
        assert vergelijking.first_difference() is None
    assert vergelijking.relaties == Relatie.objects.count() == 12
    replace_view("WHERE t.status = 'actief' AND p.is_active", "")
    found = Vergelijking().first_difference()
    assert (found.teamlid_id, found.relatie_id) == (cast.eva.pk, last.pk)


def test_memory_and_questions_do_not_grow_with_the_rows(cast, django_assert_num_queries):
    """Per batch the four of a Stand and one for the view; around it the Relaties and the permissies."""
    for many in (1, 10):
        for _ in range(many):
            TeamlidRolFactory(relatie=RelatieFactory())
        with django_assert_num_queries(7):
            assert Vergelijking().first_difference() is None


def test_the_comparison_sees_everything_that_gives_access(cast):
    """Without any of them the number of rights goes down."""

    def rights():
        vergelijking = Vergelijking()
        assert vergelijking.first_difference() is None
        return vergelijking.rechten

    found = [rights()]
    Waarneming.objects.all().delete()
    found.append(rights())
    TeamlidRol.objects.all().delete()
    found.append(rights())
    Teamlid.objects.filter(autorisatierol__naam="Beheerder").update(status="uit_dienst")
    found.append(rights())
    assert found == sorted(set(found), reverse=True)
    assert found[-1] == 0
