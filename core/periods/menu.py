"""The ways from a report's period to others: before, after, around it, and two months of one's own choice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from core.periods.rules import Month, Period, period
from core.periods.words import period_title


@dataclass(frozen=True)
class Step:
    """A way to another period of the same report."""

    words: str
    title: str
    address: str


@dataclass(frozen=True)
class PeriodMenu:
    """What the menu of one report offers; `address` leads to another period, `chooser_address` takes two months."""

    shown: Period
    address: Callable[[Period], str]
    chooser_address: str
    today: dt.date

    @property
    def before(self) -> Step:
        return self._step(self.shown.previous)

    @property
    def after(self) -> Step | None:
        """The period after this one unless that lies in the future."""
        following = self.shown.following
        return self._step(following) if following.first <= Month.of(self.today) else None

    @property
    def wider(self) -> list[Step]:
        """The month, quarter and year around the last month of this period, but for the one shown."""
        last = self.shown.last
        quarter = f"{last.year:04d}-Q{(last.month + 2) // 3}"
        around = [period(words) for words in (last.words, quarter, f"{last.year:04d}")]
        return [self._step(one) for one in around if one != self.shown]

    def _step(self, to: Period) -> Step:
        return Step(to.words, period_title(to), self.address(to))
