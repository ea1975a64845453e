"""What the queue does by itself."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from halls.queue import services


@shared_task(name="halls.queue.close_days", ignore_result=True)
def close_days() -> None:
    """Each hall's day ends by its own clock, so this looks often and closes what is over."""
    services.close_days(now=timezone.now())
