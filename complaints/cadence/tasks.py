"""The morning's round over the sheets, and the job that makes one."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.cadence.choices import SheetKind
from complaints.cadence.models import Sheet
from complaints.cadence.rules import span_from
from complaints.cadence.services import MAKE, CannotMake, leave_due, make_sheet
from core.jobs.models import Job
from core.jobs.progress import Progress
from core.jobs.registry import job as job_kind
from org.access.choices import Right
from org.units.models import Unit


@shared_task(name="complaints.cadence.make")
def make() -> None:
    leave_due(now=timezone.now())


@job_kind(MAKE, title=_("Make a sheet of the cadence"), right=Right.INDICATOR_COMPUTE)
def make_one(progress: Progress, *, job: Job, kind: str, unit: int, period: str, anew: bool) -> dict[str, Any]:
    """By itself it makes one sheet however often it runs; asked for by hand it makes another version, once."""
    span, place = span_from(SheetKind(kind), period), Unit.objects.get(pk=unit)
    if job.by is not None and not job.by.may(Right.INDICATOR_COMPUTE, at=place):
        raise CannotMake(_("You may not have sheets of this unit made any more."))
    mine = Sheet.objects.filter(kind=kind, unit=place, period=period, made_by=job.by, made_at__gte=job.created_at)
    sheet = make_sheet(unit=place, span=span, by=job.by, now=timezone.now(), anew=anew and not mine.exists())
    progress.step(1, 1)
    return {"sheet": sheet.pk, "address": reverse("cadence_sheet", args=[sheet.pk])}
