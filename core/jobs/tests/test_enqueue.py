from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone

from core.jobs.choices import JobState
from core.jobs.models import Job
from core.jobs.services import enqueue

NOW = dt.datetime(2011, 1, 31, 8, 0, tzinfo=dt.UTC)
pytestmark = pytest.mark.django_db


def test_it_leaves_a_waiting_row(kind):
    job = enqueue(kind(), by=None, now=NOW, arguments={"import_id": 7})
    assert (job.state, job.arguments, job.run_at, job.attempts) == (JobState.QUEUED, {"import_id": 7}, NOW, 0)


def test_it_refuses_a_kind_that_no_app_declares():
    with pytest.raises(LookupError, match="nobody knows"):
        enqueue("nobody knows", by=None, now=NOW, arguments={})


def test_it_refuses_arguments_that_are_not_plain_values(kind):
    with pytest.raises(TypeError):
        enqueue(kind(), by=None, now=NOW, arguments={"when": timezone.now})


def test_a_second_call_with_the_same_key_gives_the_first_row(kind, posted, django_capture_on_commit_callbacks):
    name = kind()
    with django_capture_on_commit_callbacks(execute=True):
        first = enqueue(name, by=None, now=NOW, arguments={}, key="months:2011-01")
        second = enqueue(name, by=None, now=NOW, arguments={}, key="months:2011-01")
    assert first.pk == second.pk
    assert posted == [first.pk]


def test_a_worker_is_told_only_after_the_commit(kind, posted, django_capture_on_commit_callbacks):
    name = kind()
    with django_capture_on_commit_callbacks(execute=True):
        job = enqueue(name, by=None, now=NOW, arguments={})
        assert posted == []
    assert posted == [job.pk]


def test_nobody_is_told_of_a_job_that_is_not_due(kind, posted, django_capture_on_commit_callbacks):
    name = kind()
    with django_capture_on_commit_callbacks(execute=True):
        enqueue(name, by=None, now=NOW, arguments={}, run_at=NOW + dt.timedelta(hours=1))
    assert posted == []


def test_a_job_of_an_act_that_was_undone_does_not_exist(kind):
    name = kind()
    with pytest.raises(RuntimeError), transaction.atomic():
        enqueue(name, by=None, now=NOW, arguments={})
        raise RuntimeError
    assert not Job.objects.exists()
