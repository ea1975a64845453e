"""A report as a value: tables of cells, each with the address of exactly the tickets it counts.

The page, the workbook and the API all print this value; nothing is rounded before it is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from core.ui.charts import Chart


class Measure(StrEnum):
    """How a figure is printed: a whole number, a ratio in per cent, points with two places, hours with one."""

    COUNT = "count"
    SHARE = "share"
    POINTS = "points"
    HOURS = "hours"
    CHANGE = "change"


class Missing(StrEnum):
    """Why there is no figure: nothing was measured, or a value that it needs is not set."""

    NO_DATA = "no_data"
    NOT_SET = "not_set"


@dataclass(frozen=True)
class Column:
    """`meaning` says in a sentence what is counted."""

    key: str
    heading: str
    measure: Measure = Measure.COUNT
    meaning: str = ""


@dataclass(frozen=True)
class Cell:
    """`address` opens exactly as many tickets as `value` says; only counts have one. `n` is what a ratio is out of."""

    value: Decimal | int | None
    address: str = ""
    missing: Missing | None = None
    n: int | None = None


@dataclass(frozen=True)
class Row:
    """`depth` is how far a row is indented under those above it."""

    name: str
    cells: tuple[Cell, ...]
    code: str = ""
    depth: int = 0


@dataclass(frozen=True)
class Table:
    """`head` names the first column; `counted` are the sentences of "how is this counted?", with their clauses."""

    key: str
    title: str
    head: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: Row | None = None
    counted: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def all_rows(self) -> tuple[Row, ...]:
        return (*self.rows, self.total) if self.total else self.rows


@dataclass(frozen=True)
class Report:
    """What one page answers about one unit and period."""

    code: str
    tables: tuple[Table, ...]
    charts: Sequence[Chart] = field(default_factory=tuple)

    @property
    def is_empty(self) -> bool:
        """Whether no table counts anything."""
        return not any(cell.value for table in self.tables for row in table.all_rows for cell in row.cells)


def ratio(part: int, whole: int, *, missing: Missing | None = None) -> Cell:
    """part ÷ whole, with n; no data out of nothing, which is neither zero nor full marks (house.md 27)."""
    if missing is not None:
        return Cell(None, missing=missing)
    if not whole:
        return Cell(None, missing=Missing.NO_DATA)
    return Cell(Decimal(part) / Decimal(whole), n=whole)


def number(value: Decimal | int | None, n: int | None = None) -> Cell:
    """A figure that counts no tickets: a mean, a length of time."""
    return Cell(value, n=n) if value is not None else Cell(None, missing=Missing.NO_DATA)
