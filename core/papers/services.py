"""Papers as PDF, drawn by reportlab: no network and no file but the font (C27)."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _
from PIL import Image as Pillow
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import HRFlowable, Image, KeepTogether, SimpleDocTemplate
from reportlab.platypus import Paragraph as Drawn
from reportlab.platypus import Spacer as Room
from reportlab.platypus import Table as Grid

from core.papers import rules
from core.papers.fonts import font
from core.refusals import Refusal

MARGIN = 22 * mm
LINE = colors.HexColor("#9aa5b1")
HEAD = colors.HexColor("#eef2f6")
SIGNATURE = 55 * mm
PICTURES = ("PNG", "JPEG")
MOST_PIXELS = 4_000_000


class NotAPicture(Refusal):
    """The signature is neither PNG nor JPEG, or too large."""


def make_pdf(paper: rules.Paper) -> bytes:
    """The paper as a PDF file on A4; the same paper gives the same bytes.

    All text is shown as it stands: none of it is markup, and nothing is fetched or opened because of it.
    Raises NoPdfFont when no font with Chinese characters is there, NotAPicture for a broken signature.
    """
    name = font()
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out,
        pagesize=_size(paper),
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
        title=rules.printable(paper.title),
        subject=rules.printable(paper.number),
        invariant=1,
    )
    document.build(list(story(paper, name)), canvasmaker=partial(_NumberedCanvas, font=name, number=paper.number))
    return out.getvalue()


def _size(paper: rules.Paper) -> tuple[float, float]:
    return landscape(A4) if paper.is_wide else A4


def story(paper: rules.Paper, name: str) -> Iterator[Any]:
    """What is drawn, in order, in the font called `name`."""
    styles, width = _styles(name), _size(paper)[0] - 2 * MARGIN
    yield _text(paper.title, styles["title"])
    beneath = "\N{IDEOGRAPHIC SPACE}\N{IDEOGRAPHIC SPACE}".join(
        part for part in (paper.number, paper.date_words) if part
    )
    if beneath:
        yield _text(beneath, styles["beneath"])
    for block in paper.blocks:
        yield from _drawn(block, styles, width)


def _styles(name: str) -> dict[str, ParagraphStyle]:
    body = ParagraphStyle("body", fontName=name, fontSize=11, leading=19, wordWrap="CJK", spaceAfter=5)
    small = ParagraphStyle("cell", body, fontSize=9.5, leading=14, spaceAfter=0)
    return {
        "body": body,
        "indented": ParagraphStyle("indented", body, firstLineIndent=22),
        "title": ParagraphStyle("title", body, fontSize=18, leading=28, alignment=TA_CENTER, spaceAfter=4),
        "beneath": ParagraphStyle("beneath", body, fontSize=9.5, alignment=TA_CENTER, spaceAfter=12),
        "heading": ParagraphStyle("heading", body, fontSize=13, leading=22, spaceBefore=10, keepWithNext=1),
        "cell": small,
        "number": ParagraphStyle("number", small, alignment=TA_RIGHT),
        "sign": ParagraphStyle("sign", body, alignment=TA_RIGHT, spaceAfter=0),
    }


def _text(text: str, style: ParagraphStyle) -> Drawn:
    """Escaped before the renderer sees it: to reportlab a paragraph is markup, which may name files."""
    return Drawn(escape(rules.printable(text)).replace("\n", "<br/>"), style)


def _drawn(block: rules.Block, styles: dict[str, ParagraphStyle], width: float) -> Iterator[Any]:
    match block:
        case rules.Paragraph():
            yield _text(block.text, styles["indented" if block.indented else "body"])
        case rules.Heading():
            yield _text(block.text, styles["heading"])
        case rules.Spacer():
            yield Room(1, block.millimetres * mm)
        case rules.Facts():
            if block.lines:
                yield _facts(block, styles, width)
                yield Room(1, 4 * mm)
        case rules.Table():
            yield _table(block, styles, width)
            yield Room(1, 4 * mm)
        case rules.SignatureLine():
            yield KeepTogether(list(_signature(block, styles)))


_CELLS = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("GRID", (0, 0), (-1, -1), 0.5, LINE)]


def _facts(block: rules.Facts, styles: dict[str, ParagraphStyle], width: float) -> Grid:
    rows = [[_text(label, styles["cell"]), _text(value, styles["cell"])] for label, value in block.lines]
    return Grid(
        rows,
        colWidths=[width * 0.24, width * 0.76],
        style=[*_CELLS, ("BACKGROUND", (0, 0), (0, -1), HEAD)],
        splitInRow=1,
    )


def _table(block: rules.Table, styles: dict[str, ParagraphStyle], width: float) -> Grid:
    shares = block.shares or [1] * len(block.head)
    shaded = [0, *(place + 1 for place in sorted(block.totals))]
    kinds = [styles["number" if place in block.numeric else "cell"] for place in range(len(block.head))]
    rows = [
        [_text(str(cell), kind) for cell, kind in zip(row, kinds, strict=True)] for row in (block.head, *block.rows)
    ]
    return Grid(
        rows,
        colWidths=[width * share / sum(shares) for share in shares],
        style=[*_CELLS, *(("BACKGROUND", (0, row), (-1, row), HEAD) for row in shaded)],
        repeatRows=1,
        splitInRow=1,
    )


def _signature(block: rules.SignatureLine, styles: dict[str, ParagraphStyle]) -> Iterator[Any]:
    yield Room(1, 8 * mm)
    yield _text(block.label, styles["sign"])
    if block.picture is not None:
        yield _picture(block.picture)
    else:
        yield Room(1, 12 * mm)
        yield HRFlowable(width=SIGNATURE, thickness=0.6, color=LINE, hAlign="RIGHT")
    for words in (block.name, block.date_words):
        if words:
            yield _text(words, styles["sign"])


def _picture(content: bytes) -> Image:
    """Drawn anew from its pixels: what else was in the file does not come along."""
    try:
        with Pillow.open(io.BytesIO(content), formats=PICTURES) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise NotAPicture(_("The picture of the signature is too large."))
            clean = io.BytesIO()
            opened.convert("RGBA").save(clean, "PNG")
            width, height = opened.size
    except (OSError, SyntaxError, ValueError, Pillow.DecompressionBombError) as error:
        raise NotAPicture(_("The signature should be a picture, PNG or JPEG.")) from error
    shrunk = min(SIGNATURE / width, 20 * mm / height)
    clean.seek(0)
    return Image(clean, width=width * shrunk, height=height * shrunk, hAlign="RIGHT")


class _NumberedCanvas(Canvas):
    """Keeps its pages back until their number is known."""

    def __init__(self, *args: Any, font: str, number: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._font, self._number = font, rules.printable(number)
        self._kept: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802  # reportlab's name
        self._kept.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        pages: Sequence[dict[str, Any]] = self._kept
        for page, kept in enumerate(pages, start=1):
            self.__dict__.update(kept)
            self.setFont(self._font, 8.5)
            words = _("Page %(page)s of %(pages)s") % {"page": page, "pages": len(pages)}
            self.drawRightString(self._pagesize[0] - MARGIN, MARGIN / 2, words)
            self.drawString(MARGIN, MARGIN / 2, self._number)
            super().showPage()
        super().save()
