"""Numbers as the sources print them: rounded once, half-up, at display (house.md 4)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import TypeAlias

Number: TypeAlias = Decimal | int | float | str

MINUS = "\N{MINUS SIGN}"
MINUTE, HOUR, DAY = 60, 3_600, 86_400


def decimal_of(value: Number) -> Decimal:
    """The value as a Decimal; a float by its shortest decimal form, so 0.285 stays 0.285.

    Raises ValueError for anything that is not a finite number.
    """
    try:
        number = value if isinstance(value, Decimal) else Decimal(str(value))
    except InvalidOperation:
        raise ValueError(f"not a number: {value!r}") from None
    if not number.is_finite():
        raise ValueError(f"not a finite number: {value!r}")
    return number


def half_up(value: Number, places: int = 0) -> Decimal:
    """Commercial rounding away from zero at the half: 24.955 -> 24.96, -0.5 -> -1."""
    rounded = decimal_of(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return abs(rounded) if rounded.is_zero() else rounded


def grouped(value: Number, places: int = 0) -> str:
    """Rounded, with a comma every three digits from 1,000 on and a true minus sign."""
    return f"{half_up(value, places):,f}".replace("-", MINUS)


def share_text(ratio: Number, places: int = 2) -> str:
    """A ratio (1.8592 means 185.92 %) as a percentage with a space before the sign."""
    return f"{grouped(decimal_of(ratio) * 100, places)} %"


def percent_text(percent: Number, places: int = 2) -> str:
    """A value that already is a percentage (185.92) with its sign."""
    return f"{grouped(percent, places)} %"


def signed(value: Number, places: int = 0) -> str:
    """A difference with its sign always printed; a rounded zero is ±0."""
    rounded = half_up(value, places)
    if rounded.is_zero():
        return f"±{rounded:f}"
    return grouped(value, places) if rounded < 0 else f"+{grouped(value, places)}"


@dataclass(frozen=True)
class Span:
    """A length of time in whole calendar days, hours, minutes and seconds."""

    days: int
    hours: int
    minutes: int
    seconds: int


def span_of(duration: dt.timedelta) -> Span:
    """The absolute length, fractions of a second dropped."""
    whole = int(abs(duration).total_seconds())
    return Span(whole // DAY, whole % DAY // HOUR, whole % HOUR // MINUTE, whole % MINUTE)


def percent_of(part: Number, whole: Number) -> Decimal:
    """Position of `part` on a scale from 0 to `whole`, in per cent, held within 0 and 100; for drawing only."""
    scale = decimal_of(whole)
    if scale <= 0:
        return Decimal(0)
    return half_up(min(max(decimal_of(part) / scale * 100, Decimal(0)), Decimal(100)), 2)


def sparkline_points(values: list[Number | None], width: int, height: int) -> str:
    """Points of an SVG polyline through the known values, drawn from the smallest to the largest.

    A missing value leaves its place empty; fewer than two known values draw nothing.
    """
    known = [(place, decimal_of(value)) for place, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return ""
    lowest = min(value for _, value in known)
    rise = max(value for _, value in known) - lowest
    step = Decimal(width) / (len(values) - 1)
    return " ".join(
        f"{half_up(place * step, 1)},{half_up(height - (value - lowest) / rise * height if rise else height / 2, 1)}"
        for place, value in known
    )
