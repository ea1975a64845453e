"""What a clock promises: when it runs out, what pauses do to it, when to warn (rule book 8.4, 11.1).

Four ways of counting. A clock of working days or hours knows only the hours of the working calendar,
so nights, rest days and holidays pass it by; calendar days and hours pass for everybody alike:

- n working days: the same clock time on the n-th working day after receipt (org/calendar/rules.py).
- n calendar days: the same clock time n days later.
- A pause moves what a clock promises by just what was paused, counted as the clock counts: a day of
  waiting that nobody works on moves a clock of working days not at all.
- A pause that begins when the clock has run out moves nothing: late stays late.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from complaints.clocks.choices import ClockKind, Counting
from org.calendar.choices import DayMark
from org.calendar.rules import Window, WorkingTime, YearNotLoaded

BY_CALENDAR = frozenset({Counting.WORKING_DAYS, Counting.WORKING_HOURS})
"""What the working calendar counts; the others count every hour."""

OUTSIDE = frozenset({ClockKind.REGULATOR, ClockKind.CONSUMER_BODY, ClockKind.APPEAL})
"""Promises that law or an authority made for us: nothing of ours stops them (rule book 11.1)."""

PAUSABLE = frozenset(ClockKind) - OUTSIDE
PAUSE_MOST = dt.timedelta(days=366)
"""Nobody agrees with a customer on a later day; a longer pause is a slip of the pen."""

NOTHING = dt.timedelta()
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Promise:
    """How much time, counted how."""

    amount: int
    counting: Counting


@dataclass(frozen=True, order=True)
class Pause:
    """A stretch that does not count; of one that still lasts, `ends` is the date agreed."""

    starts: dt.datetime
    ends: dt.datetime


@dataclass(frozen=True)
class CountedDay:
    """One day of a clock: what it is, and how much of it counted, was paused, and has counted up to its end."""

    date: dt.date
    mark: DayMark | None
    name: str
    windows: tuple[Window, ...]
    counted: dt.timedelta
    paused: dt.timedelta
    so_far: dt.timedelta


def promised(start: dt.datetime, promise: Promise, working: WorkingTime) -> dt.datetime:
    """When it runs out if nothing pauses it. Raises YearNotLoaded."""
    if promise.counting == Counting.WORKING_DAYS:
        return working.add_working_days(start, promise.amount)
    if promise.counting == Counting.WORKING_HOURS:
        return working.add_working_hours(start, promise.amount)
    if promise.counting == Counting.CALENDAR_DAYS:
        return working.local(start) + dt.timedelta(days=promise.amount)
    return working.local(start) + dt.timedelta(hours=promise.amount)


def later(moment: dt.datetime, length: dt.timedelta, counting: Counting, working: WorkingTime) -> dt.datetime:
    """The moment when `length` has passed, counted so. Raises YearNotLoaded."""
    return working.add_work(moment, length) if counting in BY_CALENDAR else working.local(moment) + length


def earlier(moment: dt.datetime, length: dt.timedelta, counting: Counting, working: WorkingTime) -> dt.datetime:
    """The moment when `length` is still left, counted so. Raises YearNotLoaded."""
    return working.before_work(moment, length) if counting in BY_CALENDAR else working.local(moment) - length


def between(start: dt.datetime, end: dt.datetime, counting: Counting, working: WorkingTime) -> dt.timedelta:
    """The time from `start` to `end`, counted so; nothing if `end` is not later. Raises YearNotLoaded."""
    return working.worked_between(start, end) if counting in BY_CALENDAR else max(NOTHING, end - start)


def due(start: dt.datetime, promise: Promise, pauses: Iterable[Pause], working: WorkingTime) -> dt.datetime:
    """When it runs out, each pause that began before having moved it. Raises YearNotLoaded."""
    at = promised(start, promise, working)
    for pause in sorted(pauses):
        if pause.starts >= at:
            break
        paused = between(max(pause.starts, start), pause.ends, promise.counting, working)
        if paused:
            at = later(at, paused, promise.counting, working)
    return at


def consumed(
    start: dt.datetime, until: dt.datetime, pauses: Iterable[Pause], counting: Counting, working: WorkingTime
) -> dt.timedelta:
    """How much of the clock has run until a moment, without its pauses. Raises YearNotLoaded."""
    ran = between(start, until, counting, working)
    return ran - _paused(start, until, pauses, counting, working)


def _paused(
    start: dt.datetime, end: dt.datetime, pauses: Iterable[Pause], counting: Counting, working: WorkingTime
) -> dt.timedelta:
    overlaps = ((max(start, pause.starts), min(end, pause.ends)) for pause in pauses)
    return sum((between(first, last, counting, working) for first, last in overlaps), NOTHING)


def warn_at(
    due_at: dt.datetime, before_minutes: Iterable[int], counting: Counting, working: WorkingTime, *, now: dt.datetime
) -> dict[int, dt.datetime]:
    """When to warn for each offset, counted as the clock counts.

    Of those whose moment is past only the nearest to the deadline is left, and none where the
    deadline itself is past: a clock that is set late warns once, not four times at once.
    """
    moments: dict[int, dt.datetime] = {}
    for minutes in sorted(before_minutes):
        try:
            at = earlier(due_at, dt.timedelta(minutes=minutes), counting, working)
        except YearNotLoaded:
            break
        if at > now:
            moments[minutes] = at
        elif due_at > now:
            moments[minutes] = at
            break
    return moments


def day_by_day(
    start: dt.datetime, until: dt.datetime, pauses: Sequence[Pause], counting: Counting, working: WorkingTime
) -> list[CountedDay]:
    """Every day from the start to `until`, with what counted on it. Raises YearNotLoaded."""
    first, last = working.local(start), working.local(until)
    days, so_far = [], NOTHING
    midnight = first.replace(hour=0, minute=0, second=0, microsecond=0)
    while midnight <= last:
        opens, closes = max(first, midnight), min(last, midnight + ONE_DAY)
        paused = _paused(opens, closes, pauses, counting, working)
        counted = between(opens, closes, counting, working) - paused
        so_far += counted
        mark, name, windows = _facts(midnight.date(), counting, working)
        days.append(CountedDay(midnight.date(), mark, name, windows, counted, paused, so_far))
        midnight += ONE_DAY
    return days


def _facts(date: dt.date, counting: Counting, working: WorkingTime) -> tuple[DayMark | None, str, tuple[Window, ...]]:
    if counting not in BY_CALENDAR:
        return None, "", ()
    day = working.day(date)
    return day.mark, day.name, day.windows


def kinds_from_outside(channel: str, regulator_number: str, appeal_number: str) -> set[ClockKind]:
    """Which authorities wait for an answer: by the channel, or by the number that they gave the matter."""
    kinds = {
        ClockKind.REGULATOR: channel == "regulator" or bool(regulator_number),
        ClockKind.CONSUMER_BODY: channel == "consumer_body",
        ClockKind.APPEAL: bool(appeal_number),
    }
    return {kind for kind, waits in kinds.items() if waits}
