"""What stationing does by itself."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from halls.stationing.services import remind


@shared_task(name="halls.stationing.remind")
def remind_owners() -> None:
    remind(now=timezone.now())
