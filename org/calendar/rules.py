"""The working clock: when work counts, told by weekly windows, holidays and make-up workdays.

Pure and quick: every window of the loaded years lies in one sorted list with the work done
before it summed up, so an answer is two bisections. What the words mean here:

- n working days from receipt (S4-L1 "不超过2个工作日"): the same clock time on the n-th working
  day after the day of receipt. Monday 15:20 + 2 = Wednesday 15:20.
- Received outside working time, the count starts when work next opens. Saturday + 2 =
  Wednesday at opening time.
- Where the n-th day keeps other hours and is not working at that clock time, the promise falls
  on the last moment worked before it, or on that day's opening.
- A make-up workday keeps the hours of the first weekday that is worked, whatever its own weekday.
- A window includes its opening and excludes its closing; n hours that end exactly with a
  window are due at its closing, not at the next opening.
- A day of a year whose notice is not loaded is never guessed: YearNotLoaded.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.refusals import Refusal
from org.calendar.choices import DayMark, LeftOut

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SECOND = 1_000_000
DAY = 86_400 * SECOND

USUAL_HOURS = ((dt.time(8, 30), dt.time(12)), (dt.time(13, 30), dt.time(17, 30)))
"""Seven and a half hours with a lunch break: what a branch starts with on weekdays until it sets its own."""


class YearNotLoaded(Refusal):
    """The holidays of `year` are not in the calendar, so no promise can be computed."""

    def __init__(self, year: int) -> None:
        super().__init__(
            _("The working calendar of %(year)s is not loaded; load the official notice first.") % {"year": year}
        )
        self.year = year


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """A span of one day in which work is done; `opens` belongs to it, `closes` does not."""

    opens: dt.time
    closes: dt.time


@dataclass(frozen=True, slots=True)
class DayFacts:
    """One day as the calendar sees it: what it is, what it is called, when it is worked."""

    date: dt.date
    mark: DayMark
    name: str
    windows: tuple[Window, ...]


@dataclass(frozen=True, slots=True)
class CountedDay:
    """One day between receipt and deadline. `number` counts working days (0 = the day the count
    began on), None on days that do not count; `worked` is the working time that was counted."""

    facts: DayFacts
    number: int | None
    worked: dt.timedelta


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a deadline is what it is: what was counted day by day, and what was left out."""

    received: dt.datetime
    begins: dt.datetime
    due: dt.datetime
    days: tuple[CountedDay, ...]
    working_days: int | None = None
    working_hours: Decimal | None = None

    @property
    def waited(self) -> bool:
        """Whether it was received while nobody worked."""
        return self.begins != self.received

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """The kinds of time that were not counted."""
        marks = {day.facts.mark for day in self.days}
        found = {
            LeftOut.NIGHT: len(self.days) > 1,
            LeftOut.BREAK: any(day.worked and len(day.facts.windows) > 1 for day in self.days),
            LeftOut.REST: DayMark.REST in marks,
            LeftOut.HOLIDAY: DayMark.HOLIDAY in marks,
        }
        return tuple(kind for kind, present in found.items() if present)

    @property
    def holidays(self) -> tuple[tuple[str, int], ...]:
        """Each holiday passed, with its number of days."""
        names = Counter(day.facts.name for day in self.days if day.facts.mark == DayMark.HOLIDAY)
        return tuple(names.items())


def clock(time: dt.time) -> int:
    """Microseconds from midnight to `time`."""
    return (time.hour * 3600 + time.minute * 60 + time.second) * SECOND + time.microsecond


def _point(here: dt.datetime) -> int:
    """Microseconds of wall clock from the first day there is."""
    seconds = here.toordinal() * 86_400 + here.hour * 3600 + here.minute * 60 + here.second
    return seconds * SECOND + here.microsecond


class WorkingTime:
    """The clock of one calendar. Moments are aware; answers are in `zone`."""

    def __init__(
        self,
        windows: Mapping[int, Sequence[Window]],
        *,
        years: Iterable[int],
        zone: dt.tzinfo,
        holidays: Mapping[dt.date, str] | None = None,
        make_up: Mapping[dt.date, str] | None = None,
    ) -> None:
        """`windows` by weekday (0 = Monday), not overlapping; `holidays` and `make_up` name their days."""
        self._weekly = {weekday: tuple(sorted(windows.get(weekday, ()))) for weekday in range(7)}
        self._usual = next((spans for spans in self._weekly.values() if spans), ())
        self._holidays = dict(holidays or {})
        self._make_up = dict(make_up or {})
        self._zone = zone
        self.years = tuple(sorted(set(years)))
        self._last_of_run = self._runs()
        self._lay_out()

    def _runs(self) -> dict[int, int]:
        """For each loaded year the last year up to which no year is missing."""
        last: dict[int, int] = {}
        for year in reversed(self.years):
            last[year] = last.get(year + 1, year)
        return last

    def _lay_out(self) -> None:
        spans = {
            weekday: [(clock(w.opens), clock(w.closes)) for w in windows] for weekday, windows in self._weekly.items()
        }
        usual = [(clock(w.opens), clock(w.closes)) for w in self._usual]
        holidays = {day.toordinal() for day in self._holidays}
        make_up = {day.toordinal() for day in self._make_up}
        self._days: list[int] = []
        self._openings: list[int] = []
        self._closings: list[int] = []
        for year in self.years:
            for day in range(dt.date(year, 1, 1).toordinal(), dt.date(year, 12, 31).toordinal() + 1):
                worked = [] if day in holidays else usual if day in make_up else spans[(day - 1) % 7]
                if not worked:
                    continue
                self._days.append(day)
                for opens, closes in worked:
                    self._openings.append(day * DAY + opens)
                    self._closings.append(day * DAY + closes)
        worths = (closes - opens for opens, closes in zip(self._openings, self._closings, strict=True))
        self._done_before = list(accumulate(worths, initial=0))

    @property
    def last_year(self) -> int | None:
        """The last loaded year, or None when nothing is loaded."""
        return self.years[-1] if self.years else None

    @property
    def usual_day(self) -> dt.timedelta:
        """The working time of a usual day: the first weekday that is worked; zero without any."""
        return dt.timedelta(microseconds=sum(clock(w.closes) - clock(w.opens) for w in self._usual))

    def begins(self, start: dt.datetime) -> dt.datetime:
        """When the count starts: `start` itself, or the next opening if nobody works then."""
        return self._moment(self._begin(start)[0])

    def add_working_days(self, start: dt.datetime, days: int) -> dt.datetime:
        """The moment `days` working days after `start` (S4-L1). Raises YearNotLoaded."""
        if days < 0:
            raise ValueError("working days are counted forwards")
        at, _window = self._begin(start)
        first = bisect_left(self._days, at // DAY)
        if first + days >= len(self._days):
            raise YearNotLoaded(self._last_of_run[start.astimezone(self._zone).year] + 1)
        target = self._days[first + days] * DAY + at % DAY
        return self._moment(self._within_hours(target), since=start)

    def add_working_hours(self, start: dt.datetime, hours: int | Decimal) -> dt.datetime:
        """The moment at which `hours` of work after `start` are done. Raises YearNotLoaded."""
        if hours < 0:
            raise ValueError("working hours are counted forwards")
        return self._after_work(start, int(Decimal(hours) * 3600 * SECOND))

    def add_work(self, start: dt.datetime, length: dt.timedelta) -> dt.datetime:
        """The moment at which work of `length` after `start` is done. Raises YearNotLoaded."""
        if length < dt.timedelta():
            raise ValueError("work is counted forwards")
        return self._after_work(start, length // dt.timedelta(microseconds=1))

    def before_work(self, end: dt.datetime, length: dt.timedelta) -> dt.datetime:
        """The last moment at which work of `length` is still to be done until `end`. Raises YearNotLoaded."""
        if length <= dt.timedelta():
            return self.local(end)
        here = end.astimezone(self._zone)
        self._require_through(here.year, here.year)
        done = self._done(self._local(end)) - length // dt.timedelta(microseconds=1)
        if done < 0:
            raise YearNotLoaded(self.years[0] - 1)
        window = bisect_right(self._done_before, done) - 1
        found = self._moment(self._openings[window] + done - self._done_before[window])
        self._require_through(found.year, here.year)
        return found

    def _after_work(self, start: dt.datetime, work: int) -> dt.datetime:
        at, window = self._begin(start)
        if not work:
            return self._moment(at)
        done = self._done_before[window] + at - self._openings[window] + work
        last = bisect_left(self._done_before, done) - 1
        if last >= len(self._openings):
            raise YearNotLoaded(self._last_of_run[start.astimezone(self._zone).year] + 1)
        return self._moment(self._openings[last] + done - self._done_before[last], since=start)

    def worked_between(self, start: dt.datetime, end: dt.datetime) -> dt.timedelta:
        """Working time from `start` to `end`; zero when `end` is not after it. Raises YearNotLoaded."""
        if end <= start:
            return dt.timedelta()
        # A year's report measures a hundred thousand tickets: each moment is turned to the branch's clock once.
        first, last = self._here(start), self._here(end)
        self._require_through(first.year, last.year)
        return dt.timedelta(microseconds=self._done(_point(last)) - self._done(_point(first)))

    def is_working_day(self, date: dt.date) -> bool:
        """Whether anybody works on `date`. Raises YearNotLoaded."""
        return bool(self.day(date).windows)

    def day(self, date: dt.date) -> DayFacts:
        """What `date` is, and when it is worked. Raises YearNotLoaded."""
        self._require_through(date.year, date.year)
        if date in self._holidays:
            return DayFacts(date, DayMark.HOLIDAY, self._holidays[date], ())
        if date in self._make_up:
            return DayFacts(date, DayMark.MAKE_UP, self._make_up[date], self._usual)
        windows = self._weekly[date.weekday()]
        return DayFacts(date, DayMark.WORKDAY if windows else DayMark.REST, "", windows)

    def days(self, first: dt.date, last: dt.date) -> list[DayFacts]:
        """Every day from `first` to `last`, both included. Raises YearNotLoaded."""
        return [self.day(first + dt.timedelta(days=step)) for step in range((last - first).days + 1)]

    def explain(
        self, start: dt.datetime, *, days: int | None = None, hours: int | Decimal | None = None
    ) -> Explanation:
        """How `days` working days (or `hours` working hours) after `start` come about. Raises YearNotLoaded."""
        if (days is None) == (hours is None):
            raise ValueError("a deadline counts either days or hours")
        due = self.add_working_days(start, days) if days is not None else self.add_working_hours(start, hours or 0)
        received, begins = self.local(start), self.begins(start)
        counted, number = [], 0
        for facts in self.days(received.date(), due.date()):
            counts = bool(facts.windows) and facts.date >= begins.date()
            counted.append(CountedDay(facts, number if counts else None, self._worked_on(facts.date, begins, due)))
            number += counts
        amount = None if hours is None else Decimal(hours)
        return Explanation(received, begins, due, tuple(counted), working_days=days, working_hours=amount)

    def _worked_on(self, date: dt.date, begins: dt.datetime, due: dt.datetime) -> dt.timedelta:
        """Working time on `date` between two moments of loaded years."""
        midnight = date.toordinal() * DAY
        first, last = max(midnight, self._local(begins)), min(midnight + DAY, self._local(due))
        return dt.timedelta(microseconds=max(0, self._done(last) - self._done(first)))

    def local(self, moment: dt.datetime) -> dt.datetime:
        """`moment` on the wall clock of the branch."""
        return moment.astimezone(self._zone)

    def _begin(self, start: dt.datetime) -> tuple[int, int]:
        at = self._local(start)
        year = start.astimezone(self._zone).year
        self._require_through(year, year)
        window = bisect_right(self._closings, at)
        if window == len(self._closings):
            raise YearNotLoaded(self._last_of_run[year] + 1)
        begun = max(at, self._openings[window])
        self._require_through(year, dt.date.fromordinal(begun // DAY).year)
        return begun, window

    def _within_hours(self, target: int) -> int:
        window = bisect_right(self._openings, target) - 1
        if window >= 0 and self._openings[window] // DAY == target // DAY:
            return min(target, self._closings[window])
        return self._openings[window + 1]

    def _done(self, at: int) -> int:
        window = bisect_right(self._openings, at) - 1
        if window < 0:
            return 0
        return self._done_before[window] + min(at, self._closings[window]) - self._openings[window]

    def _require_through(self, first: int, last: int) -> None:
        if first not in self._last_of_run:
            raise YearNotLoaded(first)
        if last > self._last_of_run[first]:
            raise YearNotLoaded(self._last_of_run[first] + 1)

    def _local(self, moment: dt.datetime) -> int:
        return _point(self._here(moment))

    def _here(self, moment: dt.datetime) -> dt.datetime:
        if moment.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return moment.astimezone(self._zone)

    def _moment(self, at: int, *, since: dt.datetime | None = None) -> dt.datetime:
        day, rest = divmod(at, DAY)
        seconds, micro = divmod(rest, SECOND)
        date = dt.date.fromordinal(day)
        if since is not None:
            self._require_through(since.astimezone(self._zone).year, date.year)
        minutes, second = divmod(seconds, 60)
        hour, minute = divmod(minutes, 60)
        return dt.datetime(date.year, date.month, date.day, hour, minute, second, micro, tzinfo=self._zone)
