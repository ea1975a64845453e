"""A figure of the report in words: its value, what is asked of it, and how it moved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.ui.choices import ChangeKind
from core.ui.words import change_words, no_data, unset
from kpi.indicators.choices import Direction, Measure
from kpi.indicators.rules import Missing

if TYPE_CHECKING:
    from decimal import Decimal

    from kpi.indicators.choices import Indicator
    from kpi.indicators.rules import Change, Figure
    from kpi.reports.rules.report import Headline

KINDS = {
    Measure.COUNT: ChangeKind.COUNT,
    Measure.RATE: ChangeKind.POINTS,
    Measure.PER_MILLE: ChangeKind.POINTS,
    Measure.SHARE: ChangeKind.PERCENTAGE_POINTS,
}
WORSE, BETTER = "is-bad", "is-good"
NOTHING = "—"


@dataclass(frozen=True)
class Line:
    """One indicator as a page prints it; nothing here is a number any more."""

    headline: Headline

    @property
    def indicator(self) -> Indicator:
        return self.headline.indicator

    @property
    def figure(self) -> Figure:
        return self.headline.figure

    @property
    def address(self) -> str:
        return self.headline.address

    @property
    def known(self) -> bool:
        return self.figure.value is not None

    @property
    def shown(self) -> str:
        """The value, or the words for why there is none."""
        return self.figure.shown or (unset() if self.figure.missing is Missing.NOT_SET else no_data())

    @property
    def before(self) -> str:
        figure = self.headline.before
        return figure.shown or (unset() if figure.missing is Missing.NOT_SET else no_data())

    @property
    def before_address(self) -> str:
        return self.headline.before_address if self.headline.before.value is not None else ""

    @property
    def required(self) -> str:
        """`≤ 25`; empty where nothing is required."""
        requirement = self.headline.requirement
        return f"{requirement.sign} {self.headline.required_words}" if requirement else ""

    @property
    def verdict(self) -> str:
        """is-bad for a requirement that is not met, else empty: meeting it needs no colour."""
        return WORSE if self.headline.met is False else ""

    @property
    def change(self) -> Change | None:
        return self.headline.change

    @property
    def difference(self) -> str:
        """The change in the measure's own unit, labelled (I-19)."""
        return change_words(*_difference(self.headline))

    @property
    def relative(self) -> str:
        """The relative change, labelled (I-35)."""
        change = self.headline.change
        if change is not None and change.relative is None:
            return _("from zero") if change.difference else NOTHING
        return change_words(change.relative if change else None, ChangeKind.RELATIVE)

    @property
    def arrow(self) -> str:
        direction = self.headline.change.direction if self.headline.change else 0
        return {1: "change-up", -1: "change-down", 0: ""}[direction]

    @property
    def tone(self) -> str:
        """Whether the change is for the better or the worse, by the indicator's direction."""
        direction = self.headline.change.direction if self.headline.change else 0
        if direction == 0:
            return ""
        return WORSE if (direction > 0) is (self.indicator.direction is Direction.LOWER) else BETTER


def _difference(headline: Headline) -> tuple[Decimal | None, ChangeKind, int]:
    change, indicator = headline.change, headline.indicator
    places = 0 if indicator.is_count else indicator.places
    if change is None:
        return None, KINDS[indicator.measure], places
    hundredfold = 100 if indicator.measure is Measure.SHARE else 1
    return change.difference * hundredfold, KINDS[indicator.measure], places
