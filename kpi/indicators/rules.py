"""The arithmetic of indicators: exact values in, exact values out; rounding happens at display only.

A figure without its denominator is "no data", a ratio without a control volume is "not set":
neither is ever zero (house.md 27, I-03, I-04).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from core.ui.rules import grouped, half_up, share_text
from kpi.indicators.choices import (
    CHANNEL_ERRORS,
    EXCESS_RATE,
    INDICATORS,
    OPEN_SHARE,
    OWN_ERRORS,
    PER_10K,
    PER_MILLE,
    RATIO_TO_CONTROL,
    VOLUME,
    Indicator,
    Measure,
)

STORED_PLACES = 10
SHARE_PLACES = 4


class Missing(StrEnum):
    """Why a value is not there."""

    NOT_SET = "not_set"
    NO_DATA = "no_data"


@dataclass(frozen=True)
class Figure:
    """One indicator of one unit and period, with what it was computed from."""

    indicator: Indicator
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    missing: Missing | None = None

    @property
    def shown(self) -> str:
        """As the sources print it, or nothing where there is no value."""
        return "" if self.value is None else print_value(self.indicator, self.value)

    @property
    def worked_out(self) -> str:
        """The sum as it was done, one place finer than shown: `2,417 ÷ 1,300 = 185.9231 %`."""
        if self.value is None or self.numerator is None or self.denominator is None:
            return ""
        times = f" × {grouped(self.indicator.factor)}" if self.indicator.factor != 1 else ""
        offset = f" − {grouped(-self.indicator.offset)}" if self.indicator.offset else ""
        sum_words = f"{plain(self.numerator)} ÷ {plain(self.denominator)}{times}{offset}"
        return f"{sum_words} = {print_value(self.indicator, self.value, SHARE_PLACES)}"


@dataclass(frozen=True)
class Change:
    """A difference between two periods, as points and relative; both are labelled where printed (I-19, I-35).

    `difference` is in the measure's own unit: a count, or points of a rate; for shares it is
    the difference of the ratios (0.043 is 4.3 percentage points). `relative` is a ratio.
    """

    before: Decimal
    now: Decimal
    difference: Decimal
    relative: Decimal | None

    @property
    def direction(self) -> int:
        return (self.difference > 0) - (self.difference < 0)


def ratio_to_control(complaints: int, control: Decimal | int | None) -> Decimal | None:
    """I-02: 占控制量比, complaints / control volume; None where no control volume is set."""
    return Decimal(complaints) / Decimal(control) if control else None


def excess_rate(complaints: int, control: Decimal | int | None) -> Decimal | None:
    """I-02: 超额率, complaints / control volume - 1; None where no control volume is set."""
    ratio = ratio_to_control(complaints, control)
    return None if ratio is None else ratio - 1


def excess_count(complaints: int, control: Decimal | int | None) -> Decimal | None:
    """How many complaints above the control volume; negative below it, None where none is set."""
    return Decimal(complaints) - Decimal(control) if control else None


def per_10k(complaints: int, customers: int | None) -> Decimal | None:
    """S0-C1: complaints / customers x 10,000; None without a customer base."""
    return Decimal(complaints) / customers * 10_000 if customers else None


def per_mille(complaints: int, customers: int | None) -> Decimal | None:
    """S1 2.1: 投诉发生率, complaints / customers x 1,000; None without a customer base."""
    return Decimal(complaints) / customers * 1_000 if customers else None


def share(part: int, whole: int) -> Decimal | None:
    """part / whole; None where there is nothing to take a share of."""
    return Decimal(part) / whole if whole else None


def open_share(still_open: int, received: int) -> Decimal | None:
    """Complaints still open / complaints received; None where none was received."""
    return share(still_open, received)


def change(before: Decimal | int | None, now: Decimal | int | None) -> Change | None:
    """I-19, I-35: from unrounded values (I-32); None unless both are known, relative None from zero."""
    if before is None or now is None:
        return None
    earlier, later = Decimal(before), Decimal(now)
    difference = later - earlier
    return Change(earlier, later, difference, difference / earlier if earlier else None)


@dataclass(frozen=True)
class Inputs:
    """What one unit's indicators of one period are computed from; None is "not there"."""

    complaints: int
    still_open: int
    own_errors: int
    channel_errors: int
    customers: int | None
    control: Decimal | None


def figures(given: Inputs | None) -> dict[str, Figure]:
    """Every declared indicator from its inputs, by code; all "no data" where nothing was recorded yet."""
    if given is None:
        return {one.code: Figure(one, None, None, None, Missing.NO_DATA) for one in INDICATORS}
    total = Decimal(given.complaints)
    customers = None if given.customers is None else Decimal(given.customers)
    made = [
        count_figure(VOLUME, given.complaints),
        _rate(PER_10K, total, customers, per_10k(given.complaints, given.customers), Missing.NO_DATA),
        _rate(
            RATIO_TO_CONTROL, total, given.control, ratio_to_control(given.complaints, given.control), Missing.NOT_SET
        ),
        _rate(EXCESS_RATE, total, given.control, excess_rate(given.complaints, given.control), Missing.NOT_SET),
        count_figure(OWN_ERRORS, given.own_errors),
        count_figure(CHANNEL_ERRORS, given.channel_errors),
        _rate(
            OPEN_SHARE,
            Decimal(given.still_open),
            total,
            open_share(given.still_open, given.complaints),
            Missing.NO_DATA,
        ),
        _rate(PER_MILLE, total, customers, per_mille(given.complaints, given.customers), Missing.NO_DATA),
    ]
    return {figure.indicator.code: figure for figure in made}


def count_figure(indicator: Indicator, number: int) -> Figure:
    return Figure(indicator, Decimal(number), None, Decimal(number))


def _rate(
    indicator: Indicator, numerator: Decimal, denominator: Decimal | None, value: Decimal | None, missing: Missing
) -> Figure:
    return Figure(indicator, numerator, denominator, value, missing if value is None else None)


def print_value(indicator: Indicator, value: Decimal, places: int | None = None) -> str:
    """Rounded once, half-up, in the form of the indicator's measure: `2,417`, `44.97`, `185.92 %`, `4.50 ‰`."""
    shown = indicator.places if places is None else places
    if indicator.measure is Measure.SHARE:
        return share_text(value, shown)
    if indicator.measure is Measure.PER_MILLE:
        return f"{grouped(value, shown)} ‰"
    return grouped(value, 0 if indicator.is_count else shown)


def plain(value: Decimal) -> str:
    """An input of a sum: whole numbers without decimals."""
    return grouped(value, 0) if value == value.to_integral_value() else grouped(value, 2)


def stored(value: Decimal | None) -> Decimal | None:
    """The precision in which values are kept."""
    return None if value is None else half_up(value, STORED_PLACES)
