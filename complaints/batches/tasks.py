"""The nightly search for batches, and the job for whoever wants it now."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.batches.services import LOOK, propose_batches
from core.jobs.models import Job
from core.jobs.progress import Progress
from core.jobs.registry import job as job_kind
from org.access.choices import Right


@shared_task(name="complaints.batches.propose")
def propose() -> None:
    propose_batches(now=timezone.now())


@job_kind(LOOK, title=_("Look for batch complaints"), right=Right.BATCH_DECIDE)
def look(progress: Progress, *, job: Job) -> dict[str, Any]:
    found = propose_batches(now=timezone.now(), step=progress.step)
    return {"rows": found, "address": reverse("batches")}
