"""What the gates do by themselves."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from complaints.gates.services import remind_reviewers


@shared_task(name="complaints.gates.remind")
def remind() -> None:
    remind_reviewers(now=timezone.now())
