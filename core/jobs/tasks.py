"""What workers and the clock call. A message carries a job's number and nothing else (J22, J23)."""

from __future__ import annotations

from typing import Any

import structlog
from celery import current_app, shared_task
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.jobs import services
from core.jobs.models import Job
from core.jobs.progress import Progress
from core.jobs.registry import job
from core.jobs.rules import day_of

ROUTINE = "jobs.routine"

log = structlog.get_logger(__name__)


@shared_task(ignore_result=True)
def look(job_id: int | None = None) -> None:
    services.work_off(job_id)


@shared_task(ignore_result=True)
def sweep() -> None:
    services.sweep(now=timezone.now())


@shared_task(ignore_result=True)
def daily(task: str, after_hour: int = 0) -> None:
    """Leave today's run of `task` in the queue, once however often this is called (J26).

    Only a routine of the schedule, at its own hour: a forged message leaves no row (J22).
    """
    if not _is_scheduled({"task": task, "after_hour": after_hour}):
        log.warning("jobs.no_such_routine", task=str(task)[:100])
        return
    now = timezone.now()
    day = day_of(timezone.localtime(now), after_hour=after_hour)
    services.enqueue(ROUTINE, by=None, now=now, arguments={"task": task}, key=f"{task}:{day}")


def _is_scheduled(wanted: dict[str, Any]) -> bool:
    return any(
        entry["task"] == daily.name and entry.get("kwargs") == wanted
        for entry in current_app.conf.beat_schedule.values()
    )


@shared_task(name="core.jobs.forget", ignore_result=True)
def forget_jobs() -> None:
    services.forget_old_jobs(now=timezone.now())


@job(ROUTINE, title=_("Daily routine"))
def run_routine(progress: Progress, *, job: Job, task: str) -> dict[str, Any]:
    progress.step(0, 1, message=task)
    current_app.tasks[task]()
    progress.step(1, 1)
    return {"task": task}
