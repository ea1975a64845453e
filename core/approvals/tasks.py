"""What approvals do by themselves."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from core.approvals.services import remind


@shared_task(name="core.approvals.remind")
def remind_approvers() -> None:
    remind(now=timezone.now())
