"""What presence does by itself."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from core.presence import services


@shared_task(name="core.presence.forget", ignore_result=True)
def forget() -> None:
    services.forget_gone(now=timezone.now())
