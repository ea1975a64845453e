from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from core.notifications import services


@shared_task(ignore_result=True)
def deliver() -> None:
    services.deliver(now=timezone.now())
