"""What promises do by themselves."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from complaints.promises.services import remind


@shared_task(name="complaints.promises.remind")
def remind_owners() -> None:
    remind(now=timezone.now())
