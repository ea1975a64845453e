"""What corrective actions do by themselves."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from improvement.actions.services import remind_owners


@shared_task(name="improvement.actions.remind")
def remind() -> None:
    remind_owners(now=timezone.now())
