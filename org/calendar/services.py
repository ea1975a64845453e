"""The acts on the working calendar. A promise already given keeps its date: these count for the next."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

import chinese_calendar
from django.db import transaction
from django.utils.translation import gettext as _

from core.audit.services import record
from core.refusals import Refusal
from org.calendar.choices import DayKind
from org.calendar.models import CalendarDay, CalendarWindow, CalendarYear, WorkCalendar
from org.calendar.rules import USUAL_HOURS, YearNotLoaded

if TYPE_CHECKING:
    from org.people.models import Person

Hours: TypeAlias = Mapping[int, Sequence[tuple[dt.time, dt.time]]]

FIRST_OFFICIAL_YEAR = 2007
LAST_OFFICIAL_YEAR = max(chinese_calendar.holidays).year
OFFICIAL_SOURCE = "国务院办公厅节假日安排"


class CannotLoadYears(Refusal):
    """No official notice of that year is at hand."""


class CannotSetDay(Refusal):
    """The day cannot become what was asked for."""


class CannotSetWindows(Refusal):
    """The windows do not make working days."""


class CannotCreateCalendar(Refusal):
    """Another calendar has that name."""


@transaction.atomic
def load_official_years(*, first: int, last: int, by: Person | None, now: dt.datetime) -> list[int]:
    """Load the State Council's holidays and make-up workdays of `first` to `last`.

    Years already loaded stay as they are, with the branch's own changes. Returns the years added.
    Raises CannotLoadYears outside FIRST_OFFICIAL_YEAR to LAST_OFFICIAL_YEAR.
    """
    if not FIRST_OFFICIAL_YEAR <= first <= last <= LAST_OFFICIAL_YEAR:
        raise CannotLoadYears(
            _("Official notices are at hand from %(first)s to %(last)s; import the notice of other years as a sheet.")
            % {"first": FIRST_OFFICIAL_YEAR, "last": LAST_OFFICIAL_YEAR}
        )
    known = set(CalendarYear.objects.values_list("year", flat=True))
    missing = [year for year in range(first, last + 1) if year not in known]
    taken = set(CalendarDay.objects.values_list("date", flat=True))
    CalendarDay.objects.bulk_create(
        CalendarDay(date=date, kind=kind, name=holiday.chinese, source=OFFICIAL_SOURCE)
        for kind, days in (
            (DayKind.HOLIDAY, chinese_calendar.holidays),
            (DayKind.MAKE_UP, chinese_calendar.workdays),
        )
        for date, holiday in _named(days)
        if date.year in missing and date not in taken
    )
    for year in missing:
        row = CalendarYear.objects.create(year=year, source=OFFICIAL_SOURCE, loaded_at=now)
        record("calendar.year_loaded", by=by, now=now, about=row, data={"year": year, "source": OFFICIAL_SOURCE})
    return missing


def _named(days: Mapping[dt.date, str]) -> list[tuple[dt.date, chinese_calendar.Holiday]]:
    known = {holiday.value: holiday for holiday in chinese_calendar.Holiday}
    return [(date, known[name]) for date, name in days.items()]


@transaction.atomic
def load_notice_days(
    *, days: Mapping[dt.date, tuple[DayKind, str]], year: int, source: str, by: Person | None, now: dt.datetime
) -> int:
    """Take over the days of one notice, and count its `year` as loaded. Returns the days changed.

    Days that the branch or an older notice has otherwise are changed to what this notice says.
    """
    standing = {row.date: row for row in CalendarDay.objects.filter(date__in=list(days))}
    changed = {
        date: (kind, name)
        for date, (kind, name) in days.items()
        if date not in standing or (standing[date].kind, standing[date].name) != (kind, name)
    }
    for date, (kind, name) in sorted(changed.items()):
        CalendarDay.objects.update_or_create(date=date, defaults={"kind": kind, "name": name, "source": source})
    row, added = CalendarYear.objects.get_or_create(year=year, defaults={"source": source, "loaded_at": now})
    if added or changed:
        told = {date.isoformat(): list(facts) for date, facts in changed.items()}
        data = {"year": year, "source": source, "days": told}
        record("calendar.notice_imported", by=by, now=now, about=row, data=data)
    return len(changed)


@transaction.atomic
def set_day(
    *, date: dt.date, kind: DayKind | str | None, name: str, reason: str, by: Person | None, now: dt.datetime
) -> CalendarDay | None:
    """Make `date` a holiday or a make-up workday, or (kind None) an ordinary day again, for a reason.

    Raises YearNotLoaded, and CannotSetDay without a reason or when nothing would change.
    """
    year = CalendarYear.objects.filter(year=date.year).first()
    if year is None:
        raise YearNotLoaded(date.year)
    if not reason.strip():
        raise CannotSetDay(_("Say why the day changes."), field="reason")
    standing = CalendarDay.objects.select_for_update().filter(date=date).first()
    before = {"kind": standing.kind, "name": standing.name} if standing else None
    after = {"kind": DayKind(kind).value, "name": name.strip()} if kind else None
    if before == after:
        raise CannotSetDay(_("The day is that already."), field="kind")
    if kind and not name.strip():
        raise CannotSetDay(_("Give the day a name, such as the holiday it belongs to."), field="name")
    day = None
    if after is None:
        CalendarDay.objects.filter(date=date).delete()
    else:
        facts = {**after, "source": reason.strip()[:120]}
        day, _added = CalendarDay.objects.update_or_create(date=date, defaults=facts)
    data = {"date": date.isoformat(), "before": before, "after": after, "reason": reason.strip()}
    record("calendar.day_set", by=by, now=now, about=year, data=data)
    return day


@transaction.atomic
def set_up_default_calendar(*, by: Person | None, now: dt.datetime) -> WorkCalendar:
    """The calendar for units without their own; made with USUAL_HOURS, Monday to Friday, if there is none."""
    standing = WorkCalendar.objects.filter(is_default=True).first()
    if standing is not None:
        return standing
    calendar = WorkCalendar.objects.create(name=_("Standard working time"), is_default=True)
    set_windows(calendar=calendar, windows=dict.fromkeys(range(5), USUAL_HOURS), by=by, now=now)
    return calendar


@transaction.atomic
def create_calendar(*, name: str, windows: Hours, by: Person | None, now: dt.datetime) -> WorkCalendar:
    """A further calendar, for units that keep other hours. Raises CannotCreateCalendar, CannotSetWindows."""
    if WorkCalendar.objects.filter(name=name.strip()).exists():
        raise CannotCreateCalendar(_("Another calendar is called %(name)s.") % {"name": name.strip()}, field="name")
    calendar = WorkCalendar.objects.create(name=name.strip())
    set_windows(calendar=calendar, windows=windows, by=by, now=now)
    return calendar


@transaction.atomic
def set_windows(*, calendar: WorkCalendar, windows: Hours, by: Person | None, now: dt.datetime) -> WorkCalendar:
    """Make `windows` (by weekday, 0 = Monday) the working time of `calendar`. Raises CannotSetWindows."""
    spans = [(weekday, *span) for weekday, day in sorted(windows.items()) for span in sorted(day)]
    if not spans:
        raise CannotSetWindows(_("A calendar needs at least one window of working time."), field="windows")
    if any(starts >= ends for _weekday, starts, ends in spans):
        raise CannotSetWindows(_("Each window ends after it starts."), field="windows")
    if any(one[0] == two[0] and one[2] > two[1] for one, two in itertools.pairwise(spans)):
        raise CannotSetWindows(_("Windows of one day must not overlap."), field="windows")
    before = list(calendar.windows.order_by("weekday", "starts").values_list("weekday", "starts", "ends"))
    if before == spans:
        return calendar
    calendar.windows.all().delete()
    CalendarWindow.objects.bulk_create(
        CalendarWindow(calendar=calendar, weekday=weekday, starts=starts, ends=ends) for weekday, starts, ends in spans
    )
    data = {"before": [_words(*span) for span in before], "after": [_words(*span) for span in spans]}
    record("calendar.windows_set", by=by, now=now, about=calendar, data=data)
    return calendar


def _words(weekday: int, starts: dt.time, ends: dt.time) -> str:
    return f"{weekday + 1} {starts:%H:%M}-{ends:%H:%M}"
