"""A workbook's numbers as the text its reader sees (J13, J15, J17)."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal

from .workbook import DATE, ELAPSED, PADDED, PERCENT, TIME, Style

_DAY_SECONDS = 86_400
_LAST_SERIAL = 2_958_466
_1904_SHIFT = 1462
# A sheet's dates have no time zone.
_EPOCH_1900 = dt.datetime(1899, 12, 30)  # noqa: DTZ001
_EPOCH_1904 = dt.datetime(1904, 1, 1)  # noqa: DTZ001
_SAFE_DIGITS = 15


class NotANumber(ValueError):
    """A number cell that holds no finite number, or a date no calendar has."""


def number_text(raw: str, style: Style, *, date1904: bool) -> tuple[str, bool]:
    """The text of a number cell and whether the cell was a real date.

    Whole numbers lose their `.0`; formats made of zeros keep leading zeros; percentages keep
    their sign; dates become `2011-01-31` or `2011-01-31 08:30:00`, times `08:30:00`.
    Raises NotANumber.
    """
    if style.kind == DATE:
        return _date_text(_finite(raw), date1904)
    if style.kind in (TIME, ELAPSED):
        value = _finite(raw)
        if style.kind == TIME and value >= 1:
            return _date_text(value, date1904)
        return _clock_text(value), False
    if style.kind == PERCENT:
        return _plain(_finite(raw) * 100) + "%", False
    text = raw if raw.isdigit() and raw.isascii() and len(raw) <= _SAFE_DIGITS else _plain(_finite(raw))
    if style.kind == PADDED and text.isdigit():
        return text.zfill(style.digits), False
    return text, False


def lost_digits(raw: str) -> bool:
    """Whether a number is longer than a spreadsheet can hold, so that its end is made up (J13)."""
    if len(raw) <= _SAFE_DIGITS:
        return False
    return abs(float(raw)) >= 1e15


def _finite(raw: str) -> float:
    try:
        value = float(raw)
    except ValueError as error:
        raise NotANumber(raw) from error
    if not math.isfinite(value) or "_" in raw:
        raise NotANumber(raw)
    return value


def _plain(value: float) -> str:
    """At most 15 significant digits, as a spreadsheet shows them, never with an exponent."""
    if value == int(value) and abs(value) < 1e21:
        return str(int(value))
    text = format(Decimal(f"{value:.15g}"), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _date_text(serial: float, date1904: bool) -> tuple[str, bool]:
    if not 0 <= serial < _LAST_SERIAL - (_1904_SHIFT if date1904 else 0):
        raise NotANumber(str(serial))
    seconds = round(serial * _DAY_SECONDS)
    if seconds < _DAY_SECONDS and not date1904:
        return _clock_text(serial), False
    if date1904:
        moment = _EPOCH_1904 + dt.timedelta(seconds=seconds)
    else:
        # 1900 was no leap year, yet serial 60 stands for its 29 February.
        early = _DAY_SECONDS if serial < 60 else 0
        moment = _EPOCH_1900 + dt.timedelta(seconds=seconds + early)
    return moment.isoformat(sep=" ") if moment.time() != dt.time() else moment.date().isoformat(), True


def _clock_text(value: float) -> str:
    seconds = round(abs(value) * _DAY_SECONDS)
    sign = "-" if value < 0 else ""
    return f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
