"""The handover record as PDF. The font is shipped, so that every name comes out right on every machine."""

from io import BytesIO
from pathlib import Path

from django.utils import timezone
from django.utils.html import escape

LETTERTYPE = Path(__file__).parent / "lettertype"
GEWOON, VET = "DejaVuSans", "DejaVuSans-Bold"


def make_pdf(teamlid, kantoor, overdrachten, over, reader):
    """The PDF as bytes."""
    # Here and not at the top: it takes a while to load, and hardly any request needs it.
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.units import mm
    from reportlab.platypus import SimpleDocTemplate

    _register_fonts()
    made = f"Gemaakt op {timezone.localtime():%d-%m-%Y %H:%M} door {reader}"

    def footer(canvas, document):
        canvas.setFont(GEWOON, 8)
        canvas.drawString(18 * mm, 10 * mm, made)
        canvas.drawRightString(A4[0] - 18 * mm, 10 * mm, f"Bladzijde {document.page}")

    buffer = BytesIO()
    document = SimpleDocTemplate(
        buffer, pagesize=A4, leftMargin=18 * mm, rightMargin=18 * mm, topMargin=18 * mm, bottomMargin=18 * mm,
        title=f"Overdrachtsverslag van {teamlid}", author=str(kantoor), lang="nl",
    )  # fmt: skip
    document.build(list(_story(teamlid, kantoor, overdrachten, over)), onFirstPage=footer, onLaterPages=footer)
    return buffer.getvalue()


def _register_fonts():
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    if GEWOON not in pdfmetrics.getRegisteredFontNames():
        for name in (GEWOON, VET):
            pdfmetrics.registerFont(TTFont(name, str(LETTERTYPE / f"{name}.ttf")))


def _story(teamlid, kantoor, overdrachten, over):
    say = _Speller()
    yield say.title(f"Overdrachtsverslag van {teamlid}")
    yield say.text(f"{kantoor} · nummer {teamlid.persoon.nummer} · {teamlid.functie}")
    if not overdrachten:
        yield say.text("Er is nog niets overgedragen.")
    for overdracht in overdrachten:
        yield from _overdracht(say, overdracht)
    if over:
        yield say.heading(f"Staat nog bij {teamlid} ({len(over)})")
        yield say.table(["Nummer", "Relatie", "Rol", "Niveau"], [_cells(post) for post in over])


def _overdracht(say, overdracht):
    wijzigingsset = overdracht.wijzigingsset
    when = f"{timezone.localtime(wijzigingsset.toegepast_op):%d-%m-%Y %H:%M}"
    undone = " Dit is later ongedaan gemaakt." if overdracht.ongedaan else ""
    yield say.heading(wijzigingsset.titel)
    yield say.text(f"Toegepast op {when} door {wijzigingsset.actor} (wijziging {wijzigingsset.pk}).{undone}")
    for sentence in overdracht.overig:
        yield say.text(sentence)
    for collega, posts in overdracht.per_collega:
        yield say.room()
        yield say.subheading(f"Naar {collega} ({len(posts)})")
        yield say.table(["Nummer", "Relatie", "Rol", "Niveau"], [_cells(post) for post in posts])
    if overdracht.vervallen:
        yield say.room()
        yield say.subheading(f"Vervallen, of een collega had de rol al ({len(overdracht.vervallen)})")
        rows = [[*_cells(post), ", ".join(post.nu) or "niemand"] for post in overdracht.vervallen]
        yield say.table(["Nummer", "Relatie", "Rol", "Niveau", "Wie nu"], rows)


def _cells(post):
    return [post.relatie.nummer, post.relatie.naam, str(post.rol), post.niveau]


class _Speller:
    """Makes the pieces of the page."""

    def __init__(self):
        from reportlab.lib.styles import ParagraphStyle

        self.styles = {
            "title": ParagraphStyle("title", fontName=VET, fontSize=16, leading=20, spaceAfter=6),
            "heading": ParagraphStyle("heading", fontName=VET, fontSize=12, leading=15, spaceBefore=14, spaceAfter=4),
            "subheading": ParagraphStyle("subheading", fontName=VET, fontSize=10, leading=13, spaceBefore=8,
                                         spaceAfter=3),
            "text": ParagraphStyle("text", fontName=GEWOON, fontSize=9, leading=12, spaceAfter=3),
            "cell": ParagraphStyle("cell", fontName=GEWOON, fontSize=8, leading=10),
            "head": ParagraphStyle("head", fontName=VET, fontSize=8, leading=10),
        }  # fmt: skip

    def _paragraph(self, text, style):
        from reportlab.platypus import Paragraph

        return Paragraph(escape(text), self.styles[style])

    def title(self, text):
        return self._paragraph(text, "title")

    def heading(self, text):
        return self._paragraph(text, "heading")

    def subheading(self, text):
        return self._paragraph(text, "subheading")

    def text(self, text):
        return self._paragraph(text, "text")

    def room(self):
        """A new page when only a heading would fit on this one."""
        from reportlab.lib.units import mm
        from reportlab.platypus import CondPageBreak

        return CondPageBreak(30 * mm)

    def table(self, heads, rows):
        """Its head comes back on every page."""
        from reportlab.lib import colors
        from reportlab.lib.units import mm
        from reportlab.platypus import Table, TableStyle

        widths = [22, 70, 34, 24, 24] if len(heads) == 5 else [24, 84, 40, 26]
        cells = [[self._paragraph(head, "head") for head in heads]]
        cells += [[self._paragraph(cell, "cell") for cell in row] for row in rows]
        style = TableStyle(
            [
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, colors.HexColor("#c8cdc4")),
                ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#eef0ea")),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ]
        )
        return Table(cells, colWidths=[width * mm for width in widths], repeatRows=1, style=style, hAlign="LEFT")
