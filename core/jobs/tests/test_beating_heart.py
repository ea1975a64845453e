"""With real commits: what others see while a handler runs."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from django.db import connection, transaction
from django.utils import timezone

from core.jobs import rules
from core.jobs.choices import JobState
from core.jobs.models import Job
from core.jobs.services import enqueue, run_job

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def quick_heart(monkeypatch):
    monkeypatch.setattr(rules, "BEAT_SECONDS", 0.02)


def test_steps_are_seen_from_outside_while_it_runs(kind):
    seen = []

    def handler(progress, *, job):
        progress.step(5, 10)
        for _wait in range(200):
            time.sleep(0.02)
            if Job.objects.filter(pk=job.pk, done=5, total=10).exists():
                seen.append(5)
                break

    job = enqueue(kind(handler), by=None, now=timezone.now(), arguments={})
    run_job(job.pk)
    assert seen == [5]


def test_a_cancel_reaches_a_running_handler(kind):
    def handler(progress, *, job):
        Job.objects.filter(pk=job.pk).update(cancel_requested=True)
        for step in range(500):
            progress.step(step)
            time.sleep(0.02)

    job = enqueue(kind(handler), by=None, now=timezone.now(), arguments={})
    run_job(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_a_handler_that_breaks_off_undoes_its_own_transaction_only(kind):
    def handler(progress, *, job):
        with transaction.atomic():
            Job.objects.create(kind="left behind", created_at=timezone.now(), run_at=timezone.now())
            raise ZeroDivisionError

    job = enqueue(kind(handler), by=None, now=timezone.now(), arguments={})
    run_job(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.QUEUED
    assert not Job.objects.filter(kind="left behind").exists()


def test_inside_an_open_transaction_there_is_no_heart(kind):
    now = dt.datetime(2011, 1, 31, tzinfo=dt.UTC)
    with transaction.atomic():
        job = enqueue(kind(lambda progress, *, job: time.sleep(0.1)), by=None, now=now, arguments={})
        run_job(job.pk, clock=lambda: now)
        assert connection.in_atomic_block
    job.refresh_from_db()
    assert job.state == JobState.DONE
