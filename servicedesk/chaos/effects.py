"""The same piece of work done by the rules of the house, and carelessly."""

from __future__ import annotations

import time
import uuid

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from complaints.models import Complaint
from complaints.tickets.services import add_note
from core.jobs.models import Job
from core.jobs.progress import Progress
from core.jobs.registry import job
from servicedesk.chaos.models import Effect, Run

GUARDED, CARELESS, CARELESS_MANY = "chaos.guarded", "chaos.careless", "chaos.careless_many"


def _work(progress: Progress | None, seconds: float) -> None:
    steps = round(seconds * 20)
    for step in range(steps):
        time.sleep(0.05)
        if progress is not None:
            progress.step(step + 1, steps)


@job(GUARDED, title="An order by the rules")
def guarded(progress: Progress, *, job: Job, name: str, before: float, after: float) -> None:
    """The effect and its business key are one row: a second run finds it there."""
    Run.objects.create(name=name)
    _work(progress, before)
    with transaction.atomic():
        Effect.objects.get_or_create(key=name, defaults={"name": name})
    _work(progress, after)


@job(CARELESS, title="An order without a business key")
def careless(progress: Progress, *, job: Job, name: str, before: float, after: float) -> None:
    Run.objects.create(name=name)
    _work(progress, before)
    Effect.objects.create(key=uuid.uuid4().hex, name=name)
    _work(progress, after)


@job(CARELESS_MANY, title="A note for many without a result for each")
def careless_many(progress: Progress, *, job: Job) -> None:
    """As many would write it: a loop that knows nothing of what an earlier run has done."""
    for place, complaint in enumerate(Complaint.objects.order_by("pk").iterator()):
        add_note(complaint=complaint, text="口径", by=None, now=timezone.now())
        progress.step(place + 1)


@shared_task(acks_late=False, reject_on_worker_lost=False, ignore_result=True)
def naive(name: str, before: float, after: float) -> None:
    """No row: the message is all there is, acknowledged when it is taken, as Celery does by default."""
    Run.objects.create(name=name)
    _work(None, before)
    Effect.objects.create(key=uuid.uuid4().hex, name=name)
    _work(None, after)
