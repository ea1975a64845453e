from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from core.audit.models import AuditEntry
from org.calendar.choices import DayKind
from org.calendar.models import CalendarYear
from org.calendar.rules import YearNotLoaded
from org.calendar.selectors import working_time
from org.calendar.services import (
    CannotCreateCalendar,
    CannotSetDay,
    CannotSetWindows,
    create_calendar,
    load_notice_days,
    load_official_years,
    set_day,
    set_up_default_calendar,
    set_windows,
)
from org.tests.factories import a_unit
from org.units.services import set_calendar

pytestmark = pytest.mark.django_db
NOW = timezone.now()
SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = dt.date(2011, 1, 17)


@pytest.fixture(autouse=True)
def _loaded():
    set_up_default_calendar(by=None, now=NOW)
    load_official_years(first=2011, last=2011, by=None, now=NOW)


def test_a_branch_holiday_moves_the_next_deadline_and_is_recorded():
    set_day(date=MONDAY, kind=DayKind.HOLIDAY, name="停电", reason="通知 12 号", by=None, now=NOW)
    start = dt.datetime(2011, 1, 14, 15, 0, tzinfo=SHANGHAI)
    assert working_time().add_working_days(start, 1) == dt.datetime(2011, 1, 18, 15, 0, tzinfo=SHANGHAI)
    entry = AuditEntry.objects.about(CalendarYear.objects.get(year=2011)).order_by("-position").first()
    assert entry.verb == "calendar.day_set"
    assert entry.data["reason"] == "通知 12 号"


def test_it_wants_a_reason_a_name_and_a_change():
    with pytest.raises(CannotSetDay):
        set_day(date=MONDAY, kind=DayKind.HOLIDAY, name="停电", reason=" ", by=None, now=NOW)
    with pytest.raises(CannotSetDay):
        set_day(date=MONDAY, kind=DayKind.HOLIDAY, name="", reason="通知", by=None, now=NOW)
    with pytest.raises(CannotSetDay):
        set_day(date=MONDAY, kind=None, name="", reason="通知", by=None, now=NOW)


def test_it_refuses_a_day_of_a_year_without_its_notice():
    with pytest.raises(YearNotLoaded):
        set_day(date=dt.date(2012, 1, 2), kind=DayKind.HOLIDAY, name="元旦", reason="通知", by=None, now=NOW)


def test_a_notice_that_is_imported_loads_its_year_once():
    days = {dt.date(2012, 1, 2): (DayKind.HOLIDAY, "元旦"), dt.date(2011, 12, 31): (DayKind.MAKE_UP, "元旦")}
    assert load_notice_days(days=days, year=2012, source="通知", by=None, now=NOW) >= 1
    assert load_notice_days(days=days, year=2012, source="通知", by=None, now=NOW) == 0
    assert not working_time().is_working_day(dt.date(2012, 1, 2))
    assert working_time().is_working_day(dt.date(2011, 12, 31))


def test_a_unit_works_by_the_nearest_calendar_above_it():
    branch = a_unit()
    bureau = a_unit("城区", under=branch)
    hall = a_unit("桂花西路营业厅", under=bureau)
    all_week = dict.fromkeys(range(7), ((dt.time(9), dt.time(18)),))
    six_days = create_calendar(name="营业厅", windows=all_week, by=None, now=NOW)
    set_calendar(unit=bureau, calendar=six_days, by=None, now=NOW)
    saturday = dt.date(2011, 1, 15)
    assert working_time(hall).is_working_day(saturday)
    assert not working_time(branch).is_working_day(saturday)
    set_windows(calendar=six_days, windows={0: [(dt.time(9), dt.time(18))]}, by=None, now=NOW)
    assert not working_time(hall).is_working_day(saturday)


def test_windows_must_make_a_day():
    calendar = set_up_default_calendar(by=None, now=NOW)
    for windows in (
        {},
        {0: [(dt.time(12), dt.time(9))]},
        {0: [(dt.time(9), dt.time(12)), (dt.time(11), dt.time(14))]},
    ):
        with pytest.raises(CannotSetWindows):
            set_windows(calendar=calendar, windows=windows, by=None, now=NOW)
    with pytest.raises(CannotCreateCalendar):
        create_calendar(name=calendar.name, windows={0: [(dt.time(9), dt.time(12))]}, by=None, now=NOW)


def test_a_calendar_with_no_year_loaded_refuses():
    CalendarYear.objects.all().delete()
    with pytest.raises(YearNotLoaded):
        working_time().add_working_days(dt.datetime(2011, 1, 17, 9, tzinfo=SHANGHAI), 1)
