"""How many seats a hall needs in each half-hour, plans that were kept, and what happened on their days."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from core.http import SignedInRequest
from core.refusals import Refusal, refused_in
from core.rights import require
from halls.desks.selectors import cuts_for
from halls.premises.models import Premises
from halls.premises.selectors import rule_for
from halls.premises.views import hall_in_scope
from halls.staffing import presenter, services
from halls.staffing.forms import PlanForm
from halls.staffing.models import StaffingPlan
from halls.staffing.rules import propose
from halls.staffing.selectors import (
    WEEKS_LOOKED_AT,
    halls_seen,
    halves_of,
    happened_on,
    latest_day,
    latest_like,
    plans_of,
)
from org.access.choices import Right


@require_safe
def staffing(request: SignedInRequest) -> HttpResponse:
    """Halls to plan for with what comes to them, and plans that were made."""
    require(request, Right.HALL_VIEW)
    seen = halls_seen(Premises.objects.visible_to(request.user), now=timezone.now())
    context = {
        "seen": seen,
        "halls": [presenter.hall_line(one) for one in seen.lines],
        "weeks": WEEKS_LOOKED_AT,
        "plans": [(plan, presenter.plan_title(plan)) for plan in plans_of(request.user)],
    }
    return render(request, "halls/staffing/staffing.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def staffing_hall(request: SignedInRequest, code: str) -> HttpResponse:
    """Seats per half-hour as two ways of counting ask for them; POST keeps them as a plan."""
    premises = hall_in_scope(request, code)
    if request.method != "POST":
        asked = {name: request.GET[name] for name in request.GET if name in PlanForm.base_fields}
        form = PlanForm({**_usual(premises), **asked})
        return _page(request, premises, form, 200 if form.is_valid() else 400)
    require(request, Right.ROSTER_EDIT, at=premises.unit)
    form = PlanForm(request.POST)
    if not form.is_valid():
        return _page(request, premises, form, 400)
    said = {**form.facts, "seats": form.cleaned_data["seats"], "note": form.cleaned_data["note"]}
    try:
        plan = services.save_plan(premises=premises, by=request.user, now=timezone.now(), **said)
    except Refusal as refusal:
        return _page(request, premises, form, refused_in(form, refusal))
    return redirect("staffing_plan", plan.pk)


@require_safe
def staffing_plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """A plan beside what happened on one of its days."""
    require(request, Right.HALL_VIEW)
    rows = StaffingPlan.objects.visible_to(request.user).select_related("premises__unit", "made_by")
    plan = get_object_or_404(rows, pk=pk)
    now = timezone.now()
    day = asked_day(request.GET.get("day", ""), plan, now)
    rule = rule_for(plan.premises.unit, on=day) if day else None
    halves = halves_of(plan)
    happened = happened_on(plan.premises, day=day, now=now) if day else {}
    context = {
        "plan": plan,
        "hall": plan.premises,
        "title": presenter.plan_title(plan),
        "weekday": presenter.weekday_name(plan.weekday),
        "day": day,
        "limit": rule.wait_minutes if rule else None,
        "share_limit": rule.share_limit if rule else None,
        "compared": presenter.compared(halves, happened, share_limit=rule.share_limit if rule else None),
        "has_happened": any(one.arrivals or one.open_seconds for one in happened.values()),
        "handling": presenter.minutes(plan.handling_seconds),
        "shrinkage": presenter.per_cent(plan.shrinkage),
        "may_export": request.user.may(Right.EXPORT_RUN),
    }
    return render(request, "halls/staffing/plan.html", context)


def asked_day(words: str, plan: StaffingPlan, now: dt.datetime) -> dt.date | None:
    """The day to compare with: as the address says, else the last one of the plan. Raises Http404 for no day."""
    if not words:
        return latest_like(plan, before=timezone.localdate(now))
    try:
        return dt.date.fromisoformat(words)
    except ValueError:
        raise Http404(words) from None


def _usual(premises: Premises) -> dict[str, Any]:
    """The weeks up to the last day on which anybody came; the hall's own saturated band where it has one."""
    today = timezone.localdate()
    until = latest_day(premises) or today
    cuts = cuts_for(premises.unit, on=today)
    usual: dict[str, Any] = {
        "day": today.isoformat(),
        "looked_from": (until - dt.timedelta(weeks=WEEKS_LOOKED_AT, days=-1)).isoformat(),
        "looked_until": until.isoformat(),
        "shrinkage": "0",
    }
    if cuts:
        usual |= {"use_from": str(cuts.relatively_idle_until), "use_until": str(cuts.saturated_until)}
    return usual


def _page(request: SignedInRequest, premises: Premises, form: PlanForm, status: int) -> HttpResponse:
    context: dict[str, Any] = {
        "hall": premises,
        "form": form,
        "may_save": request.user.may(Right.ROSTER_EDIT, at=premises.unit),
        "may_edit": request.user.may(Right.HALL_EDIT, at=premises.unit),
        "plans": [(plan, presenter.plan_title(plan)) for plan in plans_of(request.user, halls=[premises])],
    }
    if form.is_valid():
        try:
            context |= _proposal(premises, form)
        except Refusal as refusal:
            status = refused_in(form, refusal)
    return render(request, "halls/staffing/hall.html", context, status=status)


def _proposal(premises: Premises, form: PlanForm) -> dict[str, Any]:
    said = form.facts
    day: dt.date = said["day"]
    basis = services.look_at(
        premises, weekday=day.weekday(), looked_from=said["looked_from"], looked_until=said["looked_until"]
    )
    wanted = {name: said[name] for name in ("goal_share", "use_from", "use_until", "shrinkage")}
    goal = services.goal_of(premises, on=day, **wanted)
    halves = propose(basis, goal)
    chosen = presenter.asked_half(halves, form.cleaned_data["at"])
    counters = premises.counters.filter(is_active=True).count()
    return {
        "basis": basis,
        "goal": goal,
        "weekday": presenter.weekday_name(day.weekday()),
        "handling": presenter.minutes(basis.handling_seconds),
        "halves": [presenter.half_line(half, counters=counters) for half in halves],
        "answer": presenter.answer(chosen, basis, goal, day.weekday()) if chosen else "",
        "beyond": presenter.beyond_words(halves, counters=counters),
        "unset_words": presenter.unset_words(goal),
        "chart": presenter.proposal_chart(halves) if halves else None,
        "may_propose": goal.has_goal or goal.has_band,
    }
