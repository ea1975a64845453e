"""Rows into a file, one at a time and in bounded memory."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from core.exports.registry import Cell
from core.exports.rules import clean_text, inert_text

MOST_SHEET_ROWS = 1_048_576
_EXACT_DIGITS = 15


def write_csv(out: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """UTF-8 with a byte order mark, which is how spreadsheet programs know it."""
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([inert_text(heading) for heading in headings])
    writer.writerows([_csv_cell(cell) for cell in row] for row in rows)
    text.flush()
    text.detach()


def _csv_cell(cell: Cell) -> Any:
    cell = _plain(cell)
    if isinstance(cell, dt.datetime):
        return f"{cell:%Y-%m-%d %H:%M:%S}"
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return inert_text(cell) if isinstance(cell, str) else cell


def write_xlsx(
    out: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence[Cell]], *, widths: Sequence[int] = (), title: str
) -> None:
    """One sheet; text is written as text whatever it looks like, numbers and dates as themselves."""
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "in_memory": False})
    book.set_size(2400, 1200)
    sheet = book.add_worksheet(_sheet_name(title))
    bold = book.add_format({"bold": True, "bottom": 1})
    formats = {
        dt.datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        dt.date: book.add_format({"num_format": "yyyy-mm-dd"}),
    }
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    sheet.freeze_panes(1, 0)
    for place, heading in enumerate(headings):
        sheet.write_string(0, place, clean_text(heading), bold)
    for number, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            _xlsx_cell(sheet, number, place, _plain(cell), formats)
    book.close()


def _xlsx_cell(sheet: Any, number: int, place: int, cell: Any, formats: dict[type[dt.date], Any]) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, (dt.datetime, dt.date)):
        sheet.write_datetime(number, place, cell, formats[type(cell)])
    elif isinstance(cell, (int, Decimal, float)):
        sheet.write_number(number, place, cell)
    else:
        sheet.write_string(number, place, clean_text(cell))


def _plain(cell: Cell) -> Any:
    """Local times without a zone, words for yes and no; figures that a sheet would round or refuse as text."""
    if isinstance(cell, dt.date):
        return _plain_date(cell)
    if isinstance(cell, bool):
        return _("Yes") if cell else _("No")
    if isinstance(cell, (int, float, Decimal)):
        if not Decimal(cell).is_finite():
            return ""
        return str(cell) if isinstance(cell, int) and len(str(abs(cell))) > _EXACT_DIGITS else cell
    return cell if cell is None else str(cell)


def _plain_date(cell: dt.date) -> Any:
    """A sheet's calendar begins in 1900; what is earlier stays text."""
    if isinstance(cell, dt.datetime):
        cell = timezone.localtime(cell).replace(tzinfo=None) if timezone.is_aware(cell) else cell
    return cell if cell.year >= 1900 else str(cell)


def _sheet_name(title: str) -> str:
    """A sheet's name: at most 31 characters, none of those that a sheet may not have."""
    name = "".join(" " if char in "[]:*?/\\'" else char for char in clean_text(title))[:31].strip()
    return name or "1"
