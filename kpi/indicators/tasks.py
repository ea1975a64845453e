"""Months computed in the background: when asked for, and every night."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from celery import shared_task
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.jobs.registry import job as job_kind
from core.periods.rules import Month
from core.periods.rules import month as read_month
from kpi.indicators.choices import COMPUTE_MONTH
from kpi.indicators.services import compute_month, request_month
from org.access.choices import Right
from org.units.models import Unit

if TYPE_CHECKING:
    from core.jobs.models import Job
    from core.jobs.progress import Progress

MONTHS_STILL_MOVING = 2
"""This month and the last one: tickets of earlier months hardly change, and their page says if they do."""


@job_kind(COMPUTE_MONTH, title=_("Compute a month's figures"), right=Right.INDICATOR_COMPUTE)
def compute(progress: Progress, *, job: Job, month: str, unit: int) -> dict[str, Any]:
    top = Unit.objects.get(pk=unit)
    done = compute_month(unit=top, month=read_month(month), now=timezone.now(), job=job, step=progress.step)
    address = f"{reverse('month_report', args=[month])}?unit={top.code}"
    return {"units": done.units, "values": done.values, "address": address}


@shared_task
def compute_last_months() -> None:
    this_month = Month.of(timezone.localdate())
    for unit in Unit.objects.roots():
        for back in range(MONTHS_STILL_MOVING):
            request_month(unit=unit, month=this_month.plus(-back), by=None, now=timezone.now())
