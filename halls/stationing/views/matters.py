"""What stayed unresolved: the list that is worked from, one of them, and a door for each act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from core.answering import answered
from core.audit.selectors import timeline
from core.http import SignedInRequest
from core.refusals import Refusal
from core.rights import require
from core.ui.leaves import leaf_of
from halls.stationing import services
from halls.stationing.choices import MatterState
from halls.stationing.corrective import LABEL, actions_of
from halls.stationing.forms import FollowForm, SettleForm
from halls.stationing.models import OpenMatter
from halls.stationing.presenter import matter_line, may_follow
from halls.stationing.selectors import terms_for
from org.access.choices import Right

DOOR = ["GET", "HEAD", "POST"]
PAGE = 50
SHOWN_WITH = ("stint__unit", "stint__manager", "owner", "complaint", "settled_by")


@require_safe
def matters(request: SignedInRequest) -> HttpResponse:
    """What is still open, due first: one's own, or all within reach; or what was settled."""
    show = request.GET.get("show", "")
    show = show if show in ("open", "settled") and request.user.may(Right.HALL_VIEW) else "mine"
    rows = OpenMatter.objects.visible_to(request.user)
    if show == "settled":
        rows = rows.standing().filter(state=MatterState.SETTLED).order_by("-settled_at", "-pk")
    else:
        rows = rows.open().order_by("due_on", "pk")
        rows = rows.filter(owner=request.user) if show == "mine" else rows
    page = leaf_of(rows.select_related(*SHOWN_WITH), request.GET.get("page"), size=PAGE)
    today = timezone.localdate()
    context = {
        "page": page,
        "lines": [matter_line(one, today=today) for one in page],
        "show": show,
        "sees_halls": request.user.may(Right.HALL_VIEW),
    }
    return render(request, "halls/stationing/matters.html", context)


@require_safe
def matter(request: SignedInRequest, pk: int) -> HttpResponse:
    found = matter_in_scope(request, pk)
    today = timezone.localdate()
    labels = terms_for(found.stint.unit, on=found.stint.day).labels
    is_open = found.state == MatterState.OPEN and found.struck_at is None
    follows = is_open and may_follow(request.user, found)
    complaint = found.complaint
    context = {
        "matter": found,
        "line": matter_line(found, labels=labels, today=today),
        "lines": timeline(found),
        "actions": actions_of(found),
        "may_follow": follows,
        "may_complain": follows and complaint is None and request.user.may(Right.COMPLAINT_CREATE, at=found.stint.unit),
        "sees_complaint": complaint is not None and request.user.may(Right.COMPLAINT_VIEW, at=complaint),
        "action_href": f"{reverse('action_new')}?origin={LABEL}:{found.pk}"
        if request.user.may(Right.ACTION_EDIT, at=found.stint.unit)
        else "",
    }
    return render(request, "halls/stationing/matter.html", context)


@require_http_methods(DOOR)
def matter_follow(request: SignedInRequest, pk: int) -> HttpResponse:
    return _act(request, pk, FollowForm, services.follow_up, "halls/stationing/matter_follow.html")


@require_http_methods(DOOR)
def matter_settle(request: SignedInRequest, pk: int) -> HttpResponse:
    return _act(request, pk, SettleForm, services.settle, "halls/stationing/matter_settle.html")


@require_http_methods(DOOR)
def matter_complaint(request: SignedInRequest, pk: int) -> HttpResponse:
    """Register it as a complaint of the hall; the page then is the ticket's."""
    found = _followed(request, pk)
    require(request, Right.COMPLAINT_CREATE, at=found.stint.unit)
    form = forms.Form(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound:
        try:
            complaint = services.raise_complaint(matter=found, by=request.user, now=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
        else:
            sees = request.user.may(Right.COMPLAINT_VIEW, at=complaint)
            return redirect("complaint", complaint.number) if sees else redirect("matter", pk)
    context = {"form": form, "matter": found}
    return render(request, "halls/stationing/matter_complaint.html", context, status=status)


def matter_in_scope(request: SignedInRequest, pk: int) -> OpenMatter:
    rows = OpenMatter.objects.visible_to(request.user).select_related(*SHOWN_WITH, "complaint__unit")
    found: OpenMatter = get_object_or_404(rows, pk=pk)
    return found


def _followed(request: SignedInRequest, pk: int) -> OpenMatter:
    found = matter_in_scope(request, pk)
    if not may_follow(request.user, found):
        raise PermissionDenied(Right.STATIONING_LOG)
    return found


def _act(
    request: SignedInRequest, pk: int, kind: type[forms.Form], act: Callable[..., object], template: str
) -> HttpResponse:
    found: Any = _followed(request, pk)
    return answered(
        request,
        kind(request.POST if request.method == "POST" else None),
        act,
        to=reverse("matter", args=[pk]),
        template=template,
        context={"matter": found},
        matter=found,
    )
