"""`manage.py teamlid_toevoegen`: what it prints, and how it fails."""

import io
import os
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from activiteitenlog.models import Activiteit
from crm.nummers import next_free
from teamleden.guards import beheerders
from teamleden.models import Teamlid, Uitnodiging
from tests.client import login
from tests.factories import ContactFactory, TeamlidFactory

pytestmark = pytest.mark.django_db

WACHTWOORD = "paarse-fietsen-in-mei-4"
NOOR = ("noor@kantoor.example", "Groot", "--voornaam", "Noor", "--tussenvoegsel", "de")
ADVIES = (
    "Een adres is de gebruikersnaam en kan maar één keer voorkomen; "
    "wil je zien wat een klant ziet, maak dan een los contact met een ander adres."
)


def run(*arguments):
    out = io.StringIO()
    call_command("teamlid_toevoegen", *arguments, stdout=out)
    return out.getvalue().splitlines()


def refusal(*arguments):
    """The one line, with nothing left behind."""
    with pytest.raises(CommandError) as refused:
        run(*arguments)
    return str(refused.value)


def test_the_first_beheerder_is_added_and_gets_a_link_that_works(db, mailoutbox):
    nummer = next_free("teamlid")
    said, explanation, link = run(*NOOR)
    assert said == f"Noor de Groot is toegevoegd met nummer {nummer}, als Beheerder."
    assert explanation == "Kies binnen 7 dagen een wachtwoord op deze pagina:"
    assert link.startswith("http://testserver/uitnodiging/")
    client = login()
    client.get(link, follow=True)
    assert client.post("/uitnodiging/", {"wachtwoord": WACHTWOORD, "herhaling": WACHTWOORD}).url == "/"
    assert client.get("/beheer/teamleden/").status_code == 200
    assert [str(beheerder) for beheerder in beheerders()] == ["Noor de Groot"]
    assert mailoutbox == []


def test_every_option_is_stored(db):
    options = ("--nummer", "91234", "--functie", "DIRECTEUR", "--autorisatierol", "manager")
    assert run(*NOOR, *options)[0] == "Noor de Groot is toegevoegd met nummer 91234, als Manager."
    made = Teamlid.objects.get()
    assert (made.persoon.nummer, made.functie.naam, made.autorisatierol.naam, made.status) == (
        "91234", "directeur", "Manager", "uitgenodigd",
    )  # fmt: skip
    assert [(row.actie, row.actor, row.actor_naam) for row in Activiteit.objects.order_by("pk")] == [
        ("teamlid toegevoegd", None, "systeem (teamlid_toevoegen)"),
        ("teamlid uitgenodigd", None, "systeem (teamlid_toevoegen)"),
    ]


def test_the_address_is_stored_in_its_one_form(db):
    run("ＮＯＯＲ@Kantoor.Example", "Groot")
    assert Teamlid.objects.get().persoon.email == "noor@kantoor.example"


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("noor", "Groot"), "Dit is geen geldig e-mailadres."),
        ((*NOOR, "--nummer", "0"), "Nummer 0 valt buiten de nummerreeks van het kantoor (00001 tot en met 99999)."),
        ((*NOOR, "--nummer", "x"), "Een nummer bestaat uit cijfers, van 00001 tot en met 99999."),
        (
            (*NOOR, "--autorisatierol", "Baas"),
            "Er is geen autorisatierol 'Baas'; kies uit: Raadpleger, Mutator, Manager, Beheerder.",
        ),
        (
            (*NOOR, "--functie", "baas"),
            "Er is geen functie 'baas'; kies uit: administrateur, directeur, gevolmachtigde, medewerker.",
        ),
        (("noor@kantoor.example", " "), "achternaam: Dit veld kan niet leeg zijn"),
        (
            ("noor@kantoor.example", "G" * 121),
            "achternaam: Zorg dat deze waarde niet meer dan 120 tekens bevat (het zijn er nu 121).",
        ),
        (
            (f"noor@{'kantoor.' * 32}example", "Groot"),
            "email: Zorg dat deze waarde niet meer dan 254 tekens bevat (het zijn er nu 268).",
        ),
    ],
)
def test_each_failure_is_one_line_and_leaves_nothing(db, arguments, line):
    assert refusal(*arguments) == line
    assert (Teamlid.objects.count(), Uitnodiging.objects.count(), Activiteit.objects.count()) == (0, 0, 0)


def test_num_3_and_mail_2_are_one_line_too(db):
    bram, fenna = TeamlidFactory().persoon, ContactFactory()
    assert refusal(*NOOR, "--nummer", fenna.nummer) == (
        f"Nummer {fenna.nummer} is al van een contact ({fenna}); een nummer kan maar bij één persoon horen."
    )
    sentence = f"Dit e-mailadres is al in gebruik bij een teamlid ({bram}). {ADVIES}"
    assert refusal(bram.email.upper(), "Groot") == sentence


def shell(folder, *arguments):
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "mijnkantoor.settings", "DEBUG": "1", "VAR_DIR": str(folder)}
    environment["DATABASE_URL"] = f"sqlite:///{folder}/portal.sqlite3"
    command = [sys.executable, "manage.py", *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    return ended.returncode, ended.stdout, ended.stderr


def test_the_shell_sees_one_line_and_an_exit_code(tmp_path):
    assert shell(tmp_path, "migrate", "--verbosity", "0") == (0, "", "")
    code, out, complaints = shell(tmp_path, "teamlid_toevoegen", *NOOR)
    assert (code, out.splitlines()[0], complaints) == (
        0, "Noor de Groot is toegevoegd met nummer 90001, als Beheerder.", "",
    )  # fmt: skip
    code, out, complaints = shell(tmp_path, "teamlid_toevoegen", *NOOR)
    assert (code, out) == (1, "")
    assert complaints == (f"CommandError: Dit e-mailadres is al in gebruik bij een teamlid (Noor de Groot). {ADVIES}\n")
    code, out, complaints = shell(tmp_path, "teamlid_toevoegen")
    assert (code, out) == (2, "")
