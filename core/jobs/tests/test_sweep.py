from __future__ import annotations

import datetime as dt

import pytest

from core.jobs import rules
from core.jobs.choices import JobState
from core.jobs.models import Job
from core.jobs.selectors import vital_signs
from core.jobs.services import LOOKS_A_SWEEP, claim_job, enqueue, sweep, work_off
from core.models import Notification
from org.tests.factories import a_person

NOW = dt.datetime(2011, 1, 31, 8, 0, tzinfo=dt.UTC)
LATER = NOW + rules.LEASE + dt.timedelta(seconds=1)
pytestmark = pytest.mark.django_db


def jobs_of(name, count, **more):
    return [enqueue(name, by=None, now=NOW, arguments={}, **more) for _number in range(count)]


def test_it_sends_someone_to_what_is_due(kind, posted):
    jobs_of(kind(), 2)
    assert sweep(now=NOW) == 2
    assert posted == [None, None]


def test_a_long_queue_does_not_flood_the_broker(kind, posted):
    jobs_of(kind(), 40)
    assert sweep(now=NOW) == 40
    assert len(posted) == LOOKS_A_SWEEP


def test_it_finds_a_job_whose_worker_fell_silent(kind, posted):
    (job,) = jobs_of(kind(), 1)
    claim_job(job.pk, now=NOW)
    assert sweep(now=NOW) == 0
    assert sweep(now=LATER) == 1
    assert posted == [None]


def test_it_buries_a_job_that_killed_its_worker_three_times(kind):
    asker = a_person()
    job = enqueue(kind(), by=asker, now=NOW, arguments={})
    now = NOW
    for _attempt in range(rules.MAX_ATTEMPTS):
        assert claim_job(job.pk, now=now)
        now += rules.LEASE + dt.timedelta(seconds=1)
    assert sweep(now=now) == 0
    job.refresh_from_db()
    assert (job.state, job.finished_at, job.attempts) == (JobState.FAILED, now, 3)
    assert job.error
    assert Notification.objects.filter(recipient=asker).count() == 1
    assert vital_signs(now).dead_count == 1


def test_it_ends_a_cancelled_job_whose_worker_fell_silent(kind):
    (job,) = jobs_of(kind(), 1)
    claim_job(job.pk, now=NOW)
    Job.objects.update(cancel_requested=True)
    sweep(now=LATER)
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_one_look_works_off_the_whole_queue(kind):
    runs = []
    jobs = jobs_of(kind(lambda progress, *, job: runs.append(job.pk)), 3)
    assert work_off(jobs[1].pk, clock=lambda: NOW) == 3
    assert runs == [jobs[1].pk, jobs[0].pk, jobs[2].pk]


def test_a_look_goes_home_after_a_while_and_leaves_the_rest(kind):
    moments = iter(NOW + dt.timedelta(seconds=12 * step) for step in range(100))
    jobs_of(kind(), 50)
    count = work_off(None, clock=lambda: next(moments))
    assert 0 < count < 50


def test_a_look_at_a_job_that_is_taken_does_nothing(kind):
    (job,) = jobs_of(kind(), 1)
    claim_job(job.pk, now=NOW)
    assert work_off(job.pk, clock=lambda: NOW) == 0


class TestVitalSigns:
    def test_an_idle_house_waits_for_nothing(self):
        signs = vital_signs(NOW)
        assert (signs.oldest_waiting_seconds, signs.last_sweep_at, signs.sweep_age_seconds) == (0, None, None)

    def test_the_oldest_waiting_job_is_counted_from_when_it_was_due(self, kind):
        jobs_of(kind(), 1, run_at=NOW + dt.timedelta(seconds=30))
        assert vital_signs(NOW).waiting_count == 0
        assert vital_signs(NOW + dt.timedelta(seconds=50)).oldest_waiting_seconds == 20

    def test_a_stopped_clock_shows(self):
        sweep(now=NOW)
        assert vital_signs(NOW + dt.timedelta(minutes=5)).sweep_age_seconds == 300
