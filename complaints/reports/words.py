"""Figures of a report in words: the same on the page and wherever else a person reads them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from complaints.reports.rules.table import Cell, Measure, Missing
from core.ui.rules import grouped, share_text, signed
from core.ui.words import no_data, unset

NOTHING = "—"


def cell_words(cell: Cell, measure: Measure) -> str:
    """Rounded here and nowhere else, half-up."""
    if cell.value is None:
        return {Missing.NOT_SET: unset(), Missing.NO_DATA: no_data(), None: NOTHING}[cell.missing]
    return _WRITTEN[measure](cell.value)


def _points(value: Decimal | int) -> str:
    return grouped(value, 2)


def _hours(value: Decimal | int) -> str:
    return grouped(value, 1)


_WRITTEN: dict[Measure, Callable[[Decimal | int], str]] = {
    Measure.COUNT: grouped,
    Measure.SHARE: share_text,
    Measure.POINTS: _points,
    Measure.HOURS: _hours,
    Measure.CHANGE: signed,
}
