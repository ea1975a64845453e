"""Times of day as sheets write them: 24 hours, AM/PM, Chinese, spreadsheet fractions."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal

TIME_PATTERN = (
    r"(?:(?P<before>AM|PM|上午|下午|中午|晚上|凌晨|早上)\s*)?"
    r"(?P<hour>\d{1,2})(?::|时|点)\s*(?P<minute>\d{1,2})(?:(?::|分)\s*(?P<second>\d{1,2})?(?:\.\d{1,6}|秒)?)?"
    r"\s*(?P<after>A\.?M\.?|P\.?M\.?)?"
)
_TIME = re.compile(TIME_PATTERN, re.IGNORECASE)
_COMPACT = re.compile(r"(\d{2})(\d{2})(\d{2})")
_FRACTION = re.compile(r"0?\.\d+")
_MORNING = ("AM", "上午", "凌晨", "早上")
_DAY_SECONDS = 86_400


class NotATime(Refusal):
    """A text that is no time of day."""

    def __init__(self, text: str) -> None:
        super().__init__(_("“%(text)s” is not a time of day.") % {"text": text[:60]})


@lru_cache(maxsize=100_000)
def read_time(text: str) -> dt.time:
    """The time of day in a text such as 15:53, 3:53:50 PM, 下午3:53, 155350 or 0.6624.

    Seconds' fractions are cut off. Raises NotATime.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if _FRACTION.fullmatch(plain):
        seconds = min(round(float(plain) * _DAY_SECONDS), _DAY_SECONDS - 1)
        return dt.time(seconds // 3600, seconds // 60 % 60, seconds % 60)
    compact = _COMPACT.fullmatch(plain)
    try:
        if compact:
            hour, minute, second = map(int, compact.groups())
            return dt.time(hour, minute, second)
        match = _TIME.fullmatch(plain)
        if match:
            return clock(match)
    except ValueError as error:
        raise NotATime(text) from error
    raise NotATime(text)


def combine(day: dt.date, time_text: str) -> dt.datetime:
    """A day and the text of its time column; an empty text is midnight. Raises NotATime."""
    return dt.datetime.combine(day, read_time(time_text) if time_text.strip() else dt.time())


def clock(match: re.Match[str]) -> dt.time:
    """The time a TIME_PATTERN match stands for. Raises ValueError, also for 13:00 PM-like texts."""
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    half = (match["before"] or match["after"] or "").upper().replace(".", "")
    if match["before"] and match["after"]:
        raise ValueError(match[0])
    if half in ("AM", "PM") and not 1 <= hour <= 12:
        raise ValueError(match[0])
    if half in _MORNING:
        hour = hour % 12 if hour == 12 else hour
    elif half == "中午":
        hour = hour + 12 if hour < 11 else hour
    elif half and hour < 12:
        hour += 12
    return dt.time(hour, minute, second)
