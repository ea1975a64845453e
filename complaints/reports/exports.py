"""A report outside the page: as a workbook and as plain data, from the same value."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from xlsxwriter import Workbook

from complaints.reports.registry import page_named
from complaints.reports.rules.table import Measure, Missing
from core.exports.rules import clean_text
from core.periods.words import period_title
from core.ui.words import no_data, unset

if TYPE_CHECKING:
    from complaints.reports.rules.table import Cell, Report, Row, Table
    from complaints.reports.selectors.asked import Asked

SCHEMA = "servicedesk.complaint_report/1"
FORMATS = {
    Measure.COUNT: "#,##0",
    Measure.SHARE: "0.00%",
    Measure.POINTS: "#,##0.00",
    Measure.HOURS: "#,##0.0",
    Measure.CHANGE: "+#,##0;-#,##0;0",
}
NAME_WIDTH, WIDTH, SHEET_NAME = 30, 14, 31


def workbook(report: Report, asked: Asked) -> bytes:
    """One sheet a table, real numbers with formats; below each how it is counted."""
    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    formats = {measure: book.add_format({"num_format": given}) for measure, given in FORMATS.items()}
    page = page_named(report.code)
    head = f"{asked.unit.name} · {page.title} · {period_title(asked.period)}"
    for place, table in enumerate(report.tables, start=1):
        sheet = book.add_worksheet(_sheet_name(place, table))
        sheet.set_column(0, 0, NAME_WIDTH)
        sheet.set_column(1, len(table.columns), WIDTH)
        sheet.write_string(0, 0, clean_text(head), bold)
        sheet.write_string(1, 0, clean_text(table.title))
        for column, heading in enumerate([table.head, *(one.heading for one in table.columns)]):
            sheet.write_string(3, column, clean_text(heading), bold)
        for line, row in enumerate(table.all_rows, start=4):
            _write(sheet, line, row, table, formats)
        for line, words in enumerate([*table.counted, *table.notes], start=5 + len(table.all_rows)):
            sheet.write_string(line, 0, clean_text(words))
        sheet.freeze_panes(4, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
    book.set_properties({"title": head})
    book.close()
    return buffer.getvalue()


def _sheet_name(place: int, table: Table) -> str:
    words = "".join(" " if sign in "[]:*?/\\'" else sign for sign in clean_text(table.title))
    return f"{place} {words}"[:SHEET_NAME].strip()


def _write(sheet: Any, line: int, row: Row, table: Table, formats: dict[Measure, Any]) -> None:
    sheet.write_string(line, 0, clean_text("　" * row.depth + row.name))
    for column, (cell, kind) in enumerate(zip(row.cells, table.columns, strict=True), start=1):
        if cell.value is None:
            sheet.write_string(line, column, _absent(cell))
        else:
            sheet.write_number(line, column, cell.value, formats[kind.measure])


def _absent(cell: Cell) -> str:
    return {Missing.NOT_SET: unset(), Missing.NO_DATA: no_data(), None: ""}[cell.missing]


def as_data(report: Report, asked: Asked) -> dict[str, Any]:
    """The report for machines: unrounded numbers, shares as ratios; what is missing is null with its reason."""
    return {
        "schema": SCHEMA,
        "report": report.code,
        "title": str(page_named(report.code).title),
        "unit": {"code": asked.unit.code, "name": asked.unit.name},
        "period": asked.period.words,
        "tables": [_table(table) for table in report.tables],
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "key": table.key,
        "title": table.title,
        "columns": [{"key": one.key, "heading": one.heading, "measure": one.measure.value} for one in table.columns],
        "rows": [_row(row) for row in table.rows],
        "total": _row(table.total) if table.total else None,
        "counted": list(table.counted),
        "notes": list(table.notes),
    }


def _row(row: Row) -> dict[str, Any]:
    return {"name": row.name, "code": row.code, "depth": row.depth, "cells": [_cell(cell) for cell in row.cells]}


def _cell(cell: Cell) -> dict[str, Any]:
    value = cell.value if cell.value is None or isinstance(cell.value, int) else float(cell.value)
    return {
        "value": value,
        "n": cell.n,
        "missing": cell.missing.value if cell.missing else None,
        "tickets": cell.address or None,
    }
