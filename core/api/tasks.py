"""What the API does by itself."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from core.api.idempotency import forget_old_answers


@shared_task(name="core.api.forget_old_answers")
def forget_answers() -> None:
    forget_old_answers(now=timezone.now())
