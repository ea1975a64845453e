"""Periods of a report: a month, a quarter, a year or a run of months, as they stand in an address."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal

TREND_LENGTH = 13
"""Thirteen periods put the same month of last year beside this one."""

LONGEST_RANGE = 36
FIRST_YEAR, LAST_YEAR = 1990, 2099

_MONTH = r"(\d{4})-(\d{2})"
_WRITTEN_MONTH = re.compile(_MONTH, re.ASCII)
_WRITTEN_QUARTER = re.compile(r"(\d{4})-[Qq]([1-4])", re.ASCII)
_WRITTEN_YEAR = re.compile(r"\d{4}", re.ASCII)
_WRITTEN_RANGE = re.compile(rf"{_MONTH}\.\.{_MONTH}", re.ASCII)


class NotAPeriod(Refusal):
    """The words do not name a period that a report can be made for."""


class PeriodKind(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    RANGE = "range"


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month; `number` is 201101, `words` is `2011-01`."""

    year: int
    month: int

    @property
    def number(self) -> int:
        return self.year * 100 + self.month

    @property
    def words(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def first_day(self) -> dt.date:
        return dt.date(self.year, self.month, 1)

    @property
    def last_day(self) -> dt.date:
        return self.plus(1).first_day - dt.timedelta(days=1)

    def plus(self, months: int) -> Month:
        years, month = divmod(self.month - 1 + months, 12)
        return Month(self.year + years, month + 1)

    @classmethod
    def of(cls, day: dt.date) -> Month:
        return cls(day.year, day.month)

    @classmethod
    def from_number(cls, number: int) -> Month:
        return cls(*divmod(number, 100))


@dataclass(frozen=True)
class Period:
    """Whole months from `first` to `last`, both included."""

    kind: PeriodKind
    first: Month
    last: Month

    @property
    def words(self) -> str:
        """As it stands in an address: `2011-01`, `2015-Q2`, `2015`, `2015-04..2015-06`."""
        if self.kind is PeriodKind.MONTH:
            return self.first.words
        if self.kind is PeriodKind.QUARTER:
            return f"{self.first.year}-Q{self.last.month // 3}"
        if self.kind is PeriodKind.YEAR:
            return f"{self.first.year:04d}"
        return f"{self.first.words}..{self.last.words}"

    @property
    def length(self) -> int:
        """How many months it has."""
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    @property
    def months(self) -> tuple[Month, ...]:
        return tuple(self.first.plus(place) for place in range(self.length))

    @property
    def first_day(self) -> dt.date:
        return self.first.first_day

    @property
    def last_day(self) -> dt.date:
        return self.last.last_day

    @property
    def previous(self) -> Period:
        """The period of the same kind and length just before this one."""
        return self.moved(-1)

    @property
    def following(self) -> Period:
        return self.moved(1)

    def moved(self, steps: int) -> Period:
        months = steps * self.length
        return Period(self.kind, self.first.plus(months), self.last.plus(months))

    def trend(self, length: int = TREND_LENGTH) -> tuple[Period, ...]:
        """This period and those before it, oldest first."""
        return tuple(self.moved(step) for step in range(1 - length, 1))


def month(words: str) -> Month:
    """`2011-01` as a month. Raises NotAPeriod."""
    found = _WRITTEN_MONTH.fullmatch(words)
    if not found:
        raise NotAPeriod(_("A month is written like 2011-01."))
    return _checked(int(found[1]), int(found[2]))


def period(words: str) -> Period:
    """A month, quarter, year or range of months as written in an address. Raises NotAPeriod.

    A range stays one, whatever its months: an address that somebody kept answers as it did. `span` names new ones.
    """
    if _WRITTEN_MONTH.fullmatch(words):
        only = month(words)
        return Period(PeriodKind.MONTH, only, only)
    if found := _WRITTEN_QUARTER.fullmatch(words):
        first = _checked(int(found[1]), 3 * int(found[2]) - 2)
        return Period(PeriodKind.QUARTER, first, first.plus(2))
    if _WRITTEN_YEAR.fullmatch(words):
        first = _checked(int(words), 1)
        return Period(PeriodKind.YEAR, first, first.plus(11))
    if found := _WRITTEN_RANGE.fullmatch(words):
        return _range(_checked(int(found[1]), int(found[2])), _checked(int(found[3]), int(found[4])))
    raise NotAPeriod(_("A period is written like 2011-01, 2011-Q1, 2011 or 2011-01..2011-03."))


def month_period(only: Month) -> Period:
    return Period(PeriodKind.MONTH, only, only)


def span(first: Month, last: Month) -> Period:
    """The months from `first` to `last` under their shortest name. Raises NotAPeriod for more than 36 months."""
    whole = _range(first, last)
    if whole.length == 1:
        return month_period(first)
    for kind, length in ((PeriodKind.QUARTER, 3), (PeriodKind.YEAR, 12)):
        if whole.length == length and (first.month - 1) % length == 0:
            return Period(kind, first, last)
    return whole


def _range(first: Month, last: Month) -> Period:
    if last < first:
        raise NotAPeriod(_("The range of months ends before it begins."))
    whole = Period(PeriodKind.RANGE, first, last)
    if whole.length > LONGEST_RANGE:
        raise NotAPeriod(_("A range has at most %(most)s months.") % {"most": LONGEST_RANGE})
    return whole


def _checked(year: int, number: int) -> Month:
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= number <= 12):
        raise NotAPeriod(_("There is no such month."))
    return Month(year, number)
