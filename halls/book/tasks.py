"""What daily books do by themselves."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from halls.book import services


@shared_task(name="halls.book.sweep")
def sweep() -> None:
    services.sweep(now=timezone.now())
