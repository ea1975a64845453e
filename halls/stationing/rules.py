"""Stationing 驻厅 in figures (S3 4.3): what was solved on the spot, and what changed where somebody stood."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.ui.rules import half_up

RESOLUTION_TARGET = Decimal("98.0")
"""S3 4.3: 现场解决率 ≥ 98.0 %, where a branch has set none of its own."""

WORDS_MOST = 300
REASON_MOST = 200
NAME_MOST = 60
LABEL_MOST = 12
RECEIVED_MOST = 9_999
WEEK = dt.timedelta(days=7)


@dataclass(frozen=True)
class Received:
    """Customers received by kind, and how many left with their matter unresolved."""

    first: int = 0
    second: int = 0
    third: int = 0
    unresolved: int = 0

    @property
    def total(self) -> int:
        return self.first + self.second + self.third

    @property
    def resolved(self) -> int:
        return self.total - self.unresolved

    @property
    def rate(self) -> Decimal | None:
        """S3 4.3: (received − unresolved) ÷ received, a ratio; None where nobody was received."""
        return Decimal(self.resolved) / self.total if self.total else None

    def __add__(self, other: Received) -> Received:
        return Received(
            self.first + other.first,
            self.second + other.second,
            self.third + other.third,
            self.unresolved + other.unresolved,
        )


def in_all(rows: Iterable[Received]) -> Received:
    """The sums: the rate of a total is a ratio of sums, never a mean of rates."""
    return sum(rows, Received())


def meets(rate: Decimal | None, target: Decimal) -> bool | None:
    """Whether a rate, as it is printed (one decimal of per cent), reaches a target in per cent; None without one."""
    return None if rate is None else half_up(rate * 100, 1) >= target


@dataclass(frozen=True)
class Compared:
    """A score before and after; None is "no data"."""

    before: Decimal | None
    after: Decimal | None

    @property
    def is_known(self) -> bool:
        return self.before is not None and self.after is not None

    @property
    def points(self) -> Decimal | None:
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def relative(self) -> Decimal | None:
        """S3 4.3 环比变化: after ÷ before − 1, a ratio from the scores as they are, not from rounded steps."""
        return None if self.before is None or self.after is None or not self.before else self.after / self.before - 1

    @property
    def direction(self) -> int:
        """1 rose, -1 fell, 0 stayed or unknown."""
        points = self.points
        return 0 if not points else 1 if points > 0 else -1


@dataclass(frozen=True)
class Tally:
    """What a whole table says: how many rose, fell, stayed, have no figure; the plain mean of those that have both."""

    rose: int
    fell: int
    stayed: int
    unknown: int
    mean: Compared

    @property
    def known(self) -> int:
        return self.rose + self.fell + self.stayed


def tally(rows: Sequence[Compared]) -> Tally:
    """S3 4.3 合计 is a plain mean; every row is counted, so that none can be left out unseen."""
    known = [row for row in rows if row.is_known]
    directions = Counter(row.direction for row in known)
    return Tally(
        rose=directions[1],
        fell=directions[-1],
        stayed=directions[0],
        unknown=len(rows) - len(known),
        mean=Compared(mean(row.before for row in known), mean(row.after for row in known)),
    )


def mean(values: Iterable[Decimal | None]) -> Decimal | None:
    """The plain mean; None where one of them is missing, or there is none."""
    found = list(values)
    known = [value for value in found if value is not None]
    return sum(known, Decimal(0)) / len(known) if known and len(known) == len(found) else None


def weeks_between(first: dt.date, last: dt.date) -> list[dt.date]:
    """The Mondays of the weeks from that of `first` to that of `last`."""
    monday, end = monday_of(first), monday_of(last)
    return [monday + WEEK * place for place in range((end - monday).days // 7 + 1)] if monday <= end else []


def monday_of(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def weeks_met(days: Iterable[dt.date], weeks: Sequence[dt.date], *, least: int) -> int:
    """S3 4.2 measure 2: in how many of `weeks` somebody stood in the hall on `least` occasions."""
    stood = Counter(monday_of(day) for day in days)
    return sum(stood[week] >= least for week in weeks)
