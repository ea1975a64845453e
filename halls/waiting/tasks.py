"""What the counts of waits do by themselves."""

from __future__ import annotations

import datetime as dt

from celery import shared_task
from django.utils import timezone

from core.periods.rules import Month
from halls.premises.models import Premises
from halls.waiting import services

MONTHS_BACK = 2
"""This month and the last one: sheets of earlier months come seldom, and what they change is forgotten at once."""


@shared_task(name="halls.waiting.keep_days", ignore_result=True)
def keep_days() -> None:
    """Each night: days that are over are counted and kept, and those that changed since are counted again."""
    now = timezone.now()
    today = timezone.localdate(now)
    first = Month.of(today).plus(1 - MONTHS_BACK).first_day
    halls = list(Premises.objects.select_related("unit").order_by("pk"))
    services.refresh_differing(halls=halls, first=first, last=today - dt.timedelta(days=1), now=now)
