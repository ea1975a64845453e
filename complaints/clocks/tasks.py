"""What clocks do by themselves."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from complaints.clocks.services import resume_due, take_up, warn


@shared_task(name="complaints.clocks.sweep")
def sweep() -> None:
    """Pauses that end as agreed, tickets from sheets that are nearly due, warnings; each is safe to run twice."""
    now = timezone.now()
    resume_due(now=now)
    take_up(now=now)
    warn(now=now)
