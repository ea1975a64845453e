from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from core.jobs.choices import JobState
from core.jobs.models import Job
from core.jobs.rules import day_of
from core.jobs.services import enqueue, run_job
from core.jobs.tasks import daily

ROUTINE = "core.api.forget_old_answers"
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("local", "day"),
    [
        (dt.datetime(2011, 2, 1, 2, 59, tzinfo=SHANGHAI), dt.date(2011, 1, 31)),
        (dt.datetime(2011, 2, 1, 3, 0, tzinfo=SHANGHAI), dt.date(2011, 2, 1)),
        (dt.datetime(2011, 2, 1, 23, 59, tzinfo=SHANGHAI), dt.date(2011, 2, 1)),
    ],
)
def test_before_its_hour_the_routine_of_yesterday_is_due(local, day):
    assert day_of(local, after_hour=3) == day


@pytest.mark.django_db
def test_two_clocks_leave_one_run_a_day():
    with time_machine.travel(dt.datetime(2011, 1, 31, 4, 0, tzinfo=SHANGHAI), tick=False):
        daily(task=ROUTINE, after_hour=3)
        daily(task=ROUTINE, after_hour=3)
    assert [job.key for job in Job.objects.all()] == [f"{ROUTINE}:2011-01-31"]


@pytest.mark.django_db
def test_a_day_that_was_slept_through_is_made_up_once():
    for hour in (4, 10, 16):
        with time_machine.travel(dt.datetime(2011, 2, 3, hour, tzinfo=SHANGHAI), tick=False):
            daily(task=ROUTINE, after_hour=3)
    assert [job.key for job in Job.objects.all()] == [f"{ROUTINE}:2011-02-03"]


@pytest.mark.django_db
def test_the_routine_is_called_and_its_failure_is_kept():
    now = timezone.now()
    for task in (ROUTINE, "no.such.routine"):
        enqueue("jobs.routine", by=None, now=now, arguments={"task": task})
    works, broken = Job.objects.order_by("pk")
    run_job(works.pk)
    run_job(broken.pk)
    works.refresh_from_db()
    broken.refresh_from_db()
    assert works.state == JobState.DONE
    assert (broken.state, broken.attempts) == (JobState.QUEUED, 1)
