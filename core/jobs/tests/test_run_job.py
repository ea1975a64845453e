from __future__ import annotations

import datetime as dt
import uuid

import pytest
from structlog.contextvars import get_contextvars

from core.files.models import StoredFile
from core.jobs import rules
from core.jobs.choices import JobState
from core.jobs.models import Job
from core.jobs.progress import JobCancelled, LeaseLost
from core.jobs.services import claim_job, enqueue, run_job
from core.models import Notification
from core.refusals import Refusal
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

NOW = dt.datetime(2011, 1, 31, 8, 0, tzinfo=dt.UTC)
pytestmark = pytest.mark.django_db


def a_job(name, *, by=None, **arguments):
    return enqueue(name, by=by, now=NOW, arguments=arguments)


def run(job, *, at=NOW):
    ran = run_job(job.pk, clock=lambda: at)
    job.refresh_from_db()
    return ran


def raising(error):
    def handler(progress, *, job):
        raise error

    return handler


def test_it_hands_over_the_arguments_and_keeps_the_answer(kind):
    job = a_job(kind(lambda progress, *, job, rows: {"rows": rows, "address": "/imports/7/"}), rows=2224)
    assert run(job)
    assert (job.state, job.result["rows"], job.result_address) == (JobState.DONE, 2224, "/imports/7/")
    assert (job.finished_at, job.lease_token, job.lease_until) == (NOW, None, None)


def test_an_address_of_another_site_is_not_offered(kind):
    job = a_job(kind(lambda progress, *, job: {"address": "//evil.example"}))
    run(job)
    assert job.result_address == ""


def test_progress_and_file_are_kept_at_the_end(kind):
    def handler(progress, *, job):
        progress.step(3, 4, message="cities")
        progress.step(4)
        progress.attach(StoredFile.objects.create(path="x", name="a.xlsx", size=1, sha256="", created_at=NOW))

    job = a_job(kind(handler))
    run(job)
    assert (job.done, job.total, job.message, job.result_file.name) == (4, 4, "cities", "a.xlsx")


def test_a_job_that_is_done_is_not_run_again(kind):
    runs = []
    job = a_job(kind(lambda progress, *, job: runs.append(job.pk)))
    assert run(job)
    assert not run(job)
    assert runs == [job.pk]


def test_the_attempt_is_counted_before_the_handler_runs(kind):
    seen = []
    job = a_job(kind(lambda progress, *, job: seen.append(Job.objects.values_list("attempts", flat=True).get())))
    run(job)
    assert seen == [1]


def test_a_refusal_ends_it_in_the_words_of_the_act(kind):
    job = a_job(kind(raising(Refusal("Row 7 has no month."))))
    run(job)
    assert (job.state, job.error, job.attempts) == (JobState.FAILED, "Row 7 has no month.", 1)


def test_whoever_asked_is_told_of_a_failure(kind):
    asker = a_person(email="lin@example.cn")
    job = a_job(kind(raising(Refusal("Row 7 has no month."))), by=asker)
    run(job)
    notice = Notification.objects.get(recipient=asker)
    assert notice.address == f"/jobs/{job.pk}/"
    assert notice.params["error"] == "Row 7 has no month."


def test_an_unexpected_error_waits_and_is_tried_again(kind):
    job = a_job(kind(raising(ZeroDivisionError())))
    run(job)
    assert job.state == JobState.QUEUED
    assert NOW + rules.FIRST_WAIT / 2 <= job.run_at <= NOW + rules.FIRST_WAIT * 1.5
    assert "ZeroDivisionError" not in job.error
    assert f"job-{job.pk}-1" in job.error


def test_the_third_unexpected_error_is_the_last(kind):
    job = a_job(kind(raising(ZeroDivisionError())))
    for attempt in range(rules.MAX_ATTEMPTS):
        assert run(job, at=NOW + dt.timedelta(hours=attempt))
    assert (job.state, job.attempts) == (JobState.FAILED, 3)
    assert not run(job, at=NOW + dt.timedelta(days=1))
    assert list(Job.objects.dead()) == [job]


def test_a_kind_whose_app_has_gone_fails_in_the_end(kind):
    job = a_job(kind())
    Job.objects.update(kind="gone.with.its.app")
    for attempt in range(rules.MAX_ATTEMPTS):
        run(job, at=NOW + dt.timedelta(hours=attempt))
    assert job.state == JobState.FAILED


def test_a_handler_that_hears_of_a_cancel_leaves_the_job_cancelled(kind):
    def handler(progress, *, job):
        Job.objects.update(cancel_requested=True)
        progress.beat(NOW)
        progress.step(1)

    job = a_job(kind(handler))
    run(job)
    assert (job.state, job.finished_at) == (JobState.CANCELLED, NOW)


def test_someone_who_may_no_longer_sign_in_gets_nothing_done(kind):
    asker = a_person(is_active=False)
    runs = []
    job = a_job(kind(lambda progress, *, job: runs.append(1)), by=asker)
    run(job)
    assert (job.state, runs) == (JobState.FAILED, [])


@pytest.mark.parametrize(("role", "state"), [(Role.HANDLER, JobState.DONE), (Role.CALLER, JobState.FAILED)])
def test_the_right_is_asked_again_when_it_runs(kind, role, state):
    job = a_job(kind(right="export_run"), by=a_person(role, at=a_unit()))
    run(job)
    assert job.state == state


def test_its_records_carry_the_number_of_the_job(kind):
    seen = []
    job = a_job(kind(lambda progress, *, job: seen.append(get_contextvars()["request_id"])))
    run(job)
    assert seen == [f"job-{job.pk}-1"]


def test_the_handler_speaks_the_language_of_whoever_asked(kind):
    from django.utils import translation

    seen = []
    job = a_job(kind(lambda progress, *, job: seen.append(translation.get_language())), by=a_person(language="en"))
    run(job)
    assert seen == ["en"]


class TestClaim:
    def test_only_one_of_two_gets_it(self, kind):
        job = a_job(kind())
        assert claim_job(job.pk, now=NOW)
        assert claim_job(job.pk, now=NOW) is None

    def test_a_lease_that_ran_out_is_free_to_take(self, kind):
        job = a_job(kind())
        first = claim_job(job.pk, now=NOW)
        assert claim_job(job.pk, now=NOW + rules.LEASE) is None
        second = claim_job(job.pk, now=NOW + rules.LEASE + dt.timedelta(seconds=1))
        assert second.lease_token != first.lease_token
        assert second.attempts == 2

    def test_a_job_that_is_not_due_is_left(self, kind):
        job = enqueue(kind(), by=None, now=NOW, arguments={}, run_at=NOW + dt.timedelta(minutes=1))
        assert claim_job(job.pk, now=NOW) is None

    def test_after_three_attempts_nobody_takes_it(self, kind):
        job = a_job(kind())
        Job.objects.update(attempts=3)
        assert claim_job(job.pk, now=NOW) is None

    def test_an_unknown_number_is_no_job(self):
        assert not run_job(987654321, clock=lambda: NOW)


class TestLease:
    def test_whoever_lost_it_cannot_write_the_end(self, kind):
        def handler(progress, *, job):
            Job.objects.update(lease_token=uuid.uuid4(), message="the other one")

        job = a_job(kind(handler))
        run(job)
        assert (job.state, job.message) == (JobState.RUNNING, "the other one")

    def test_whoever_lost_it_is_stopped_at_the_next_step(self, kind):
        stopped = []

        def handler(progress, *, job):
            Job.objects.update(lease_token=uuid.uuid4())
            progress.step(1)
            progress.beat(NOW)
            try:
                progress.step(2)
            except LeaseLost:
                stopped.append(True)
                raise

        job = a_job(kind(handler))
        run(job)
        assert stopped == [True]
        assert job.done == 0

    def test_an_error_after_it_was_lost_changes_nothing(self, kind):
        def handler(progress, *, job):
            Job.objects.update(lease_token=uuid.uuid4())
            raise ZeroDivisionError

        job = a_job(kind(handler))
        run(job)
        assert (job.state, job.error) == (JobState.RUNNING, "")


class TestProgress:
    def test_a_step_writes_nothing_by_itself(self, kind, django_assert_num_queries):
        def handler(progress, *, job):
            with django_assert_num_queries(0):
                for row in range(1000):
                    progress.step(row, 1000)

        run(a_job(kind(handler)))

    def test_a_beat_shows_it_and_keeps_the_lease(self, kind):
        later = NOW + dt.timedelta(seconds=5)

        def handler(progress, *, job):
            progress.step(12, 2224, message="x" * 500)
            progress.beat(later)
            job.refresh_from_db()
            assert (job.done, job.total, job.message) == (12, 2224, "x" * 200)
            assert job.lease_until == later + rules.LEASE

        job = a_job(kind(handler))
        run(job)
        assert job.state == JobState.DONE

    def test_a_silent_handler_keeps_its_lease_too(self, kind):
        half = NOW + rules.LEASE / 2 + dt.timedelta(seconds=1)

        def handler(progress, *, job):
            progress.beat(half)
            job.refresh_from_db()
            assert job.lease_until == half + rules.LEASE

        job = a_job(kind(handler))
        run(job)
        assert job.state == JobState.DONE

    def test_a_cancelled_step_raises_again_and_again(self, kind):
        count = []

        def handler(progress, *, job):
            Job.objects.update(cancel_requested=True)
            progress.beat(NOW)
            for _again in range(2):
                with pytest.raises(JobCancelled):
                    progress.step(1)
                count.append(1)

        run(a_job(kind(handler)))
        assert len(count) == 2
