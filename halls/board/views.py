"""Halls within reach as they are now, and the live board of one."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from core.answering import answered
from core.http import SignedInRequest
from core.rights import require
from halls.board.forms import RemoveForm
from halls.board.presenter import board_of, hall_lines
from halls.premises.models import Premises
from halls.premises.views import hall_in_scope
from halls.queue import services
from halls.queue.models import Visit
from halls.queue.selectors import fingerprint
from org.access.choices import Right
from org.units.choices import UnitKind
from org.units.models import Unit


@require_safe
def halls(request: SignedInRequest) -> HttpResponse:
    """Every hall within reach, the longest wait first; units that are not set up as halls yet."""
    require(request, Right.HALL_VIEW)
    without = Unit.objects.where(request.user, Right.HALL_EDIT).filter(kind=UnitKind.HALL, premises=None)
    context = {
        "lines": hall_lines(Premises.objects.visible_to(request.user), now=timezone.now()),
        "without": without.active(on=timezone.localdate()).in_tree_order(),
    }
    return render(request, "halls/board/halls.html", context)


@require_safe
def hall(request: SignedInRequest, code: str) -> HttpResponse:
    """The live board of a hall."""
    return render(request, "halls/board/hall.html", _board(request, hall_in_scope(request, code)))


@require_safe
def hall_live(request: SignedInRequest, code: str) -> HttpResponse:
    """What moves on the board; nothing is sent while nothing has moved since `seen`."""
    premises = hall_in_scope(request, code)
    if request.GET.get("seen") == _mark(premises):
        return HttpResponse(status=204)
    return render(request, "halls/board/_board.html", _board(request, premises))


@require_http_methods(["GET", "HEAD", "POST"])
def visit_remove(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Take a number out of the queue, with a reason that stays on the trail."""
    premises = hall_in_scope(request, code, Right.QUEUE_LEAD)
    visit = get_object_or_404(Visit.objects.of(premises).live(), pk=pk)
    return answered(
        request,
        RemoveForm(request.POST or None),
        services.remove,
        to=reverse("hall", args=[code]),
        template="halls/premises/form.html",
        context={"hall": premises, "visit": visit, "title": _("Take %(number)s out") % {"number": visit.label}},
        visit=visit,
    )


def _board(request: SignedInRequest, premises: Premises) -> dict[str, Any]:
    return {
        "hall": premises,
        "board": board_of(premises, now=timezone.now()),
        "mark": _mark(premises),
        "may_lead": request.user.may(Right.QUEUE_LEAD, at=premises.unit),
        "may_serve": request.user.may(Right.QUEUE_SERVE, at=premises.unit),
    }


def _mark(premises: Premises) -> str:
    """What the board shows changes with the queue, and each minute with the waits."""
    return f"{fingerprint(premises)}-{timezone.now():%H%M}"
