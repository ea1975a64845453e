"""What detection does by itself."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from complaints.detection.services import draw_sample


@shared_task(name="complaints.detection.draw")
def draw() -> None:
    """Called daily, acts on Mondays."""
    now = timezone.localtime()
    if now.weekday() == 0:
        draw_sample(now=now)
