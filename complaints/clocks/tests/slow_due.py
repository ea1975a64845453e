"""When a clock runs out, by adding minutes: none of the product's counting is used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from complaints.clocks.choices import Counting
from complaints.clocks.rules import Pause, Promise
from org.calendar.tests.slow_clock import MINUTE, SlowClock

BY_THE_CALENDAR = (Counting.WORKING_DAYS, Counting.WORKING_HOURS)


def counts(slow: SlowClock, moment: dt.datetime, counting: Counting) -> bool:
    return counting not in BY_THE_CALENDAR or slow.works(moment)


def slowly_due(slow: SlowClock, start: dt.datetime, promise: Promise, pauses: Iterable[Pause]) -> dt.datetime:
    found = {
        Counting.WORKING_DAYS: lambda: slow.after_days(start, promise.amount),
        Counting.WORKING_HOURS: lambda: slow.after_minutes(start, promise.amount * 60),
        Counting.CALENDAR_DAYS: lambda: start + promise.amount * 1440 * MINUTE,
        Counting.NATURAL_HOURS: lambda: start + promise.amount * 60 * MINUTE,
    }[promise.counting]()
    for pause in pauses:
        if pause.starts >= found:
            return found
        moment = max(start, pause.starts)
        while moment < pause.ends:
            if counts(slow, moment, promise.counting):
                while not counts(slow, found, promise.counting):
                    found += MINUTE
                found += MINUTE
            moment += MINUTE
    return found


def laid_out(start: dt.datetime, lengths: list[tuple[int, int]]) -> list[Pause]:
    """Pauses from pairs of minutes: how long the clock ran, and how long it then stood."""
    pauses, moment = [], start
    for ran, paused in lengths:
        begins = moment + ran * MINUTE
        moment = begins + paused * MINUTE
        pauses.append(Pause(begins, moment))
    return pauses
