"""What a report page shows, put into words, so that its template neither asks nor computes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.http import urlencode

from complaints.reports.registry import page_named
from complaints.reports.rules.table import Measure, Table
from complaints.reports.words import cell_words
from core.periods.menu import PeriodMenu
from core.periods.rules import Period
from core.periods.words import period_title

if TYPE_CHECKING:
    from complaints.reports.rules.table import Cell, Column, Report, Row
    from org.units.models import Unit

SMALL = 30
"""A ratio out of fewer than these is shown with its n (peers: small numbers are shown as what they are)."""


@dataclass(frozen=True)
class ShownCell:
    """A figure in words, with its way to the tickets, and n where a ratio stands on few."""

    text: str
    heading: str
    address: str
    known: bool
    n: str


@dataclass(frozen=True)
class ShownRow:
    name: str
    depth: int
    cells: list[ShownCell]


@dataclass(frozen=True)
class ShownTable:
    table: Table
    rows: list[ShownRow]
    total: ShownRow | None


def report_address(code: str, unit: Unit, to: Period, name: str = "complaint_report") -> str:
    return f"{reverse(name, args=[code, to.words])}?{urlencode({'unit': unit.code})}"


def shown(table: Table) -> ShownTable:
    rows = [_row(row, table.columns) for row in table.rows]
    return ShownTable(table, rows, _row(table.total, table.columns) if table.total else None)


def _row(row: Row, columns: tuple[Column, ...]) -> ShownRow:
    cells = [_cell(cell, column) for cell, column in zip(row.cells, columns, strict=True)]
    return ShownRow(row.name, row.depth, cells)


def _cell(cell: Cell, column: Column) -> ShownCell:
    small = cell.n is not None and cell.n < SMALL and column.measure is not Measure.COUNT
    return ShownCell(
        text=cell_words(cell, column.measure),
        heading=column.heading,
        address=cell.address,
        known=cell.value is not None,
        n=f"n={cell.n}" if small else "",
    )


class ReportPage:
    """One report for one unit and period."""

    def __init__(self, report: Report, unit: Unit, asked: Period, *, today: dt.date) -> None:
        self.report = report
        self.unit = unit
        self.period = asked
        named = page_named(report.code)
        self.heading, self.answers = named.title, named.answers
        self.title = period_title(asked)
        self.tables = [shown(table) for table in report.tables]
        self._today = today

    @property
    def menu(self) -> PeriodMenu:
        """The ways to other periods of the unit."""
        to = partial(report_address, self.report.code, self.unit)
        return PeriodMenu(self.period, to, reverse(page_named(self.report.code).url_name), self._today)

    @property
    def xlsx_address(self) -> str:
        return report_address(self.report.code, self.unit, self.period, "complaint_report_xlsx")
