"""What the tallies do by themselves."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from complaints.counters import services


@shared_task(name="complaints.counters.fold", ignore_result=True)
def fold() -> None:
    services.fold(now=timezone.now())


@shared_task(name="complaints.counters.recount", ignore_result=True)
def recount() -> None:
    """Each night; a difference is repaired, and stands in the log and on the audit trail."""
    services.repair(by=None, now=timezone.now())
