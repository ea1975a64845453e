"""What emergencies do by themselves."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from halls.rush import services


@shared_task(name="halls.rush.sweep")
def sweep() -> None:
    services.sweep(now=timezone.now())


@shared_task(name="halls.rush.ask_reviews")
def ask_reviews() -> None:
    services.ask_reviews(now=timezone.now())
