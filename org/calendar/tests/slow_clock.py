"""The working clock told by the rules in the plainest way: minute by minute, day by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from org.calendar.rules import Window

MINUTE = dt.timedelta(minutes=1)
A_DAY = dt.timedelta(days=1)


class SlowClock:
    def __init__(self, weekly: Mapping[int, Sequence[Window]], holidays: set[dt.date], make_up: set[dt.date]) -> None:
        self.weekly, self.holidays, self.make_up = weekly, holidays, make_up

    def windows(self, date: dt.date) -> list[Window]:
        if date in self.holidays:
            return []
        if date in self.make_up:
            return next((list(self.weekly[day]) for day in range(7) if self.weekly.get(day)), [])
        return list(self.weekly.get(date.weekday(), ()))

    def works(self, moment: dt.datetime) -> bool:
        return any(w.opens <= moment.time() < w.closes for w in self.windows(moment.date()))

    def begins(self, moment: dt.datetime) -> dt.datetime:
        while not self.works(moment):
            moment += MINUTE
        return moment

    def after_days(self, start: dt.datetime, days: int) -> dt.datetime:
        begun = self.begins(start)
        date = begun.date()
        for _ in range(days):
            date += A_DAY
            while not self.windows(date):
                date += A_DAY
        wanted = dt.datetime.combine(date, begun.time(), begun.tzinfo)
        best = None
        for window in sorted(self.windows(date)):
            opens, closes = (dt.datetime.combine(date, at, begun.tzinfo) for at in (window.opens, window.closes))
            if best is None or opens <= wanted:
                best = opens if wanted < opens else min(wanted, closes)
        assert best is not None
        return best

    def after_minutes(self, start: dt.datetime, minutes: int) -> dt.datetime:
        moment = self.begins(start)
        while minutes:
            if self.works(moment):
                minutes -= 1
            moment += MINUTE
        return moment

    def minutes_between(self, start: dt.datetime, end: dt.datetime) -> int:
        count = 0
        while start < end:
            count += self.works(start)
            start += MINUTE
        return count
