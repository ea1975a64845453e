"""The working clock of a unit, read from the tables."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass, replace
from functools import lru_cache

from django.db.models import Q
from django.utils import timezone

from core.audit.models import AuditEntry
from core.audit.selectors import Line, line_of
from org.calendar.choices import DayKind
from org.calendar.models import CalendarDay, CalendarWindow, CalendarYear, WorkCalendar
from org.calendar.rules import DayFacts, Window, WorkingTime
from org.units.models import Unit
from org.units.rules import chain


def calendar_for(unit: Unit | None = None) -> WorkCalendar | None:
    """The calendar of `unit`: its own, else the nearest above that has one, else the default."""
    wanted = Q(is_default=True)
    if unit is not None:
        above = Unit.objects.filter(path__in=chain(unit.path), calendar__isnull=False)
        # A longer path sorts after its beginning: the nearest comes first.
        wanted |= Q(pk__in=above.order_by("-path").values("calendar")[:1])
    return WorkCalendar.objects.filter(wanted).order_by("is_default").first()


def working_time(unit: Unit | None = None, *, within: tuple[int, int] | None = None) -> WorkingTime:
    """The clock that counts for `unit` (the branch's default without one): hours, holidays, loaded years.

    A few queries and a lookup; nothing is remembered beyond what the tables say now. A loop over
    many rows asks once. A calendar without windows or years refuses with YearNotLoaded when used.
    `within` two years, both included, the clock knows no others: one ticket needs few of the days.
    """
    return clock_of(calendar_for(unit), within=within)


def clock_of(work_calendar: WorkCalendar | None, *, within: tuple[int, int] | None = None) -> WorkingTime:
    """The clock of one calendar; see working_time."""
    windows = CalendarWindow.objects.filter(calendar=work_calendar).values_list("weekday", "starts", "ends")
    days = CalendarDay.objects.values_list("date", "kind", "name")
    years = CalendarYear.objects.order_by("year").values_list("year", flat=True)
    if within is not None:
        days = days.filter(date__gte=dt.date(within[0], 1, 1), date__lte=dt.date(within[1], 12, 31))
        years = years.filter(year__range=within)
    return _clock(tuple(windows), tuple(days), tuple(years) if windows else (), timezone.get_default_timezone())


@lru_cache(maxsize=16)
def _clock(
    windows: tuple[tuple[int, dt.time, dt.time], ...],
    days: tuple[tuple[dt.date, str, str], ...],
    years: tuple[int, ...],
    zone: dt.tzinfo,
) -> WorkingTime:
    weekly: dict[int, list[Window]] = {}
    for weekday, opens, closes in windows:
        weekly.setdefault(weekday, []).append(Window(opens, closes))
    return WorkingTime(
        weekly,
        years=years,
        zone=zone,
        holidays={date: name for date, kind, name in days if kind == DayKind.HOLIDAY},
        make_up={date: name for date, kind, name in days if kind == DayKind.MAKE_UP},
    )


@dataclass(frozen=True)
class MonthGrid:
    """A month as weeks of days, Monday first; None outside the month or where the year is not loaded."""

    first: dt.date
    weeks: list[list[DayFacts | None]]
    working_days: int


def year_of(clock: WorkingTime, year: int) -> list[MonthGrid]:
    """The twelve months of `year` by `clock`. Raises YearNotLoaded."""
    months = []
    for month in range(1, 13):
        weeks = [
            [clock.day(date) if date.month == month else None for date in week]
            for week in calendar.Calendar().monthdatescalendar(year, month)
        ]
        worked = sum(1 for week in weeks for day in week if day is not None and day.windows)
        months.append(MonthGrid(dt.date(year, month, 1), weeks, worked))
    return months


def special_days(year: int) -> list[CalendarDay]:
    """Holidays and make-up workdays of `year`, in order."""
    return list(CalendarDay.objects.filter(date__year=year).order_by("date"))


def history_of(year: int, *, most: int = 50) -> list[Line]:
    """What was changed in the calendar of `year`, newest first, with the day each change was about."""
    row = CalendarYear.objects.filter(year=year).first()
    if row is None:
        return []
    lines = []
    for entry in AuditEntry.objects.about(row).order_by("-position")[:most]:
        line = line_of(entry)
        told = " · ".join(part for part in (str(entry.data.get("date", "")), line.note) if part)
        lines.append(replace(line, note=told))
    return lines
