"""What follow-up calls do by themselves."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from complaints.callbacks.services import remind


@shared_task(name="complaints.callbacks.remind")
def remind_callers() -> None:
    remind(now=timezone.now())
