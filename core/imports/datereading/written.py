"""What a date text says by itself, before anybody decides which number is the day (J15)."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from .times import TIME_PATTERN, clock

# Forms: what is certain about the three numbers.
YEAR_FIRST = "year first"
YEAR_LAST = "two numbers, then a year of four digits"
SHORT = "three numbers of one or two digits"
NAMED = "day, month by name, year"
SERIAL = "day count of a spreadsheet"

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_TIME_AFTER = re.compile(rf"(?P<date>.*?\S)(?:[T\s]\s*|(?<=[日号]))(?:{TIME_PATTERN})", re.IGNORECASE)
_DAY_AND_TIME = re.compile(r"(\d[\d/.-]{5,9}) ([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?", re.ASCII)
_WEEKDAY = re.compile(r"\s*[(]?(?:星期|周|礼拜)[一二三四五六日天][)]?")
_STAMP = re.compile(r"(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})\s*([-/.\s])\s*(\d{1,2})\s*\2\s*(\d{1,2})")
_CHINESE = re.compile(r"(\d{4}|\d{2})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?")
_NUMBERS = re.compile(r"(\d{1,2})\s*([-/.\s])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{1,2})")
_DAY_NAME = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-/.\s]*([a-z]{3,9})[-/.,\s]*(\d{4}|\d{2})")
_NAME_DAY = re.compile(r"([a-z]{3,9})[-/.\s]*(\d{1,2})(?:st|nd|rd|th)?[,\s]\s*(\d{4})")
_YEAR_NAME = re.compile(r"(\d{4})[-/.\s]([a-z]{3,9})[-/.\s](\d{1,2})")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")


class Written(NamedTuple):
    """The numbers of a date in written order (year, month, day for YEAR_FIRST; day, month,
    year for NAMED), how many digits the outer ones had, and the time after it if any."""

    form: str
    first: int
    second: int
    third: int
    first_digits: int = 0
    third_digits: int = 0
    serial: float = 0.0
    time: dt.time | None = None


def parse(text: str) -> Written | None:
    """What the text says, or None if it is no date in any reading."""
    day, time = day_and_time(text)
    if time is None:
        return _parse(text)
    # A column of moments has few days: each is worked out once, the clock beside it is plain digits.
    written = _parse_day(day)
    return written._replace(time=time) if written else None


def day_and_time(text: str) -> tuple[str, dt.time | None]:
    """The text without the plain time of day at its end, and that time; the day it means stays the same."""
    timed = _DAY_AND_TIME.fullmatch(text)
    if timed is None:
        return text, None
    return timed[1], dt.time(int(timed[2]), int(timed[3]), int(timed[4] or 0))


def day_alone(text: str) -> str:
    """The text without the plain time of day at its end, if it has one."""
    timed = _DAY_AND_TIME.fullmatch(text)
    return timed[1] if timed else text


def _parse(text: str) -> Written | None:
    plain = unicodedata.normalize("NFKC", text).strip("\u200b\ufeff \t\r\n")
    stamp = _STAMP.fullmatch(plain)
    try:
        if stamp:
            year, month, day, hour, minute, second = map(int, stamp.groups())
            return Written(YEAR_FIRST, year, month, day, time=dt.time(hour, minute, second))
        timed = _TIME_AFTER.fullmatch(plain)
        time = clock(timed) if timed else None
    except ValueError:
        return None
    written = _date(_WEEKDAY.sub("", timed["date"] if timed else plain).lower())
    return written._replace(time=time) if written else None


_parse_day = lru_cache(maxsize=10_000)(_parse)


def _date(text: str) -> Written | None:
    match = _COMPACT.fullmatch(text) or _CHINESE.fullmatch(text)
    if match:
        year, month, day = map(int, match.groups())
        return Written(YEAR_FIRST, full_year(year) if len(match[1]) == 2 else year, month, day)
    match = _YEAR_FIRST.fullmatch(text)
    if match:
        return Written(YEAR_FIRST, int(match[1]), int(match[3]), int(match[4]))
    match = _NUMBERS.fullmatch(text)
    if match:
        form = YEAR_LAST if len(match[4]) == 4 else SHORT
        return Written(form, int(match[1]), int(match[3]), int(match[4]), len(match[1]), len(match[4]))
    if _SERIAL.fullmatch(text):
        return Written(SERIAL, 0, 0, 0, serial=float(text))
    return _named(text)


def _named(text: str) -> Written | None:
    if match := _DAY_NAME.fullmatch(text):
        day, name, year = match.groups()
    elif match := _NAME_DAY.fullmatch(text):
        name, day, year = match.groups()
    elif match := _YEAR_NAME.fullmatch(text):
        year, name, day = match.groups()
    else:
        return None
    month = _MONTHS.get(name)
    if month is None:
        return None
    return Written(NAMED, int(day), month, full_year(int(year)) if len(year) == 2 else int(year))


def full_year(year: int) -> int:
    """A two-digit year: 69 to 99 lie in the last century, 00 to 68 in this one."""
    return year + (1900 if year >= 69 else 2000)
