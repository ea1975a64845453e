from __future__ import annotations

import datetime as dt

import pytest

from core.audit.registry import sentence_of
from core.jobs.choices import JobState
from core.jobs.models import Job
from core.jobs.services import CannotCancel, CannotRetry, cancel_job, claim_job, enqueue, retry_job, run_job
from core.models import AuditEntry
from org.tests.factories import a_person

NOW = dt.datetime(2011, 1, 31, 8, 0, tzinfo=dt.UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def lin():
    return a_person(name="林晓")


@pytest.fixture
def job(kind, lin):
    return enqueue(kind(), by=lin, now=NOW, arguments={})


def test_a_waiting_job_is_cancelled_at_once(job, lin):
    cancelled = cancel_job(job=job, by=lin, now=NOW)
    assert (cancelled.state, cancelled.finished_at) == (JobState.CANCELLED, NOW)
    assert not run_job(job.pk, clock=lambda: NOW)


def test_a_running_job_is_asked_to_stop(job, lin):
    claim_job(job.pk, now=NOW)
    asked = cancel_job(job=job, by=lin, now=NOW)
    assert (asked.state, asked.cancel_requested) == (JobState.RUNNING, True)


def test_a_job_that_has_ended_cannot_be_cancelled(job, lin):
    run_job(job.pk, clock=lambda: NOW)
    with pytest.raises(CannotCancel):
        cancel_job(job=job, by=lin, now=NOW)


def test_a_failed_job_starts_afresh(job, lin, posted, django_capture_on_commit_callbacks):
    Job.objects.update(state=JobState.FAILED, attempts=3, error="no", done=5, finished_at=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        again = retry_job(job=job, by=lin, now=NOW)
    assert (again.state, again.attempts, again.error, again.done) == (JobState.QUEUED, 0, "", 0)
    assert posted == [job.pk]


def test_a_cancelled_job_may_be_started_again(job, lin):
    cancel_job(job=job, by=lin, now=NOW)
    retry_job(job=job, by=lin, now=NOW)
    assert run_job(job.pk, clock=lambda: NOW)


@pytest.mark.parametrize("state", [JobState.QUEUED, JobState.RUNNING, JobState.DONE])
def test_only_a_job_that_failed_or_was_cancelled_may_be_started_again(job, lin, state):
    Job.objects.update(state=state)
    with pytest.raises(CannotRetry):
        retry_job(job=job, by=lin, now=NOW)


def test_both_acts_are_on_record(job, lin):
    cancel_job(job=job, by=lin, now=NOW)
    retry_job(job=job, by=lin, now=NOW)
    verbs = AuditEntry.objects.about(job).in_order().values_list("verb", "by_id")
    assert list(verbs) == [("job.cancelled", lin.pk), ("job.retried", lin.pk)]
    assert not {"job.cancelled", "job.retried"} & {sentence_of(verb) for verb, _by in verbs}
