"""The job behind acts on many tickets: a large trial run, and the act itself."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.bulk.models import BulkAct
from complaints.bulk.services import WORK, carry_out, look_over
from core.jobs.models import Job
from core.jobs.progress import Progress
from core.jobs.registry import job as job_kind


@job_kind(WORK, title=_("Act on many tickets"))
def work(progress: Progress, *, job: Job, bulk: int) -> dict[str, Any]:
    """Whoever asked must still hold the act's own right: carry_out asks for it, and again for each ticket.

    The job of a large trial run never does the act, however late it comes: that is the confirmed one's, which
    can be stopped.
    """
    found = BulkAct.objects.get(pk=bulk)
    now = timezone.now()
    look_over(bulk=found, now=now, step=progress.step)
    if found.confirmed_at and found.job_id == job.pk:
        carry_out(bulk=found, now=now, step=progress.step)
    return {"bulk": found.pk, "address": found.get_absolute_url()}
