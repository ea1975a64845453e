"""Opening hours, business days and numbers of a hall, as pure functions over values."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo, available_timezones

PREFIX = re.compile(r"[A-Z]{1,2}")
NUMBER_MOST = 999
"""Three digits can be read from across a hall; the next one of the day has four and is still unique."""

SHARE_LIMIT = Decimal(10)
"""S0-Q1: an overtime share above 10 % is a finding."""


@dataclass(frozen=True)
class Window:
    """Open on `weekday` (Monday is 0) from `opens` up to, not including, `closes`."""

    weekday: int
    opens: dt.time
    closes: dt.time

    def holds(self, moment: dt.datetime) -> bool:
        return moment.weekday() == self.weekday and self.opens <= moment.time() < self.closes


def is_zone(name: str) -> bool:
    return name in available_timezones()


def local(moment: dt.datetime, zone: str) -> dt.datetime:
    """The moment as the clock on the hall's wall shows it."""
    return moment.astimezone(ZoneInfo(zone))


def business_day(moment: dt.datetime, zone: str) -> dt.date:
    """The day a visit belongs to: that of the hall's own clock, wherever the server stands (TheQ PR#626)."""
    return local(moment, zone).date()


def is_open(windows: Iterable[Window], moment: dt.datetime, zone: str) -> bool:
    """Whether one of the windows holds the moment; a hall without any is never open."""
    here = local(moment, zone)
    return any(window.holds(here) for window in windows)


def label(prefix: str, number: int) -> str:
    """A number as it is printed, shown and called: A012."""
    return f"{prefix}{number:03d}"


def is_prefix(text: str) -> bool:
    return bool(PREFIX.fullmatch(text))
