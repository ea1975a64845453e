"""Busy-time emergencies: where they are, one with its steps, and a door for each act."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from core.answering import answered
from core.http import SignedInRequest
from core.rights import require
from core.ui.leaves import leaf_of
from halls.premises.models import Premises
from halls.premises.views import hall_in_scope
from halls.rush import services
from halls.rush.choices import StepState
from halls.rush.forms import CloseForm, NoteForm, OpenForm, PlanForm, ReviewForm, RushRuleForm, StepForm
from halls.rush.models import Emergency, EmergencyQuerySet, EmergencyStep
from halls.rush.presenter import emergency_lines, emergency_page, hall_lines, silences
from halls.rush.selectors import hall_now, open_emergency, plan_for, reviewable, rush_rules_for, steps_of
from org.access.choices import Right
from org.units.choices import UnitKind
from org.units.models import Unit
from org.units.named import named_unit

DOOR = ["GET", "HEAD", "POST"]
FORM = "halls/rush/form.html"
PAGE = 50
REVIEW, ALL = "review", "all"


@require_safe
def emergencies(request: SignedInRequest) -> HttpResponse:
    """Halls with the emergency that is open there or what keeps the rule silent; then those that were."""
    require(request, Right.HALL_VIEW)
    person, now = request.user, timezone.now()
    halls = list(Premises.objects.visible_to(person).select_related("unit").order_by("unit__path"))
    open_ones = {one.premises_id: one for one in Emergency.objects.visible_to(person).open()}
    hall = next((one for one in halls if one.unit.code == request.GET.get("hall")), None)
    show = REVIEW if request.GET.get("show") == REVIEW else ALL
    rows = (
        reviewable(person, now=now) if show == REVIEW else Emergency.objects.visible_to(person).exclude(closed_at=None)
    )
    page = leaf_of(_of(rows, hall), request.GET.get("page"), size=PAGE)
    lines = hall_lines(halls, reader=person, open_ones=open_ones, now=now)
    rule_units = Unit.objects.where(person, Right.HALL_EDIT).exclude(kind=UnitKind.HALL)
    context = {
        "halls": lines,
        "silences": silences(lines),
        "page": page,
        "lines": emergency_lines(page, now=now),
        "chosen": hall,
        "show": show,
        "may_lead": person.may(Right.QUEUE_LEAD),
        "rule_unit": rule_units.in_tree_order().first(),
    }
    return render(request, "halls/rush/emergencies.html", context)


def _of(rows: EmergencyQuerySet, hall: Premises | None) -> EmergencyQuerySet:
    if hall is not None:
        rows = rows.filter(premises=hall)
    return rows.select_related("premises__unit", "opened_by").order_by("-opened_at", "-pk")


@require_safe
def emergency(request: SignedInRequest, pk: int) -> HttpResponse:
    return render(request, "halls/rush/emergency.html", _page(request, _in_scope(request, pk)))


@require_safe
def emergency_live(request: SignedInRequest, pk: int) -> HttpResponse:
    """The steps and figures of one that lasts, asked for by its page."""
    return render(request, "halls/rush/_live.html", _page(request, _in_scope(request, pk)))


@require_http_methods(DOOR)
def emergency_open(request: SignedInRequest, code: str) -> HttpResponse:
    """Open it by hand; the one that is open already is where one goes then."""
    hall = hall_in_scope(request, code, Right.QUEUE_LEAD)
    standing = open_emergency(hall)
    if standing is not None and request.method != "POST":
        return redirect("emergency", standing.pk)
    form = OpenForm(request.POST if request.method == "POST" else None)
    here = hall_now(hall, now=timezone.now())
    title = _("Open the busy-time emergency")
    context = {"hall": hall, "title": title, "here": here, "steps": steps_of(plan_for(hall.unit)), "is_opening": True}
    return answered(
        request,
        form,
        services.open_by_hand,
        # Which leads to the one that is open then.
        to=reverse("emergency_open", args=[code]),
        template=FORM,
        context=context,
        premises=hall,
    )


@require_http_methods(DOOR)
def emergency_step(request: SignedInRequest, pk: int, position: int) -> HttpResponse:
    """Settle a step: done by one tap on the page, or here with a note."""
    found = _in_scope(request, pk, Right.QUEUE_LEAD)
    step = get_object_or_404(found.steps.select_related("by", "emergency__premises"), position=position)
    form = StepForm(request.POST if request.method == "POST" else None, initial={"state": _likely(step)})
    return _answered(request, found, form, services.settle_step, str(step), step=step)


def _likely(step: EmergencyStep) -> StepState:
    """What is most likely said by hand: done is one tap on the page."""
    return StepState.SKIPPED if step.state == StepState.TODO else StepState.TODO


@require_http_methods(DOOR)
def emergency_note(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _in_scope(request, pk, Right.QUEUE_LEAD)
    form = NoteForm(request.POST if request.method == "POST" else None)
    return _answered(request, found, form, services.add_note, _("Note in the log"), emergency=found)


@require_http_methods(DOOR)
def emergency_close(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _in_scope(request, pk, Right.QUEUE_LEAD)
    form = CloseForm(request.POST if request.method == "POST" else None)
    return _answered(request, found, form, services.close_emergency, _("End the emergency"), emergency=found)


@require_http_methods(DOOR)
def emergency_review(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _in_scope(request, pk, Right.QUEUE_LEAD)
    form = ReviewForm(request.POST if request.method == "POST" else None)
    return _answered(request, found, form, services.review_emergency, _("Look back on it"), emergency=found)


@require_http_methods(DOOR)
def emergency_rule(request: SignedInRequest, code: str) -> HttpResponse:
    """What opens emergencies at and below a unit from a day on; the nearest unit with a rule of its own counts."""
    unit, today = _unit_to_set(request, code), timezone.localdate()
    hall = Premises.objects.filter(unit=unit).select_related("unit").first()
    rule = rush_rules_for([unit], on=today).get(unit.pk)
    form = RushRuleForm(request.POST if request.method == "POST" else None, rule=rule, today=today)
    return answered(
        request,
        form,
        services.set_rush_rule,
        to=reverse("emergencies"),
        template=FORM,
        context={
            "hall": unit,
            "title": _("What opens an emergency"),
            "here": hall_now(hall, now=timezone.now()) if hall else None,
        },
        unit=unit,
    )


@require_http_methods(DOOR)
def emergency_plan(request: SignedInRequest, code: str) -> HttpResponse:
    """A unit's own steps in order; until it has some, those of the nearest unit above, or the proposed ones."""
    unit = _unit_to_set(request, code)
    nearest = plan_for(unit)
    own = nearest if nearest and nearest.unit_id == unit.pk else None
    form = PlanForm(request.POST if request.method == "POST" else None, plan=own, steps=steps_of(nearest))
    return answered(
        request,
        form,
        services.save_plan,
        to=reverse("emergencies"),
        template="halls/rush/plan.html",
        context={"unit": unit, "plan": nearest, "is_own": own is not None},
        unit=unit,
    )


def _unit_to_set(request: SignedInRequest, code: str) -> Unit:
    """A hall's unit or one above halls: 404 outside one's units, 403 without the right there."""
    require(request, Right.HALL_VIEW)
    return named_unit(request.user, code, see=Right.HALL_VIEW, right=Right.HALL_EDIT)


def _in_scope(request: SignedInRequest, pk: int, right: str = Right.HALL_VIEW) -> Emergency:
    require(request, right)
    related = ("premises__unit", "opened_by", "closed_by", "reviewed_by")
    rows = Emergency.objects.visible_to(request.user).select_related(*related)
    found: Emergency = get_object_or_404(rows, pk=pk)
    require(request, right, at=found.premises.unit)
    return found


def _page(request: SignedInRequest, found: Emergency) -> dict[str, Any]:
    leads = request.user.may(Right.QUEUE_LEAD, at=found.premises.unit)
    return {
        "emergency": found,
        "hall": found.premises,
        "page": emergency_page(found, now=timezone.now()),
        "may_act": leads and found.closed_at is None,
        "may_review": leads and found.closed_at is not None and found.reviewed_at is None,
    }


def _answered(
    request: SignedInRequest, found: Emergency, form: Any, act: Any, title: Any, **thing: Any
) -> HttpResponse:
    return answered(
        request,
        form,
        act,
        to=reverse("emergency", args=[found.pk]),
        template=FORM,
        context={"hall": found.premises, "emergency": found, "title": title},
        **thing,
    )
