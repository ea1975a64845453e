"""Long exports."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.exports.services import KIND, Wish, count_of, keep_export, permitted
from core.jobs.models import Job
from core.jobs.progress import Progress
from core.jobs.registry import job as job_kind
from core.rights import EXPORT_RUN


@job_kind(KIND, title=_("Export"), right=EXPORT_RUN)
def run_export(progress: Progress, *, job: Job, **arguments: Any) -> dict[str, Any]:
    wish = Wish(**arguments)
    paths = job.by.paths_for(permitted(wish, person=job.by).right)  # type: ignore[union-attr]
    total = count_of(wish, person=job.by)
    stored = keep_export(wish, by=job.by, now=timezone.now(), step=lambda done: progress.step(done, max(done, total)))
    return {"file": stored.pk, "address": reverse("export_file", args=[job.pk]), "paths": paths}
