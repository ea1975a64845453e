"""The working clock of a unit, read from the tables."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils import timezone

from org.calendar.choices import DayKind
from org.calendar.models import CalendarDay, CalendarWindow, CalendarYear, WorkCalendar
from org.calendar.rules import Window, WorkingTime
from org.units.models import Unit
from org.units.rules import chain

if TYPE_CHECKING:
    import datetime as dt


def calendar_for(unit: Unit | None = None) -> WorkCalendar | None:
    """The calendar of `unit`: its own, else the nearest above that has one, else the default."""
    if unit is not None:
        own = (
            WorkCalendar.objects.filter(units__path__in=chain(unit.path)).order_by("-units__path").first()
        )  # a longer path sorts after its beginning: the nearest comes first
        if own is not None:
            return own
    return WorkCalendar.objects.filter(is_default=True).first()


def working_time(unit: Unit | None = None) -> WorkingTime:
    """The clock that counts for `unit` (the branch's default without one): hours, holidays, loaded years.

    A few queries and a lookup; nothing is remembered beyond what the tables say now. A loop over
    many rows asks once. A calendar without windows or years refuses with YearNotLoaded when used.
    """
    calendar = calendar_for(unit)
    windows = CalendarWindow.objects.filter(calendar=calendar).values_list("weekday", "starts", "ends")
    days = CalendarDay.objects.values_list("date", "kind", "name")
    years = CalendarYear.objects.order_by("year").values_list("year", flat=True)
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
