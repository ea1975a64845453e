"""What workers and the clock call; the only place from where anything leaves."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.jobs.models import Job
from core.jobs.progress import Progress
from core.jobs.registry import job
from core.webhooks import services
from core.webhooks.services.publishing import SEND


@job(SEND, title=_("Webhook"))
def send(progress: Progress, *, job: Job, delivery_id: int, turn: int) -> dict[str, Any]:
    progress.step(0, 1)
    made = services.attempt(delivery_id=delivery_id, turn=turn)
    progress.step(1, 1)
    return {"attempt": made.number, "status": made.status, "failure": made.failure} if made else {}


@shared_task(name="core.webhooks.go_on", ignore_result=True)
def go_on() -> None:
    services.give_up_and_go_on(now=timezone.now())


@shared_task(name="core.webhooks.forget_old", ignore_result=True)
def forget_old() -> None:
    services.forget_old(now=timezone.now())
