"""Many Teamleden at once from a sheet: a report per row, and then exactly that."""

import io

import pytest
import xlsxwriter
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile

from activiteitenlog.models import Activiteit
from crm.models import Functie, Persoon
from permissions.gate import NotAllowed
from teamleden.models import Status, Teamlid, Uitnodiging
from teamleden.services.teamledenlijst import add_and_invite
from tests.client import login
from tests.pages import errors, messages

pytestmark = pytest.mark.django_db

URL = "/beheer/teamleden/uitnodigingen/lijst/"
HEADER = "Voornaam;Tussenvoegsel;Achternaam;E-mailadres;Functie;Autorisatierol"
GOOD = [
    "Łukasz;;Öztürk;lukasz@kantoor.example;medewerker;Mutator",
    "Noor;van der;Berg;noor@kantoor.example;Medewerker;manager",
]


TE_VEEL = "Het bestand heeft meer dan 500 rijen; verdeel het over meer bestanden."


@pytest.fixture(autouse=True)
def functie(db):
    return Functie.objects.get_or_create(naam="medewerker")[0]


def upload(client, *lines, header=HEADER, encoding="utf-8-sig", name="lijst.csv"):
    content = "\r\n".join([header, *lines]).encode(encoding)
    return client.post(URL, {"bestand": SimpleUploadedFile(name, content)})


def report(response):
    return [(u.rij["nummer"], u.naam, u.problemen) for u in response.context["uitkomsten"]]


def test_the_report_writes_nothing_and_applying_adds_exactly_that(cast, mailoutbox, django_capture_on_commit_callbacks):
    client, before = login(cast.anna), Persoon.objects.count()
    with django_capture_on_commit_callbacks(execute=True):
        response = upload(client, *GOOD)
    assert report(response) == [(2, "Łukasz Öztürk", []), (3, "Noor van der Berg", [])]
    assert (Persoon.objects.count(), Activiteit.objects.filter(actie="teamlid toegevoegd").count()) == (before, 0)
    assert mailoutbox == []
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(URL, {"rijen": response.context["rijen"]}, follow=True)
    assert messages(response) == ["2 teamleden zijn toegevoegd en krijgen een uitnodiging."]
    added = Teamlid.objects.filter(persoon__email__in=["lukasz@kantoor.example", "noor@kantoor.example"])
    assert {(t.persoon.voornaam, t.persoon.tussenvoegsel, str(t.autorisatierol), t.status) for t in added} == {
        ("Łukasz", "", "Mutator", Status.UITGENODIGD), ("Noor", "van der", "Manager", Status.UITGENODIGD),
    }  # fmt: skip
    assert sorted(mail.to[0] for mail in mailoutbox) == ["lukasz@kantoor.example", "noor@kantoor.example"]
    assert len({t.persoon.nummer for t in added}) == 2


def test_each_wrong_row_says_what_is_wrong_and_the_good_ones_can_go_on(cast):
    client = login(cast.anna)
    response = upload(
        client,
        GOOD[0],
        "Noor;;;noor@kantoor.example;medewerker;Mutator",
        "Noor;;Berg;geen-adres;medewerker;Mutator",
        f"Noor;;Berg;{cast.fenna.email};medewerker;Mutator",
        "Noor;;Berg;LUKASZ@kantoor.example;medewerker;Mutator",
        "Noor;;Berg;noor@kantoor.example;tovenaar;Mutator",
        "Noor;;Berg;noor@kantoor.example;medewerker;Directeur",
        ";;;;;",
        "Noor;;Berg;;medewerker;Mutator",
    )
    wrong = {nummer: problemen[0] for nummer, _, problemen in report(response) if problemen}
    assert list(wrong) == [3, 4, 5, 6, 7, 8, 10]
    assert wrong[3] == "Vul een achternaam in."
    assert "contact" in wrong[5]
    assert "teamlid" in wrong[6]  # the address of row 2
    assert wrong[7].startswith("Er is geen functie ‘tovenaar’; kies uit ")
    assert wrong[8] == "Er is geen autorisatierol ‘Directeur’; kies uit Raadpleger, Mutator, Manager, Beheerder."
    assert wrong[10] == "Vul een e-mailadres in; het is de gebruikersnaam."
    response = client.post(URL, {"rijen": response.context["rijen"]}, follow=True)
    assert messages(response) == ["1 teamlid is toegevoegd en krijgt een uitnodiging."]


def test_when_a_row_no_longer_fits_nothing_is_added(cast):
    client = login(cast.anna)
    rijen = upload(client, *GOOD).context["rijen"]
    Persoon.objects.filter(pk=cast.fenna.pk).update(email="noor@kantoor.example")
    response = client.post(URL, {"rijen": rijen})
    assert [bool(problemen) for _, _, problemen in report(response)] == [False, True]
    assert "er is nog niets toegevoegd" in response.content.decode()
    assert not Uitnodiging.objects.exists()


@pytest.mark.parametrize("forged", ["x", "", "eyJ:abc"])
def test_a_forged_report_adds_nothing(cast, forged):
    response = login(cast.anna).post(URL, {"rijen": forged}, follow=True)
    assert messages(response) == ["Dit verslag is niet meer geldig. Kies het bestand opnieuw."]
    assert not Uitnodiging.objects.exists()


def test_somebody_elses_report_adds_nothing(cast):
    rijen = signing.dumps([cast.chantal.pk, []], salt="teamledenlijst", compress=True)
    response = login(cast.anna).post(URL, {"rijen": rijen}, follow=True)
    assert messages(response) == ["Dit verslag is niet meer geldig. Kies het bestand opnieuw."]


def test_a_whole_name_is_taken_apart(cast):
    response = upload(
        login(cast.anna),
        "Jan van den Berg;a@kantoor.example;medewerker;Mutator",
        "Anne Marie de Wit;b@kantoor.example;medewerker;Mutator",
        "Madonna;c@kantoor.example;medewerker;Mutator",
        header="Naam;E-mail;Functie;Autorisatierol;Schoenmaat",
    )
    parts = [
        (u.rij.get("voornaam"), u.rij.get("tussenvoegsel"), u.rij["achternaam"]) for u in response.context["uitkomsten"]
    ]
    assert parts == [("Jan", "van den", "Berg"), ("Anne", "", "Marie de Wit"), (None, None, "Madonna")]
    assert "Deze kolommen worden niet gebruikt: Schoenmaat." in response.content.decode()


def test_an_excel_file_and_another_encoding_and_delimiter(cast):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as workbook:
        sheet = workbook.add_worksheet()
        for number, line in enumerate([HEADER, *GOOD]):
            sheet.write_row(number, 0, line.split(";"))
    response = login(cast.anna).post(URL, {"bestand": SimpleUploadedFile("lijst.xlsx", file.getvalue())})
    assert [naam for _, naam, _ in report(response)] == ["Łukasz Öztürk", "Noor van der Berg"]
    lines = ["René,,Müller,rene@kantoor.example,medewerker,Mutator"]
    response = upload(login(cast.anna), *lines, header=HEADER.replace(";", ","), encoding="cp1252")
    assert report(response) == [(2, "René Müller", [])]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Het bestand is leeg, of heeft geen koppen in de eerste rij."),
        (b"Naam;Telefoon\r\nJan;06", "Deze kolommen ontbreken: E-mailadres, Functie, Autorisatierol."),
        (f"{HEADER}\r\n".encode(), "Onder de koppen staan geen rijen."),
        (f"{HEADER};Email\r\n{GOOD[1]};x".encode(), "De kolom Email staat er twee keer."),
        (b"PK\x03\x04 geen zip", "Dit is geen leesbaar Excel-bestand; sla het op als .xlsx en probeer het opnieuw."),
        (b"\x00\x01\x02", "Dit is geen Excel- of CSV-bestand."),
        ("\r\n".join([HEADER, *[GOOD[0]] * 501]).encode(), TE_VEEL),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_says_why(cast, content, sentence):
    response = login(cast.anna).post(URL, {"bestand": SimpleUploadedFile("lijst.csv", content)})
    assert errors(response) == {"bestand": [sentence]}


def test_no_file_is_told_at_the_field(cast):
    assert errors(login(cast.anna).post(URL, {})) == {"bestand": ["Kies een bestand."]}


def test_a_manager_adds_nobody_through_page_or_service(cast):
    assert login(cast.manon).get(URL).status_code == 403
    with pytest.raises(NotAllowed):
        add_and_invite(cast.manon, [{"nummer": 2, "achternaam": "Berg", "email": "x@kantoor.example"}])


def test_the_example_can_be_used_as_it_is(cast):
    example = login(cast.anna).get(f"{URL}voorbeeld/").getvalue()
    response = login(cast.anna).post(URL, {"bestand": SimpleUploadedFile("teamleden.csv", example)})
    assert report(response) == [(2, "Noortje van der Berg", [])]
