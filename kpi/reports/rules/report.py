"""The whole report of a unit and a period as one value."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from core.periods.rules import Period
from kpi.indicators.choices import INDICATORS, Indicator, Measure
from kpi.indicators.rules import Change, Figure, change, print_value, share
from kpi.reports.rules.causes import CauseTable
from kpi.reports.rules.errors import ErringUnit, ErrorTable
from kpi.reports.rules.regions import RegionTable
from kpi.targets.rules import Requirement


@dataclass(frozen=True)
class Headline:
    """An indicator of the unit, beside the period before it and what is required of it."""

    figure: Figure
    before: Figure
    requirement: Requirement | None
    address: str = ""
    before_address: str = ""

    @property
    def indicator(self) -> Indicator:
        return self.figure.indicator

    @property
    def change(self) -> Change | None:
        return change(self.before.value, self.figure.value)

    @property
    def met(self) -> bool | None:
        """None where nothing is required or there is no value."""
        return self.requirement.met_by(self.figure.value) if self.requirement else None

    @property
    def required_words(self) -> str:
        """The required value in the indicator's own form, without needless decimals: `25`, `100 %`, `1.5 ‰`."""
        if self.requirement is None:
            return ""
        places = (
            0
            if self.indicator.measure is Measure.SHARE
            else -int(self.requirement.value.normalize().as_tuple().exponent)
        )
        return print_value(self.indicator, self.requirement.value, max(places, 0))


@dataclass(frozen=True)
class CustomerCount:
    """The customer base used, with its sources and dates (I-03); of a longer period, the sum of its months."""

    customers: int
    sources: tuple[str, ...]
    counted_on: tuple[dt.date, ...]

    @property
    def dates(self) -> str:
        """The day of the count, or the first and the last of several."""
        days = sorted(self.counted_on)
        return " – ".join(day.isoformat() for day in dict.fromkeys((*days[:1], *days[-1:])))


@dataclass(frozen=True)
class TrendPoint:
    """`volume` is None before the first ticket was recorded, `per_10k` without a customer base."""

    period: Period
    volume: int | None
    per_10k: Decimal | None
    address: str = ""


@dataclass(frozen=True)
class Report:
    """Every table of the complaint report; what is missing is None, never zero."""

    unit_code: str
    unit_name: str
    period: Period
    headlines: dict[str, Headline]
    regions: RegionTable
    own_errors: ErrorTable
    channel_errors: ErrorTable
    erring_units: tuple[ErringUnit, ...]
    causes: CauseTable
    trend: tuple[TrendPoint, ...]
    customers: CustomerCount | None
    own_control: Decimal | None
    address: str = ""
    errors_address: str = ""

    @property
    def volume(self) -> int:
        return self.regions.total.volume

    @property
    def is_empty(self) -> bool:
        return self.volume == 0

    @property
    def errors(self) -> int:
        return self.own_errors.total + self.channel_errors.total

    @property
    def errors_share(self) -> Decimal | None:
        return share(self.errors, self.volume)

    @property
    def control_differs(self) -> bool:
        """I-01: the unit's own control volume and the sum of its regions' say different things."""
        summed = self.regions.total.control
        return self.own_control is not None and summed is not None and self.own_control != summed

    def headline(self, indicator: Indicator) -> Headline:
        return self.headlines[indicator.code]

    def in_order(self) -> list[Headline]:
        return [self.headlines[one.code] for one in INDICATORS]
