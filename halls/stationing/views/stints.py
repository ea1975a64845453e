"""Stints: the list, the page that is filled on the floor, and a door for each act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.answering import answered
from core.http import SignedInRequest
from core.refusals import Refusal, refused_in
from core.rights import require
from core.ui.leaves import leaf_of
from halls.stationing import services
from halls.stationing.choices import StintState
from halls.stationing.filters import StintFilter
from halls.stationing.forms import CancelForm, CorrectForm, CountForm, MatterForm, PlanForm
from halls.stationing.models import OpenMatter, StationingCampaign, Stint
from halls.stationing.presenter import counted, matter_line, may_do, rate_of, stint_line, stint_lines
from halls.stationing.selectors import Terms, terms_for
from org.access.choices import Right
from org.people.models import Person
from org.units.choices import UnitKind
from org.units.models import Unit

DOOR = ["GET", "HEAD", "POST"]
PAGE = 50
MOST_PEOPLE = 300
USUAL_HOURS = {"starts_at": dt.time(9), "ends_at": dt.time(12)}
USUAL_DAYS = dt.timedelta(days=3)
SHOWN_WITH = ("unit", "manager", "campaign", "signed_by", "made_by")


@require_safe
def stints(request: SignedInRequest) -> HttpResponse:
    """Those in halls within reach and one's own, newest first."""
    require(request, Right.HALL_VIEW)
    chosen = StintFilter(request.GET, person=request.user)
    rows = chosen.rows()
    today = timezone.localdate()
    page = leaf_of(rows.select_related(*SHOWN_WITH), request.GET.get("page"), size=PAGE)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "page": page,
        "lines": stint_lines(page, today=today),
        "states": StintState,
        "chosen": chosen.cleaned_data,
        "wrong": chosen.wrong,
        "halls": Unit.objects.where(request.user, Right.HALL_VIEW).filter(kind=UnitKind.HALL).in_tree_order(),
        "query": query.urlencode(),
        "may_log": request.user.may(Right.STATIONING_LOG),
        "may_export": request.user.may(Right.EXPORT_RUN),
        "may_set": request.user.may(Right.HALL_EDIT),
    }
    return render(request, "halls/stationing/stints.html", context, status=400 if chosen.wrong else 200)


@require_http_methods(DOOR)
def stint_new(request: SignedInRequest) -> HttpResponse:
    """Plan a stint, one's own or somebody else's; both are signed by whoever stands there."""
    require(request, Right.STATIONING_LOG)
    today = timezone.localdate()
    initial = {
        **USUAL_HOURS,
        "day": today,
        "manager": request.user.staff_number,
        "campaign": request.GET.get("campaign", ""),
        "unit": request.GET.get("unit", ""),
    }
    running = StationingCampaign.objects.visible_to(request.user).filter(last_month__gte=f"{today:%Y-%m}")
    halls = Unit.objects.where(request.user, Right.STATIONING_LOG).filter(kind=UnitKind.HALL).in_tree_order()
    form = PlanForm(request.POST or None, person=request.user, halls=halls, campaigns=running, initial=initial)
    status = 200
    if form.is_bound:
        status = 400
        if form.is_valid():
            try:
                made = services.plan_stint(by=request.user, now=timezone.now(), **form.cleaned_data)
            except Refusal as refusal:
                status = refused_in(form, refusal)
            else:
                return redirect("stint", made.pk)
    context = {"form": form, "people": people_of(request, Right.STATIONING_LOG)}
    return render(request, "halls/stationing/new.html", context, status=status)


@require_safe
def stint(request: SignedInRequest, pk: int) -> HttpResponse:
    return _page(request, stint_in_scope(request, pk))


@require_POST
def stint_log(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep what was counted; from the same form one goes on to write down what stayed unresolved."""
    then = "stint_matter_new" if request.POST.get("then") == "matter" else "stint"
    return _counted(request, pk, services.log_stint, then=then)


@require_POST
def stint_sign(request: SignedInRequest, pk: int) -> HttpResponse:
    """H17: the signature is the session's; whoever else asks is refused."""
    return _counted(request, pk, services.sign_stint, then="stint")


@require_http_methods(DOOR)
def stint_matter_new(request: SignedInRequest, pk: int) -> HttpResponse:
    found = stint_in_scope(request, pk)
    _refuse_others(request, found)
    terms = terms_for(found.unit, on=found.day)
    form = MatterForm(request.POST or None, person=request.user, terms=terms, due_on=found.day + USUAL_DAYS)
    status = 200
    if form.is_bound:
        status = 400
        if form.is_valid():
            try:
                services.add_matter(stint=found, matter=form.matter(), by=request.user, now=timezone.now())
            except Refusal as refusal:
                status = refused_in(form, refusal)
            else:
                return redirect("stint", pk)
    context = {"form": form, "stint": found, "people": people_of(request, Right.HALL_VIEW)}
    return render(request, "halls/stationing/matter_new.html", context, status=status)


@require_POST
def matter_strike(request: SignedInRequest, pk: int, matter: int) -> HttpResponse:
    found = stint_in_scope(request, pk)
    _refuse_others(request, found)
    row = get_object_or_404(found.matters.standing().select_related("stint__manager"), pk=matter)
    try:
        services.strike(matter=row, version=row.version, by=request.user, now=timezone.now())
    except Refusal as refusal:
        form = _count_form(found, terms_for(found.unit, on=found.day), data={})
        form.add_error(None, str(refusal))
        return _page(request, found, form=form, status=refusal.status)
    return redirect("stint", pk)


@require_http_methods(DOOR)
def stint_correct(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sign other figures than before, with a reason."""
    found = stint_in_scope(request, pk)
    _refuse_others(request, found)
    terms = terms_for(found.unit, on=found.day)
    form = CorrectForm(request.POST or None, stint=found, terms=terms, matters=found.matters.standing())
    status = 200
    if form.is_bound:
        status = 400
        if form.is_valid():
            now = timezone.now()
            said = form.said(by=request.user, due_on=max(found.day, timezone.localdate(now)) + USUAL_DAYS)
            try:
                services.correct_stint(stint=found, by=request.user, now=now, **said)
            except Refusal as refusal:
                status = refused_in(form, refusal)
            else:
                return redirect("stint", pk)
    return render(request, "halls/stationing/correct.html", {"form": form, "stint": found}, status=status)


@require_http_methods(DOOR)
def stint_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    found = stint_in_scope(request, pk)
    if found.manager_id != request.user.pk:
        require(request, Right.STATIONING_LOG, at=found.unit)
    form = CancelForm(request.POST or None, initial={"version": found.version})
    return answered(
        request,
        form,
        services.cancel_stint,
        to=reverse("stint", args=[pk]),
        template="halls/stationing/cancel.html",
        context={"stint": found},
        stint=found,
    )


def stint_in_scope(request: SignedInRequest, pk: int) -> Stint:
    found: Stint = get_object_or_404(Stint.objects.visible_to(request.user).select_related(*SHOWN_WITH), pk=pk)
    return found


def people_of(request: SignedInRequest, right: str) -> list[Person]:
    """Colleagues to choose from while typing a staff number."""
    return list(request.user.colleagues_for(right).filter(is_active=True).distinct()[:MOST_PEOPLE])


def _refuse_others(request: SignedInRequest, found: Stint) -> None:
    if found.manager_id != request.user.pk:
        raise PermissionDenied(Right.STATIONING_LOG)


def _counted(request: SignedInRequest, pk: int, act: Callable[..., object], *, then: str) -> HttpResponse:
    found = stint_in_scope(request, pk)
    _refuse_others(request, found)
    form = _count_form(found, terms_for(found.unit, on=found.day), data=request.POST)
    if not form.is_valid():
        return _page(request, found, form=form, status=400)
    try:
        act(stint=found, by=request.user, now=timezone.now(), **form.cleaned_data)
    except Refusal as refusal:
        status = refused_in(form, refusal)
        return _page(request, stint_in_scope(request, pk), form=form, status=status)
    return redirect(then, pk)


def _count_form(found: Stint, terms: Terms, *, data: Any = None) -> CountForm:
    return CountForm(data, stint=found, terms=terms)


def _page(request: SignedInRequest, found: Stint, *, form: CountForm | None = None, status: int = 200) -> HttpResponse:
    today = timezone.localdate()
    terms = terms_for(found.unit, on=found.day)
    matters = OpenMatter.objects.filter(stint=found).select_related("owner", "complaint").order_by("pk")
    context = {
        "stint": found,
        "line": stint_line(found, today=today),
        "terms": terms,
        "rate": rate_of(found.received, terms),
        "counted": counted(found.received, terms),
        "matters": [matter_line(one, labels=terms.labels, today=today) for one in matters],
        "versions": list(found.versions.select_related("signed_by")),
        "may": may_do(found, request.user),
        "form": form or _count_form(found, terms),
        "is_early": found.day > today,
    }
    return render(request, "halls/stationing/stint.html", context, status=status)
