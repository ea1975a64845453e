"""How the queue is doing, in a few figures for the health check and the ops page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Min

from core.jobs.choices import JobState
from core.jobs.models import Heartbeat, Job, JobQuerySet

SWEEP = "sweep"


@dataclass(frozen=True)
class VitalSigns:
    """`oldest_waiting_seconds` counts from when the oldest waiting job was due; 0 when none waits.

    `sweep_age_seconds` is None until the first sweep of all.
    """

    waiting_count: int
    running_count: int
    dead_count: int
    oldest_waiting_seconds: float
    last_sweep_at: dt.datetime | None
    sweep_age_seconds: float | None


def vital_signs(now: dt.datetime) -> VitalSigns:
    """The state of the queue at `now`."""
    due = Job.objects.filter(state=JobState.QUEUED, run_at__lte=now)
    oldest = due.aggregate(oldest=Min("run_at"))["oldest"]
    last = Heartbeat.objects.filter(name=SWEEP).values_list("at", flat=True).first()
    return VitalSigns(
        waiting_count=due.count(),
        running_count=Job.objects.filter(state=JobState.RUNNING).count(),
        dead_count=Job.objects.dead().count(),
        oldest_waiting_seconds=(now - oldest).total_seconds() if oldest else 0.0,
        last_sweep_at=last,
        sweep_age_seconds=(now - last).total_seconds() if last else None,
    )


@dataclass(frozen=True)
class JobPage:
    """`older` is the place to go on from, None on the last page."""

    jobs: list[Job]
    older: int | None


def newest_jobs(jobs: JobQuerySet, *, before: int | None, size: int = 50) -> JobPage:
    """A page of `jobs`, newest first, of those older than number `before`."""
    rows = jobs.select_related("by", "result_file").order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: size + 1])
    return JobPage(jobs=found[:size], older=found[size - 1].pk if len(found) > size else None)
