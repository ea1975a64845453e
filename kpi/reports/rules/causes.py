"""The ten most frequent causes 投诉TOP10 (S0 1.4), and those not filled in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from kpi.indicators.rules import share
from kpi.reports.choices import TOP_CAUSES


@dataclass(frozen=True)
class CauseRow:
    """`share` is of all complaints of the period, those without a cause included."""

    name: str
    code: str
    count: int
    share: Decimal | None
    address: str = ""


@dataclass(frozen=True)
class CauseTable:
    """Top rows, then the remaining causes as one count, then tickets without a cause; together all tickets."""

    rows: tuple[CauseRow, ...]
    others: CauseRow
    not_filled: CauseRow
    total: int


@dataclass(frozen=True)
class CountedCause:
    """A cause and its tickets; `code` is empty for "not filled"."""

    name: str
    code: str
    count: int
    address: str = ""


def cause_table(
    counted: Iterable[CountedCause], *, most: int = TOP_CAUSES, others: Callable[[list[str]], str] = lambda _codes: ""
) -> CauseTable:
    """Most frequent first, ties by name; `others` makes the address of all causes but those with these codes."""
    causes = sorted(counted, key=lambda cause: (-cause.count, cause.name))
    total = sum(cause.count for cause in causes)
    named = [cause for cause in causes if cause.code]
    empty = next((cause for cause in causes if not cause.code), CountedCause("", "", 0))
    top, rest = named[:most], sum(cause.count for cause in named[most:])
    return CauseTable(
        rows=tuple(_row(cause, total) for cause in top),
        others=_row(CountedCause("", "", rest, others([cause.code for cause in top])), total),
        not_filled=_row(empty, total),
        total=total,
    )


def _row(cause: CountedCause, total: int) -> CauseRow:
    return CauseRow(cause.name, cause.code, cause.count, share(cause.count, total), cause.address)
