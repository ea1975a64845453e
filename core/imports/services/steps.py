"""Moving a run from step to step: changed by what was looked at, or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.files.services import path_of
from core.imports.choices import ImportState
from core.imports.models import ImportRun
from core.imports.plan import Plan, plan_of
from core.imports.registry import kind_of
from core.imports.services.refusals import OutOfStep
from core.jobs.choices import JobState

EDITABLE = (ImportState.UPLOADED, ImportState.READ, ImportState.MAPPED, ImportState.CHECKED, ImportState.REFUSED)
WITH_ROWS = (ImportState.READ, ImportState.MAPPED, ImportState.CHECKED)
AT_WORK = (ImportState.CHECKING, ImportState.RUNNING)
JOB_STOPPED = (JobState.FAILED, JobState.CANCELLED)


def move(run: ImportRun, *, to: ImportState, allowed: Iterable[ImportState], **values: Any) -> ImportRun:
    """Sets state and values if the run is still in an allowed state. Raises OutOfStep otherwise."""
    if not ImportRun.objects.filter(pk=run.pk, state__in=list(allowed)).update(state=to, **values):
        raise OutOfStep(_("This import has moved on in the meantime. Open it again."))
    for name, value in {"state": to, **values}.items():
        setattr(run, name, value)
    return run


def and_stopped(run: ImportRun, allowed: Iterable[ImportState]) -> list[ImportState]:
    """The allowed states, and the one in which a failed or cancelled job has left the run."""
    stopped = run.state in AT_WORK and run.job is not None and run.job.state in JOB_STOPPED
    return [*allowed, ImportState(run.state)] if stopped else list(allowed)


def staged_path(run: ImportRun) -> Path:
    """Where the staged rows lie. Raises OutOfStep when they are gone."""
    path = path_of(run.rows_file) if run.rows_file else None
    if path is None or not path.exists():
        raise OutOfStep(_("What was read of this file is no longer kept. Upload it again."))
    return path


def plan_of_run(run: ImportRun) -> Plan:
    """What was decided so far. Raises OutOfStep before the file was read."""
    if "sheet" not in run.findings:
        raise OutOfStep(_("This file has not been read yet."))
    return plan_of(kind_of(run.kind), run.options, run.findings["sheet"])
