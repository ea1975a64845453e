"""Spot tests: the list, one with its draws and results, and a door for each act. H16: no question before the start."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.answering import answered
from core.http import SignedInRequest
from core.periods.words import period_title
from core.refusals import Refusal, refused_in
from core.rights import require
from core.ui.leaves import leaf_of
from halls.spottests import services
from halls.spottests.choices import TestState
from halls.spottests.forms import BY, MovedForm, PlanForm, RedrawForm, ReopenForm, ResultFilter, ScoreForm, StaffForm
from halls.spottests.models import DrawnQuestion, SpotTest, TestedHall
from halls.spottests.results import asked_of, last_held, standings, tests_in_reach
from halls.spottests.rules import whole_of
from halls.spottests.selectors import cross_halls, halls_within, in_days, reopenings_of, to_be_asked
from org.access.choices import Right
from org.units.asked import asked_unit
from org.units.choices import UnitKind
from org.units.models import Unit

DOOR = ["GET", "HEAD", "POST"]
PAGE = 50


@require_safe
def spot_tests(request: SignedInRequest) -> HttpResponse:
    """Tests of one's units, and begun ones in which halls of one's own were asked; newest first."""
    require(request, Right.CHECK_VIEW)
    own = SpotTest.objects.visible_to(request.user)
    # Who only leads a hall of a test hears of it once it has begun, and opens its results.
    rows = tests_in_reach(request.user).filter(Q(pk__in=own.values("pk")) | Q(started_at__isnull=False))
    rows = rows.select_related("unit").annotate(number=Count("halls"), is_own=Exists(own.filter(pk=OuterRef("pk"))))
    page = leaf_of(rows.order_by("-day", "-pk"), request.GET.get("page"), size=PAGE)
    context = {"page": page, "may_hold": request.user.may(Right.SPOT_TEST_EDIT)}
    return render(request, "halls/spottests/tests.html", context)


@require_http_methods(DOOR)
def spot_test_new(request: SignedInRequest) -> HttpResponse:
    """Plan a test of a unit: `?unit=`, else the highest where the person holds tests."""
    unit = asked_unit(request.user, request.GET.get("unit", ""), Right.SPOT_TEST_EDIT)
    halls = Unit.objects.at_or_below(unit).filter(kind=UnitKind.HALL).in_tree_order()
    form = PlanForm(request.POST or None, halls=halls, initial={"day": timezone.localdate(), "count": 10})
    status = 200
    if form.is_bound:
        status = 400
        if form.is_valid():
            try:
                made = services.plan_test(unit=unit, by=request.user, now=timezone.now(), **form.cleaned_data)
            except Refusal as refusal:
                status = refused_in(form, refusal)
            else:
                return redirect("spot_test", made.pk)
    return render(request, "halls/spottests/new.html", {"form": form, "unit": unit}, status=status)


@require_safe
def spot_test(request: SignedInRequest, pk: int) -> HttpResponse:
    return _page(request, in_scope(request, pk))


@require_safe
def spot_test_questions(request: SignedInRequest, pk: int) -> HttpResponse:
    """H16: 403 for everybody until the test has begun."""
    found = in_scope(request, pk, Right.SPOT_TEST_EDIT)
    context = {"test": found, "questions": _readable(found)}
    return render(request, "halls/spottests/questions.html", context)


@require_http_methods(DOOR)
def spot_test_draw(request: SignedInRequest, pk: int) -> HttpResponse:
    found = in_scope(request, pk, Right.SPOT_TEST_EDIT)
    return answered(
        request,
        RedrawForm(request.POST or None, test=found),
        services.redraw,
        to=reverse("spot_test", args=[pk]),
        template="halls/spottests/redraw.html",
        context={"test": found},
        test=found,
    )


@require_POST
def spot_test_start(request: SignedInRequest, pk: int) -> HttpResponse:
    return _moved(request, pk, services.start_test)


@require_POST
def spot_test_end(request: SignedInRequest, pk: int) -> HttpResponse:
    return _moved(request, pk, services.end_test)


@require_http_methods(DOOR)
def spot_test_reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    found = in_scope(request, pk, Right.SPOT_TEST_EDIT)
    return answered(
        request,
        ReopenForm(request.POST or None, test=found),
        services.reopen_test,
        to=reverse("spot_test", args=[pk]),
        template="halls/spottests/reopen.html",
        context={"test": found},
        test=found,
    )


@require_http_methods(DOOR)
def spot_test_staff(request: SignedInRequest, pk: int, hall: int) -> HttpResponse:
    """Count the staff that the share is taken of."""
    found = in_scope(request, pk, Right.SPOT_TEST_EDIT)
    row: TestedHall = get_object_or_404(found.halls.select_related("unit", "test"), pk=hall)
    return answered(
        request,
        StaffForm(request.POST or None, hall=row),
        services.set_staff,
        to=reverse("spot_test", args=[pk]),
        template="halls/spottests/staff.html",
        context={"test": found, "hall": row},
        hall=row,
    )


@require_http_methods(DOOR)
def spot_test_score(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask one person and mark each answer, on a phone; afterwards the next person."""
    found = in_scope(request, pk, Right.SPOT_TEST_EDIT)
    questions = _readable(found)
    people = to_be_asked(found)
    form = ScoreForm(request.POST or None, questions=questions, people=people)
    status = 200
    if form.is_bound:
        status = 400
        if form.is_valid():
            try:
                services.score_person(test=found, by=request.user, now=timezone.now(), **form.said())
            except Refusal as refusal:
                status = refused_in(form, refusal)
            else:
                return redirect("spot_test", pk)
    context = {"test": found, "form": form, "lines": form.lines(), "left": len(people)}
    return render(request, "halls/spottests/score.html", context, status=status)


@require_safe
def spot_results(request: SignedInRequest) -> HttpResponse:
    """S3 4.5: share tested and score by district, hall or person; ranked by score, then by share."""
    require(request, Right.CHECK_VIEW)
    chosen = ResultFilter(request.GET)
    asked = asked_of(request.user, chosen, today=timezone.localdate())
    if asked is None:
        raise Http404
    params = {"by": asked.by, "period": asked.period.words}
    context = {
        "asked": asked,
        "tabs": BY,
        "title": str(asked.test) if asked.test else period_title(asked.period),
        "wrong": chosen.wrong,
        "query": urlencode(params | ({"test": asked.test.pk} if asked.test else {})),
        "may_export": request.user.may(Right.EXPORT_RUN),
    }
    return render(request, "halls/spottests/results.html", context, status=400 if chosen.wrong else 200)


@require_safe
def spot_cross(request: SignedInRequest) -> HttpResponse:
    """S3 4.4: in cross inspections everybody of the front desk is asked, and at least 90 % is right."""
    require(request, Right.CHECK_VIEW)
    chosen = ResultFilter(request.GET)
    chosen.is_valid()
    held = tests_in_reach(request.user).filter(is_cross=True, started_at__isnull=False)
    span = chosen.cleaned_data.get("period") or last_held(held, today=timezone.localdate())
    tests = in_days(held, span.first_day, span.last_day)
    rows = cross_halls(tests, halls_within(request.user, tests))
    context = {
        "rows": rows,
        "whole": whole_of(rows, ""),
        "met": sum(row.is_met for row in rows),
        "span": span,
        "title": period_title(span),
        "wrong": chosen.wrong,
    }
    return render(request, "halls/spottests/cross.html", context, status=400 if chosen.wrong else 200)


def in_scope(request: SignedInRequest, pk: int, right: str = Right.CHECK_VIEW) -> SpotTest:
    found: SpotTest = get_object_or_404(SpotTest.objects.visible_to(request.user).select_related("unit"), pk=pk)
    require(request, right, at=found.unit)
    return found


def _readable(found: SpotTest) -> list[DrawnQuestion]:
    try:
        return services.read_questions(found)
    except services.NotBegun as refusal:
        raise PermissionDenied(str(refusal)) from None


def _moved(request: SignedInRequest, pk: int, act: Callable[..., object]) -> HttpResponse:
    found = in_scope(request, pk, Right.SPOT_TEST_EDIT)
    form = MovedForm(request.POST)
    status = 400
    if form.is_valid():
        try:
            act(test=found, by=request.user, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            status = refused_in(form, refusal)
        else:
            return redirect("spot_test", pk)
    return _page(request, in_scope(request, pk), form=form, status=status)


def _page(
    request: SignedInRequest, found: SpotTest, *, form: MovedForm | None = None, status: int = 200
) -> HttpResponse:
    only = SpotTest.objects.filter(pk=found.pk)
    holds = request.user.may(Right.SPOT_TEST_EDIT, at=found.unit)
    left = len(to_be_asked(found)) if holds and found.state == TestState.RUNNING else 0
    context = {
        "test": found,
        "state": found.state,
        "form": form,
        "draws": found.draws.select_related("drawn_by"),
        "halls": found.halls.select_related("unit"),
        "by_hall": standings(request.user, only, "hall"),
        "by_person": standings(request.user, only, "person"),
        "by_district": standings(request.user, only, "district"),
        "may_hold": holds,
        "may_start": holds and found.state == TestState.PLANNED and timezone.localdate() >= found.day,
        "may_score": holds and found.state == TestState.RUNNING,
        "has_begun": found.started_at is not None,
        "may_reopen": holds and found.state == TestState.ENDED,
        "reopenings": reopenings_of(found),
        "not_asked": left,
        "all_asked": left + found.sittings.count(),
    }
    return render(request, "halls/spottests/test.html", context, status=status)
