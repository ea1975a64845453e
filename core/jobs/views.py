"""Jobs as their owner sees them. Somebody else's does not exist (J27)."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.files.views import answer_with
from core.http import SignedInRequest
from core.jobs.choices import JobState
from core.jobs.forms import JobFilter
from core.jobs.models import Job
from core.jobs.registry import kind_of
from core.jobs.selectors import newest_jobs
from core.jobs.services import CannotCancel, CannotRetry, cancel_job, retry_job
from core.refusals import Refusal
from core.rights import JOB_READ_ALL, SYSTEM_MANAGE, require


@require_safe
def jobs(request: SignedInRequest) -> HttpResponse:
    chosen = JobFilter(request.GET)
    chosen.is_valid()
    state = chosen.cleaned_data.get("state", "")
    mine = Job.objects.visible_to(request.user).of_state(state)
    page = newest_jobs(mine, before=chosen.cleaned_data.get("before"))
    context = {"page": page, "states": JobState, "state": state, "sees_all": request.user.may(JOB_READ_ALL)}
    return render(request, "core/jobs/jobs.html", context)


@require_safe
def job(request: SignedInRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(Job.objects.visible_to(request.user).select_related("by", "result_file"), pk=pk)
    return _page(request, shown)


@require_safe
def job_progress(request: SignedInRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(Job.objects.visible_to(request.user).select_related("by", "result_file"), pk=pk)
    context = {"job": shown, "can_act": _may_act(request, shown)}
    response = render(request, "core/jobs/_progress.html", context)
    if not shown.is_active:
        response["HX-Trigger"] = "job-ended"
    return response


@require_POST
def job_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    if shown.by_id != request.user.pk:
        require(request, SYSTEM_MANAGE)
    try:
        cancel_job(job=shown, by=request.user, now=timezone.now())
    except CannotCancel as refusal:
        return _page(request, shown, refusal=refusal)
    return redirect(shown)


@require_POST
def job_retry(request: SignedInRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    if shown.by_id != request.user.pk:
        require(request, SYSTEM_MANAGE)
    try:
        retry_job(job=shown, by=request.user, now=timezone.now())
    except CannotRetry as refusal:
        return _page(request, shown, refusal=refusal)
    return redirect(shown)


@require_safe
def job_file(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The file was made within the right and scope of whoever asked, so only that person may have it (N13)."""
    shown = get_object_or_404(Job.objects.visible_to(request.user).select_related("result_file"), pk=pk)
    if shown.by_id != request.user.pk:
        raise PermissionDenied
    try:
        right = kind_of(shown.kind).right
    except LookupError:
        raise Http404 from None
    if right:
        require(request, right)
    if shown.result_file is None:
        raise Http404
    return answer_with(shown.result_file)


def _page(request: SignedInRequest, shown: Job, *, refusal: Refusal | None = None) -> HttpResponse:
    context = {"job": shown, "can_act": _may_act(request, shown), "refusal": refusal}
    return render(request, "core/jobs/job.html", context, status=409 if refusal else 200)


def _may_act(request: SignedInRequest, shown: Job) -> bool:
    return shown.by_id == request.user.pk or request.user.may(SYSTEM_MANAGE)
