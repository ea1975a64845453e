"""What lies ready at seven: on a Monday, on a holiday, after a machine slept; once, whoever else makes it."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from celery import current_app
from django.urls import reverse

from complaints.cadence import rules
from complaints.cadence.choices import SheetKind
from complaints.cadence.models import Sheet
from complaints.cadence.services import leave_due, make_sheet, making
from complaints.cadence.tasks import make
from complaints.tests.factories import A_MONDAY, a_complaint
from complaints.tickets.rules import BRANCH_TIME
from core.jobs.models import Job
from core.jobs.services import run_job
from core.jobs.tasks import daily
from core.notifications.models import Notification
from core.tests.writers import alone, at_once
from org.calendar.services import load_official_years, set_up_default_calendar
from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from org.units.choices import UnitKind
from org.units.models import Unit

MONDAY = dt.datetime(2011, 1, 24, 7, 0, tzinfo=BRANCH_TIME)
A_HOLIDAY_MONDAY = dt.datetime(2011, 10, 3, 7, 0, tzinfo=BRANCH_TIME)
"""In the week of the National Day: nobody works before the 8th."""


def run_all() -> None:
    for pk in Job.objects.filter(kind=making.MAKE, state="queued").values_list("pk", flat=True):
        run_job(pk)


def at(moment: dt.datetime) -> list[tuple[str, str, str]]:
    """What is made at a moment: kind, unit and period of every new sheet."""
    before = set(Sheet.objects.values_list("pk", flat=True))
    with time_machine.travel(moment, tick=False):
        make()
        run_all()
    new = Sheet.objects.exclude(pk__in=before).order_by("kind", "unit_path", "period")
    return list(new.values_list("kind", "unit__name", "period"))


@pytest.fixture
def branch(db):
    set_up_default_calendar(by=None, now=A_MONDAY)
    load_official_years(first=2010, last=2012, by=None, now=A_MONDAY)
    return a_unit()


def test_on_a_monday_at_seven_the_week_lies_ready_and_on_tuesday_only_the_day(branch):
    a_unit("城区", kind=UnitKind.BUREAU, under=branch)
    a_unit("桂花厅", kind=UnitKind.HALL, under=branch)
    made = at(MONDAY)
    assert [one for one in made if one[0] == "weekly"] == [
        ("weekly", "富阳分公司", "2011-W03"),
        ("weekly", "城区", "2011-W03"),
    ]
    assert [one[1:] for one in made if one[0] == "problems"] == [("城区", "2011-W03")]
    assert [period for kind, unit, period in made if (kind, unit) == ("daily", "城区")] == [
        "2011-01-21", "2011-01-22", "2011-01-23",
    ]  # fmt: skip
    assert {period for kind, _unit, period in made if kind in ("monthly", "quality")} == {"2010-12"}
    assert {one[0] for one in at(MONDAY + dt.timedelta(days=1))} == {"daily"}


def test_a_monday_that_the_machine_slept_through_is_made_up_for_once(branch):
    at(MONDAY - dt.timedelta(days=7))
    wednesday = MONDAY + dt.timedelta(days=2, hours=9)
    assert [one[2] for one in at(wednesday) if one[0] == "weekly"] == ["2011-W03"]
    assert at(wednesday + dt.timedelta(minutes=10)) == []


def test_before_seven_it_is_still_yesterday(branch):
    made = at(MONDAY - dt.timedelta(minutes=1))
    assert {period for kind, _unit, period in made if kind == "weekly"} == {"2011-W02"}


def test_a_holiday_has_its_sheet_and_the_meeting_waits_for_the_first_working_day(branch):
    made = at(A_HOLIDAY_MONDAY)
    assert ("weekly", "富阳分公司", "2011-W39") in made
    assert Sheet.objects.get(kind="weekly").content["facts"]["meeting_on"] == "2011-10-08"
    assert ("daily", "富阳分公司", "2011-10-02") in made


def test_in_a_year_that_is_not_loaded_the_day_of_the_meeting_is_left_open(branch):
    at(dt.datetime(2013, 1, 7, 7, 0, tzinfo=BRANCH_TIME))
    assert Sheet.objects.get(kind="weekly").content["facts"]["meeting_on"] == ""


def test_the_schedule_leaves_the_round_once_a_day_after_seven(branch):
    entry = current_app.conf.beat_schedule["make sheets"]
    assert entry["kwargs"] == {"task": "complaints.cadence.make", "after_hour": 7}
    with time_machine.travel(MONDAY, tick=False):
        daily(**entry["kwargs"])
        daily(**entry["kwargs"])
    assert Job.objects.filter(arguments__task="complaints.cadence.make").count() == 1


def test_leaving_twice_leaves_each_job_once_and_a_job_run_twice_makes_one_sheet(branch):
    with time_machine.travel(MONDAY, tick=False):
        leave_due(now=MONDAY)
        count = Job.objects.count()
        leave_due(now=MONDAY)
        assert Job.objects.count() == count
        run_all()
        Job.objects.update(state="queued", attempts=0, lease_until=None)
        run_all()
    assert Sheet.objects.filter(version__gt=1).count() == 0
    assert Sheet.objects.count() == count


def test_the_head_of_the_department_hears_of_problems_and_nobody_of_none(branch):
    city = a_unit("城区", kind=UnitKind.BUREAU, under=branch)
    calm = a_unit("新登", kind=UnitKind.BUREAU, under=branch)
    head = a_person(Role.DISTRICT_MANAGER, at=city)
    a_person(Role.DISTRICT_MANAGER, at=calm)
    complaint = a_complaint(at=city)
    type(complaint).objects.update(error_side="own", error_unit=city, error_path=city.path)
    at(MONDAY)
    told = Notification.objects.filter(kind="sheet.problems")
    assert [one.recipient for one in told] == [head]
    assert told[0].address == reverse("cadence_sheet", args=[Sheet.objects.get(kind="problems", unit=city).pk])


class TestTwoAtOnce:
    pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("several_writers")]

    @staticmethod
    def _made() -> list[int]:
        return list(Sheet.objects.order_by("version").values_list("version", flat=True))

    @staticmethod
    def _make() -> int:
        span = rules.span_on(SheetKind.WEEKLY, A_MONDAY.date())
        return make_sheet(unit=Unit.objects.get(), span=span, by=None, now=MONDAY).pk

    def test_two_workers_make_one_sheet_and_both_have_it(self):
        alone(a_unit)
        came = at_once(self._make, self._make)
        assert came[0] == came[1]
        assert alone(self._made) == [1]

    def test_without_the_version_that_was_read_each_would_keep_its_own(self, monkeypatch):
        alone(a_unit)
        keep = making._kept

        def with_the_next_free(draft, unit, span, *, version, **more):
            free = Sheet.objects.filter(unit=unit, period=span.words).count() + 1
            return keep(draft, unit, span, version=free, **more)

        monkeypatch.setattr(making, "_latest", lambda _unit, _span: None)
        monkeypatch.setattr(making, "_kept", with_the_next_free)
        for _worker in range(2):
            assert isinstance(at_once(self._make)[0], int)
        assert alone(self._made) == [1, 2]
