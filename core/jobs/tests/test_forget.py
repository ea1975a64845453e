from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from core.audit.models import AuditEntry
from core.audit.services import record
from core.files.models import StoredFile
from core.files.services import prune_orphans
from core.imports.models import ImportRun
from core.jobs import services
from core.jobs.choices import JobState
from core.jobs.models import Job
from core.jobs.services import forget_old_jobs
from org.tests.factories import a_person

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def a_job(state: JobState = JobState.DONE, *, days: int = 91, **more: object) -> Job:
    at = NOW - dt.timedelta(days=days)
    ended = None if state in {JobState.QUEUED, JobState.RUNNING} else at
    return Job.objects.create(kind="test", state=state, created_at=at, run_at=at, finished_at=ended, **more)


@pytest.mark.parametrize("state", [JobState.DONE, JobState.FAILED, JobState.CANCELLED])
def test_what_ended_long_ago_is_forgotten_and_the_trail_stays(state):
    record("job.retried", by=None, now=NOW, about=a_job(state), data={"kind": "test"})
    assert forget_old_jobs(now=NOW) == 1
    assert not Job.objects.exists()
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize(("state", "days"), [(JobState.DONE, 89), (JobState.QUEUED, 400), (JobState.RUNNING, 400)])
def test_what_is_recent_or_not_at_its_end_stays(state, days):
    a_job(state, days=days)
    assert forget_old_jobs(now=NOW) == 0


def test_the_setting_says_how_long(settings):
    settings.JOB_KEEP_DAYS = 30
    a_job(days=31)
    a_job(days=29)
    assert forget_old_jobs(now=NOW) == 1


def test_many_go_some_at_a_time(monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(services, "FORGOTTEN_AT_ONCE", 4)
    for _job in range(10):
        a_job()
    with django_assert_max_num_queries(60):
        assert forget_old_jobs(now=NOW) == 10


def test_a_result_file_goes_when_files_go():
    lasting = StoredFile.objects.create(path="a", name="a", size=1, sha256="", created_at=NOW)
    week = NOW + dt.timedelta(days=7)
    dated = StoredFile.objects.create(path="b", name="b", size=1, sha256="", created_at=NOW, expires_at=week)
    a_job(result_file=lasting)
    a_job(result_file=dated)
    forget_old_jobs(now=NOW)
    prune_orphans(now=NOW + dt.timedelta(minutes=1))
    assert list(StoredFile.objects.all()) == [dated]


def test_a_failed_job_stays_while_an_import_waits_on_it():
    failed, done = a_job(JobState.FAILED), a_job()
    file = StoredFile.objects.create(path="a", name="a", size=1, sha256="", created_at=NOW)
    for job in (failed, done):
        ImportRun.objects.create(kind="x", file=file, job=job, by=a_person(), created_at=NOW)
    forget_old_jobs(now=NOW)
    assert list(Job.objects.all()) == [failed]
