"""A sheet as xlsx: a worksheet for each table, one for the lists; the same figures as the page."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from complaints.cadence.presenter import day_words, lists_of, names_for, tables_of, title_of
from complaints.cadence.sight import sight_of
from core.audit.services import record
from core.exports.rules import clean_text
from core.ui.words import unset

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from complaints.cadence.models import Sheet
    from complaints.cadence.presenter import Listed, Table
    from org.people.models import Person

LONGEST_NAME = 31
_WIDE, _NARROW = 28, 14


def workbook(sheet: Sheet, *, by: Person, now: dt.datetime) -> bytes:
    """The sheet's tables and lists for `by`; audited."""
    names, sight = names_for(sheet, by), sight_of(sheet, by)
    tables, lists = tables_of(sheet, names, sight), lists_of(names, sight)
    head = (f"{sheet.unit} {title_of(sheet)}", f"{day_words(sheet)}  {sight}".strip())
    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "bottom": 1})
    for place, table in enumerate(tables, start=1):
        _table(book.add_worksheet(_name(place, table.title)), head, table, bold)
    if lists:
        _lists(book.add_worksheet(_name(len(tables) + 1, _("Lists"))), lists, bold)
    book.set_properties({"title": clean_text(head[0])})
    book.close()
    rows = sum(len(table.lines) for table in tables) + sum(len(one.lines) for one in lists)
    record("sheet.exported", by=by, now=now, about=sheet, data={"rows": rows, "file": "xlsx"})
    return buffer.getvalue()


def _name(place: int, title: str) -> str:
    plain = "".join(" " if sign in "[]:*?/\\'" else sign for sign in clean_text(title))
    return f"{place} {plain}"[:LONGEST_NAME].strip()


def _table(page: Worksheet, head: tuple[str, str], table: Table, bold: Any) -> None:
    page.set_column(0, 0, _WIDE)
    page.set_column(1, len(table.headings), _NARROW)
    page.write_string(0, 0, clean_text(head[0]), bold)
    page.write_string(1, 0, clean_text(head[1]))
    for column, heading in enumerate([table.rows, *table.headings]):
        page.write_string(2, column, clean_text(heading), bold)
    for row, line in enumerate(table.lines, start=3):
        page.write_string(row, 0, clean_text(line.name))
        for column, figure in enumerate(line.figures, start=1):
            if figure.value is None:
                page.write_string(row, column, unset())
            else:
                page.write_number(row, column, figure.value)
    page.freeze_panes(3, 1)


def _lists(page: Worksheet, lists: list[Listed], bold: Any) -> None:
    page.set_column(0, 1, _WIDE)
    page.set_column(2, 2, 60)
    headings = (_("List"), _("Reference"), _("Content"), _("Day"), _("In charge"))
    for column, heading in enumerate(headings):
        page.write_string(0, column, clean_text(heading), bold)
    row = 1
    for one in lists:
        for line in one.lines:
            for column, words in enumerate((one.title, line.number, line.words, line.on, line.person)):
                page.write_string(row, column, clean_text(words))
            row += 1
    page.freeze_panes(1, 0)
