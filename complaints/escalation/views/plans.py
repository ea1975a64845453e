"""Plans: the two lines as they are, a copy to work on, its trial and its publication."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints.escalation import services
from complaints.escalation.choices import Line
from complaints.escalation.forms import NameForm, RemoveForm, RungForm, TrialForm
from complaints.escalation.models import EscalationPlan, Rung
from complaints.escalation.presenter import levels_of, trial_page
from core.http import SignedInRequest
from core.jobs.models import Job
from core.refusals import Refusal
from core.rights import require
from core.versions import ChangedMeanwhile, stands_now
from org.access.choices import Right

DOOR = ["GET", "HEAD", "POST"]


def _in_scope(request: SignedInRequest, pk: int) -> EscalationPlan:
    require(request, Right.COMPLAINT_VIEW)
    return get_object_or_404(EscalationPlan.objects.visible_to(request.user), pk=pk)


def _rung(request: SignedInRequest, pk: int, rung: int) -> Rung:
    require(request, Right.ESCALATION_EDIT)
    return get_object_or_404(_in_scope(request, pk).rungs.select_related("plan"), pk=rung)


@require_safe
def plans(request: SignedInRequest) -> HttpResponse:
    """Both lines side by side, and what is being worked on."""
    require(request, Right.COMPLAINT_VIEW)
    rows = EscalationPlan.objects.visible_to(request.user).select_related("made_by")
    live = list(rows.live().prefetch_related("rungs"))
    may_edit = request.user.may(Right.ESCALATION_EDIT)
    context = {
        "lines": [(plan, levels_of(plan)) for plan in live],
        "missing": len(live) < len(Line),
        "drafts": rows.drafts() if may_edit else [],
        "former": rows.filter(live_until__isnull=False)[:20],
        "may_edit": may_edit,
    }
    return render(request, "complaints/escalation/plans.html", context)


@require_POST
def plant(request: SignedInRequest) -> HttpResponse:
    """Put the source's own plans in force where a line has none."""
    require(request, Right.ESCALATION_EDIT)
    services.plant_plans(by=request.user, now=timezone.now())
    return redirect("escalation_plans")


@require_safe
def plan(request: SignedInRequest, pk: int) -> HttpResponse:
    return _page(request, _in_scope(request, pk))


@require_http_methods(DOOR)
def copy(request: SignedInRequest, pk: int) -> HttpResponse:
    chosen = _in_scope(request, pk)
    require(request, Right.ESCALATION_EDIT)
    form = NameForm(request.POST or None)
    if form.is_valid():
        made = services.copy_plan(plan=chosen, by=request.user, now=timezone.now(), **form.cleaned_data)
        return redirect("escalation_plan", made.pk)
    return _form(request, form, chosen, "copy")


@require_http_methods(DOOR)
def rung_new(request: SignedInRequest, pk: int) -> HttpResponse:
    chosen = _in_scope(request, pk)
    require(request, Right.ESCALATION_EDIT)
    form = RungForm(request.POST or None)
    return _set_rung(request, form, chosen, None)


@require_http_methods(DOOR)
def rung_edit(request: SignedInRequest, pk: int, rung: int) -> HttpResponse:
    found = _rung(request, pk, rung)
    form = RungForm(request.POST or None, rung=found)
    return _set_rung(request, form, found.plan, found)


@require_POST
def rung_remove(request: SignedInRequest, pk: int, rung: int) -> HttpResponse:
    found = _rung(request, pk, rung)
    form = RemoveForm(request.POST)
    if not form.is_valid():
        return _page(request, found.plan, status=400)
    try:
        services.remove_rung(rung=found, by=request.user, now=timezone.now(), **form.cleaned_data)
    except Refusal as refusal:
        return _page(request, found.plan, refusal)
    return redirect("escalation_plan", pk)


@require_POST
def start_trial(request: SignedInRequest, pk: int) -> HttpResponse:
    """Try a draft on a month's tickets in one's own units; nothing is written."""
    chosen = _in_scope(request, pk)
    require(request, Right.ESCALATION_EDIT)
    now = timezone.now()
    form = TrialForm(request.POST, today=timezone.localdate(now))
    if not form.is_valid():
        return _page(request, chosen, trial_form=form, status=400)
    job = services.request_trial(plan=chosen, month=form.cleaned_data["month"], by=request.user, now=now)
    return redirect("escalation_trial", job.pk)


@require_safe
def trial(request: SignedInRequest, pk: int) -> HttpResponse:
    """What a trial came to, beside the plan in force; its progress while it runs."""
    require(request, Right.ESCALATION_EDIT)
    job = get_object_or_404(Job.objects.visible_to(request.user).filter(kind=services.TRY), pk=pk)
    plan = EscalationPlan.objects.visible_to(request.user).filter(pk=job.arguments["plan"]).first()
    page = trial_page(job.result) if job.result and "draft" in job.result else None
    return render(request, "complaints/escalation/trial.html", {"job": job, "page": page, "plan": plan})


@require_POST
def publish(request: SignedInRequest, pk: int) -> HttpResponse:
    chosen = _in_scope(request, pk)
    require(request, Right.ESCALATION_EDIT)
    try:
        services.publish_plan(plan=chosen, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return _page(request, chosen, refusal)
    return redirect("escalation_plans")


@require_POST
def discard(request: SignedInRequest, pk: int) -> HttpResponse:
    chosen = _in_scope(request, pk)
    require(request, Right.ESCALATION_EDIT)
    try:
        services.discard_plan(plan=chosen, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return _page(request, chosen, refusal)
    return redirect("escalation_plans")


def _set_rung(request: SignedInRequest, form: RungForm, chosen: EscalationPlan, rung: Rung | None) -> HttpResponse:
    what = "rung_edit" if rung else "rung_new"
    if not form.is_valid():
        return _form(request, form, chosen, what)
    said = {**form.columns(), "version": form.cleaned_data["version"]}
    try:
        services.set_rung(plan=chosen, rung=rung, by=request.user, now=timezone.now(), **said)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        current = refusal.current if isinstance(refusal, ChangedMeanwhile) else None
        return _form(request, form, chosen, what, current=current, status=refusal.status)
    return redirect("escalation_plan", chosen.pk)


def _form(
    request: SignedInRequest, form: Any, chosen: EscalationPlan, what: str, *, current: Any = None, status: int = 400
) -> HttpResponse:
    now = stands_now(RungForm(rung=current)) if current else None
    context = {"form": form, "plan": chosen, "what": what, "stands_now": now}
    return render(request, "complaints/escalation/plan_form.html", context, status=status if form.errors else 200)


def _page(
    request: SignedInRequest,
    chosen: EscalationPlan,
    refusal: Refusal | None = None,
    *,
    trial_form: TrialForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "plan": chosen,
        "levels": levels_of(chosen),
        "may_edit": request.user.may(Right.ESCALATION_EDIT),
        "trial_form": trial_form or TrialForm(today=timezone.localdate()),
        "refusal": refusal,
    }
    return render(request, "complaints/escalation/plan.html", context, status=refusal.status if refusal else status)
