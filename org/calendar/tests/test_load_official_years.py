"""The official years, against the State Council's notices as another project keeps them."""

from __future__ import annotations

import datetime as dt
import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from core.audit.models import AuditEntry
from org.calendar.models import CalendarDay, CalendarYear, WorkCalendar
from org.calendar.rules import YearNotLoaded
from org.calendar.selectors import working_time
from org.calendar.services import (
    CannotLoadYears,
    load_official_years,
    set_day,
    set_up_default_calendar,
)

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def calendar() -> WorkCalendar:
    return set_up_default_calendar(by=None, now=NOW)


def test_every_day_of_every_year_is_what_the_notices_say(calendar, shared_data):
    load_official_years(first=2007, last=2026, by=None, now=NOW)
    files = sorted(shared_data("holidays_cn").glob("holiday-cn_*.json"))
    if not files:
        pytest.skip("the notices in ../shared/data/holidays_cn are absent")
    said: dict[dt.date, bool] = {}
    for file in files:
        for day in json.loads(file.read_text("utf-8"))["days"]:
            said[dt.date.fromisoformat(day["date"])] = day["isOffDay"]
    clock = working_time()
    date = dt.date(2007, 1, 1)
    wrong = []
    while date.year < 2027:
        works = not said[date] if date in said else date.weekday() < 5
        if clock.is_working_day(date) != works:
            wrong.append(date)
        date += dt.timedelta(days=1)
    assert wrong == []


def test_loading_twice_adds_nothing_and_keeps_the_branch_s_changes(calendar):
    assert load_official_years(first=2010, last=2011, by=None, now=NOW) == [2010, 2011]
    set_day(date=dt.date(2011, 1, 1), kind=None, name="", reason="3·15 rehearsal", by=None, now=NOW)
    days, facts = CalendarDay.objects.count(), AuditEntry.objects.count()
    assert load_official_years(first=2010, last=2012, by=None, now=NOW) == [2012]
    assert not CalendarDay.objects.filter(date=dt.date(2011, 1, 1)).exists()
    assert CalendarDay.objects.exclude(date__year=2012).count() == days
    assert AuditEntry.objects.count() == facts + 1


@pytest.mark.parametrize(("first", "last"), [(2006, 2010), (2026, 2027), (2012, 2011)])
def test_it_refuses_years_without_a_notice_at_hand(first, last):
    with pytest.raises(CannotLoadYears):
        load_official_years(first=first, last=last, by=None, now=NOW)
    assert not CalendarYear.objects.exists()


def test_the_command_prints_what_it_loaded_and_refuses_in_a_sentence():
    out = io.StringIO()
    call_command("load_calendar", "--first", "2011", "--last", "2011", "--json", stdout=out)
    assert json.loads(out.getvalue())["years_loaded"] == [2011]
    assert WorkCalendar.objects.get(is_default=True).windows.count() == 10
    with pytest.raises(CommandError):
        call_command("load_calendar", "--last", "2099")


def test_a_clock_of_few_years_counts_as_the_whole_one_and_knows_no_others(calendar):
    load_official_years(first=2007, last=2026, by=None, now=NOW)
    start = dt.datetime(2011, 9, 30, 15, 20, tzinfo=dt.UTC)
    few, whole = working_time(within=(2010, 2012)), working_time()
    assert few.explain(start, days=2) == whole.explain(start, days=2)
    assert few.worked_between(start, start + dt.timedelta(days=90)) == whole.worked_between(
        start, start + dt.timedelta(days=90)
    )
    assert few.years == (2010, 2011, 2012)
    with pytest.raises(YearNotLoaded):
        few.is_working_day(dt.date(2013, 1, 4))
