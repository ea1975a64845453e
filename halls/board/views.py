"""Halls within reach as they are now, the live board of one, and what is done from there."""

from __future__ import annotations

from typing import Any

import segno
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from core.answering import answered
from core.http import SignedInRequest
from core.refusals import Refusal, refused_in
from core.rights import may_any, require, require_any
from halls.board.forms import RedirectForm, RemoveForm, TakeForm
from halls.board.presenter import board_of, hall_lines
from halls.premises.models import Premises
from halls.premises.rules import business_day
from halls.premises.views import hall_in_scope
from halls.queue import services
from halls.queue.choices import ON_THE_FLOOR
from halls.queue.models import Visit
from halls.queue.selectors import fingerprint, place_of
from org.access.choices import Right
from org.units.choices import UnitKind
from org.units.models import Unit

DOOR = ["GET", "HEAD", "POST"]
FORM = "halls/board/form.html"


@require_safe
def halls(request: SignedInRequest) -> HttpResponse:
    """Every hall within reach, alarms first; units that are not set up as halls yet."""
    require(request, Right.HALL_VIEW)
    without = Unit.objects.where(request.user, Right.HALL_EDIT).filter(kind=UnitKind.HALL, premises=None)
    rule_units = Unit.objects.where(request.user, Right.HALL_EDIT).exclude(kind=UnitKind.HALL)
    context = _lines(request) | {
        "without": without.active(on=timezone.localdate()).in_tree_order(),
        "rule_unit": rule_units.in_tree_order().first(),
    }
    return render(request, "halls/board/halls.html", context)


@require_safe
def halls_live(request: SignedInRequest) -> HttpResponse:
    """What moves in the list; nothing is sent while nothing has moved since `seen`."""
    require(request, Right.HALL_VIEW)
    if request.GET.get("seen") == _mark(Premises.objects.visible_to(request.user)):
        return HttpResponse(status=204)
    return render(request, "halls/board/_halls.html", _lines(request))


@require_safe
def hall(request: SignedInRequest, code: str) -> HttpResponse:
    """The live board of a hall."""
    premises = hall_in_scope(request, code)
    around = {
        "today": business_day(timezone.now(), premises.time_zone).isoformat(),
        "may_see_checks": request.user.may(Right.CHECK_VIEW, at=premises.unit),
    }
    return render(request, "halls/board/hall.html", _board(request, premises) | around)


@require_safe
def hall_live(request: SignedInRequest, code: str) -> HttpResponse:
    """What moves on the board; nothing is sent while nothing has moved since `seen`."""
    premises = hall_in_scope(request, code)
    if request.GET.get("seen") == _mark(premises):
        return HttpResponse(status=204)
    return render(request, "halls/board/_board.html", _board(request, premises))


@require_http_methods(DOOR)
def visit_new(request: SignedInRequest, code: str) -> HttpResponse:
    """A number for somebody at the reception or in the hall; then its ticket."""
    premises = hall_in_scope(request, code)
    require_any(request, ON_THE_FLOOR, at=premises.unit)
    form = TakeForm(request.POST or None, premises=premises)
    status = 400 if form.is_bound else 200
    if form.is_valid():
        try:
            visit = services.take_number(premises=premises, by=request.user, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            status = refused_in(form, refusal)
        else:
            return redirect("visit_ticket", code, visit.pk)
    context = {
        "form": form,
        "hall": premises,
        "title": _("Take a number"),
        "act": _("Take the number"),
        "offers_nothing": not form.fields["service"].choices,  # type: ignore[attr-defined]
    }
    return render(request, FORM, context, status=status)


@require_safe
def visit_ticket(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """The ticket of a number that a person gave, to be printed or photographed: place, and the way to follow it."""
    premises = hall_in_scope(request, code)
    visit = get_object_or_404(Visit.objects.of(premises).exclude(follow_key="").select_related("service"), pk=pk)
    address = request.build_absolute_uri(reverse("follow", args=[visit.follow_key]))
    context = {
        "hall": premises,
        "visit": visit,
        "place": place_of(visit, now=timezone.now()),
        "picture": segno.make(address, error="m").svg_data_uri(scale=4, border=2),
    }
    return render(request, "halls/board/ticket.html", context)


@require_http_methods(DOOR)
def visit_redirect(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Let a number that waits, or is on hold, wait for something else."""
    premises = hall_in_scope(request, code, Right.QUEUE_LEAD)
    visit = _live_visit(premises, pk)
    return answered(
        request,
        RedirectForm(request.POST or None, premises=premises, visit=visit),
        services.redirect_visit,
        to=reverse("hall", args=[code]),
        template=FORM,
        context={"hall": premises, "title": _("Move %(number)s") % {"number": visit.label}, "act": _("Move")},
        visit=visit,
    )


@require_http_methods(DOOR)
def visit_remove(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Take a number out of the queue, with a reason that stays on the trail."""
    premises = hall_in_scope(request, code, Right.QUEUE_LEAD)
    visit = _live_visit(premises, pk)
    title = _("Take %(number)s out of the queue") % {"number": visit.label}
    return answered(
        request,
        RemoveForm(request.POST or None),
        services.remove,
        to=reverse("hall", args=[code]),
        template=FORM,
        context={"hall": premises, "title": title, "act": _("Take out")},
        visit=visit,
    )


def _live_visit(premises: Premises, pk: int) -> Visit:
    found: Visit = get_object_or_404(
        Visit.objects.of(premises).live().select_related("service", "premises__unit"), pk=pk
    )
    return found


def _lines(request: SignedInRequest) -> dict[str, Any]:
    visible = Premises.objects.visible_to(request.user)
    mark = _mark(visible)
    found = list(visible.select_related("unit").prefetch_related("unit__opening_hours"))
    lines = hall_lines(found, now=timezone.now())
    return {"lines": lines, "alarmed": sum(bool(line.alarms) for line in lines), "mark": mark, "now": timezone.now()}


def _board(request: SignedInRequest, premises: Premises) -> dict[str, Any]:
    # The mark is read first: what moves in between is then shown once more, and never missed.
    mark = _mark(premises)
    return {
        "hall": premises,
        "board": board_of(premises, now=timezone.now()),
        "mark": mark,
        "may_lead": request.user.may(Right.QUEUE_LEAD, at=premises.unit),
        "may_serve": request.user.may(Right.QUEUE_SERVE, at=premises.unit),
        "may_take_in": may_any(request.user, ON_THE_FLOOR, at=premises.unit),
    }


def _mark(premises: Any) -> str:
    """What a board shows changes with the queue, and each minute with the waits."""
    return f"{fingerprint(premises)}-{timezone.now():%H%M}"
