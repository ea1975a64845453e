"""The import's jobs. Each loads its run and calls one act; safe to run twice."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import rights
from core.imports import services
from core.imports.models import ImportRun
from core.imports.services.decisions import COUNT_JOB
from core.imports.services.running import CHECK_JOB, IMPORT_JOB
from core.imports.services.uploads import READ_JOB
from core.jobs.models import Job
from core.jobs.progress import Progress
from core.jobs.registry import job


@job(READ_JOB, title=gettext_lazy("Read a sheet"), right=rights.IMPORT_RUN)
def read(progress: Progress, *, job: Job, run: int) -> dict[str, Any]:
    progress.step(0, None, _("Reading the file"))
    services.read_upload(run=_run(run), now=timezone.now())
    return _address(run)


@job(COUNT_JOB, title=gettext_lazy("Look through a sheet's columns"), right=rights.IMPORT_RUN)
def count(progress: Progress, *, job: Job, run: int) -> dict[str, Any]:
    progress.step(0, None, _("Counting the values"))
    services.count_columns(run=_run(run), now=timezone.now())
    return _address(run)


@job(CHECK_JOB, title=gettext_lazy("Check a sheet's rows"), right=rights.IMPORT_RUN)
def check(progress: Progress, *, job: Job, run: int) -> dict[str, Any]:
    services.check_rows(run=_run(run), now=timezone.now(), tell=progress.step)
    return _address(run)


@job(IMPORT_JOB, title=gettext_lazy("Import a sheet"), right=rights.IMPORT_RUN)
def run_import(progress: Progress, *, job: Job, run: int) -> dict[str, Any]:
    services.import_rows(run=_run(run), now=timezone.now(), tell=progress.step)
    return _address(run)


def _run(pk: int) -> ImportRun:
    return ImportRun.objects.select_related("by", "file", "rows_file", "job").get(pk=pk)


def _address(run: int) -> dict[str, Any]:
    return {"address": reverse("import_run", args=[run])}
