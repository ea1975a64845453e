"""Shifts, half-hours and the day before, as pure functions over values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from halls.desks.rules import SLOTS
from halls.premises.rules import Window

WEEK = dt.timedelta(days=7)
DAYS_BEFORE = 1
"""S4 5.2: a swap is asked one day before, to the head, and registered."""

WHY_MOST = 200
POST_MOST = 40
LEAST_MOST = 200


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of one day, from `starts` up to, not including, `ends`."""

    starts: dt.time
    ends: dt.time

    def meets(self, other: Span) -> bool:
        return self.starts < other.ends and other.starts < self.ends

    @property
    def minutes(self) -> int:
        return _minute(self.ends) - _minute(self.starts)

    @property
    def slots(self) -> range:
        """Half-hours that it fills wholly: from 9:10 to 10:40 that is 9:30 and 10:00."""
        return range(-(-_minute(self.starts) // 30), _minute(self.ends) // 30)


def monday_of(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def days_of(monday: dt.date) -> list[dt.date]:
    return [monday + dt.timedelta(days=offset) for offset in range(7)]


def may_still_swap(day: dt.date, today: dt.date) -> bool:
    """S4 5.2: asked on the day before at the latest; `today` is the day on the hall's own clock."""
    return today <= day - dt.timedelta(days=DAYS_BEFORE)


def is_within(span: Span, windows: Iterable[Window], weekday: int) -> bool:
    """Whether the hall is open for all of it. Windows that meet count as one."""
    at = span.starts
    for window in sorted((one for one in windows if one.weekday == weekday), key=lambda one: one.opens):
        if window.opens <= at < window.closes:
            at = window.closes
    return at >= span.ends


def open_slots(windows: Iterable[Window], weekday: int) -> list[int]:
    """Half-hours in which the hall is open from beginning to end."""
    found: set[int] = set()
    for window in windows:
        if window.weekday == weekday:
            found |= set(Span(window.opens, window.closes).slots)
    return sorted(found)


@dataclass(frozen=True)
class Least:
    """How many must be there: at any open half-hour, and at noon. None is not set; no source but S4 gives a number,
    and that one as "2~3" (rule book 5.2)."""

    anytime: int | None = None
    noon: int | None = None
    noon_span: Span | None = None

    def at(self, slot: int) -> int | None:
        """The larger of what holds in a half-hour; noon reaches every half-hour it touches."""
        found = [] if self.anytime is None else [self.anytime]
        if self.noon is not None and self.noon_span is not None:
            half = Span(slot_begins(slot), slot_ends(slot))
            if half.meets(self.noon_span):
                found.append(self.noon)
        return max(found, default=None)

    @property
    def is_set(self) -> bool:
        return self.anytime is not None or self.noon is not None


@dataclass(frozen=True)
class HalfHour:
    """Who is there in a half-hour, how many the plan asks for and how many the duty rule demands."""

    slot: int
    there: int
    need: int | None
    least: int | None

    @property
    def lacks_need(self) -> int:
        return max(0, (self.need or 0) - self.there)

    @property
    def lacks_least(self) -> int:
        return max(0, (self.least or 0) - self.there)


def coverage(
    shifts: Iterable[tuple[int, Span]], *, need: Mapping[int, int], least: Least, opened: Iterable[int]
) -> list[HalfHour]:
    """A day's half-hours: those in which the hall is open, something is needed or somebody is there.

    `shifts` are (person, span): somebody with two shifts in one half-hour is there once. The duty minimum holds
    while the hall is open.
    """
    there: dict[int, set[int]] = {}
    for person, span in shifts:
        for slot in span.slots:
            there.setdefault(slot, set()).add(person)
    doors = set(opened)
    return [
        HalfHour(slot, len(there.get(slot, ())), need.get(slot), least.at(slot) if slot in doors else None)
        for slot in sorted(doors | need.keys() | there.keys())
    ]


@dataclass(frozen=True)
class Gap:
    """Half-hours on end with the same too few people, `until` not included."""

    since: int
    until: int
    there: int
    wanted: int

    @property
    def words(self) -> str:
        return f"{slot_begins(self.since):%H:%M}–{end_words(self.until - 1)}"


@dataclass(frozen=True)
class Stretch:
    """Half-hours on end with fewer than the plan asks for, `until` not included, and by how many at the worst."""

    since: int
    until: int
    lacks: int

    @property
    def words(self) -> str:
        return f"{slot_begins(self.since):%H:%M}–{end_words(self.until - 1)}"


def need_stretches(halves: Sequence[HalfHour]) -> list[Stretch]:
    """A day in few words: numbers differ from one half-hour to the next, that too few are there does not."""
    found: list[Stretch] = []
    for half in halves:
        if not half.lacks_need:
            continue
        last = found[-1] if found else None
        if last and last.until == half.slot:
            found[-1] = Stretch(last.since, half.slot + 1, max(last.lacks, half.lacks_need))
        else:
            found.append(Stretch(half.slot, half.slot + 1, half.lacks_need))
    return found


def least_gaps(halves: Sequence[HalfHour]) -> list[Gap]:
    return _gaps((half.slot, half.there, half.least or 0) for half in halves if half.lacks_least)


def _gaps(short: Iterable[tuple[int, int, int]]) -> list[Gap]:
    found: list[Gap] = []
    for slot, there, wanted in short:
        last = found[-1] if found else None
        if last and last.until == slot and (last.there, last.wanted) == (there, wanted):
            found[-1] = Gap(last.since, slot + 1, there, wanted)
        else:
            found.append(Gap(slot, slot + 1, there, wanted))
    return found


def doubles(spans: Sequence[tuple[int, Span]]) -> set[int]:
    """Keys of those that meet another of the same person's day."""
    found: set[int] = set()
    for place, (key, span) in enumerate(spans):
        for other, second in spans[place + 1 :]:
            if span.meets(second):
                found |= {key, other}
    return found


def slot_begins(slot: int) -> dt.time:
    return dt.time(slot // 2, slot % 2 * 30)


def slot_ends(slot: int) -> dt.time:
    """The last half-hour of a day ends with it; a time of day cannot say 24:00."""
    return dt.time.max if slot == SLOTS - 1 else slot_begins(slot + 1)


def end_words(slot: int) -> str:
    return "24:00" if slot == SLOTS - 1 else f"{slot_ends(slot):%H:%M}"


def _minute(at: dt.time) -> int:
    return at.hour * 60 + at.minute
