"""The handover record: what went to whom, on a page and as PDF."""

import pytest

from activiteitenlog.models import Activiteit
from tests.client import login
from tests.factories import TeamlidFactory
from tests.pages import table
from tests.vertrek import apply, send, undo

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(cast):
    return login(cast.anna)


def overdracht(persoon, rest=""):
    return f"/crm/teamleden/{persoon.pk}/overdracht/{rest}"


@pytest.fixture
def handed_over(cast, client):
    """Bram left: own to Łukasz, and own_raadpleger to nobody."""
    cast.lukasz = TeamlidFactory(persoon__voornaam="Łukasz", persoon__achternaam="Öztürk")
    return apply(client, send(client, cast.bram, rest="niemand", los=[(cast.own.nummer, cast.lukasz.pk)]))


def test_the_record_says_what_went_to_whom_when_and_by_whom(cast, client, handed_over):
    response = client.get(overdracht(cast.bram))
    html = response.content.decode()
    assert f"Naar {cast.lukasz} (1)" in html
    assert table(response, 0) == [[cast.own.nummer, "Bakkerij Van Dijk", "Relatiebeheerder", "Mutator"]]
    assert table(response, 1) == [
        [cast.own_raadpleger.nummer, "Slagerij De Boer", "Relatiebeheerder", "Raadpleger", "niemand"]
    ]
    assert f"door {cast.anna}" in html
    assert "status van actief naar uit dienst" in html
    assert "Later ongedaan gemaakt" not in html
    undo(client, handed_over)
    assert "Later ongedaan gemaakt" in client.get(overdracht(cast.bram)).content.decode()


def test_the_set_leads_to_the_record_for_who_may_read_it(cast, client, handed_over):
    url = handed_over.get_absolute_url()
    assert overdracht(cast.bram) in client.get(url).content.decode()
    assert overdracht(cast.bram) not in login(cast.manon).get(url).content.decode()


def test_aut_3_the_record_names_only_relaties_in_sight(cast, client, handed_over):
    """A second beheerder does not see what was shielded since; nor what still stands there."""
    cast.own.afgeschermd = True
    cast.own.save()
    response = login(TeamlidFactory(rol="Beheerder").persoon).get(overdracht(cast.bram))
    html = response.content.decode()
    assert ("Bakkerij" in html, "Slagerij" in html, "Łukasz" in html) == (False, True, False)


def test_the_record_as_pdf(cast, client, handed_over):
    response = client.get(overdracht(cast.bram, "pdf/"))
    assert response.content.startswith(b"%PDF-")
    assert (response.headers["Content-Type"], response.headers["Content-Disposition"]) == (
        "application/pdf", f'attachment; filename="overdrachtsverslag-{cast.bram.nummer}.pdf"',
    )  # fmt: skip
    assert Activiteit.objects.filter(actie="overdrachtsverslag geëxporteerd", actor=cast.anna).count() == 1
    assert client.get(overdracht(cast.manon, "pdf/")).content.startswith(b"%PDF-")  # nothing to tell is a page too


@pytest.mark.parametrize(
    "naam", ["Łukasz Öztürk", "Siobhán Ní Dhomhnaill", "İbrahim Şahin-Ğ", "Nguyễn Thị Hồng", "Ștefan Țîru"]
)
def test_the_font_of_the_pdf_has_every_letter(naam):
    from reportlab.pdfbase import pdfmetrics

    from teamleden.overdracht_pdf import GEWOON, VET, _register_fonts

    _register_fonts()
    for font in (GEWOON, VET):
        glyphs = pdfmetrics.getFont(font).face.charToGlyph
        assert [letter for letter in naam if ord(letter) not in glyphs] == []
