"""Batches: the list, one batch, and a door per act on it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints.batches import services
from complaints.batches.choices import BatchState
from complaints.batches.forms import AddForm, AnswerForm, DecideForm, OpenForm, PlanForm
from complaints.batches.models import Batch
from complaints.batches.selectors import batches_for, members_for, suggested
from complaints.tickets.models import Complaint
from core.answering import answered
from core.http import SignedInRequest
from core.rights import require
from core.ui.leaves import leaf_of
from org.access.choices import Right

DOOR = ["GET", "HEAD", "POST"]
PAGE = 50
ACT = "complaints/batches/act.html"


@require_safe
def batches(request: SignedInRequest) -> HttpResponse:
    require(request, Right.COMPLAINT_VIEW)
    state = request.GET.get("state", "")
    page = leaf_of(batches_for(request.user, state), request.GET.get("page"), size=PAGE)
    context = {
        "page": page,
        "state": state,
        "states": BatchState.choices,
        "threshold": settings.BATCH_THRESHOLD,
        "days": settings.BATCH_DAYS,
        "may_decide": request.user.may(Right.BATCH_DECIDE),
    }
    return render(request, "complaints/batches/batches.html", context)


@require_POST
def batches_look(request: SignedInRequest) -> HttpResponse:
    """Look for candidates now."""
    require(request, Right.BATCH_DECIDE)
    job = services.look_now(by=request.user, now=timezone.now())
    return redirect("job", job.pk)


@require_http_methods(DOOR)
def batch_new(request: SignedInRequest) -> HttpResponse:
    require(request, Right.BATCH_DECIDE)
    form = OpenForm(request.POST if request.method == "POST" else None, person=request.user)
    if form.is_bound and form.is_valid():
        require(request, Right.BATCH_DECIDE, at=form.cleaned_data["unit"])
    title = _("Open a batch by hand")
    return answered(
        request,
        form,
        services.open_batch,
        to=reverse("batches"),
        template=ACT,
        context={"title": title, "button": title, "back_url": reverse("batches")},
    )


@require_safe
def batch(request: SignedInRequest, number: str) -> HttpResponse:
    return _page(request, _in_scope(request, number))


@require_http_methods(DOOR)
def batch_accept(request: SignedInRequest, number: str) -> HttpResponse:
    found = _in_scope(request, number, Right.BATCH_DECIDE)
    return _act(request, found, DecideForm, services.accept_batch, _("It is a batch"))


@require_http_methods(DOOR)
def batch_reject(request: SignedInRequest, number: str) -> HttpResponse:
    found = _in_scope(request, number, Right.BATCH_DECIDE)
    return _act(request, found, DecideForm, services.reject_batch, _("Not a batch"))


@require_http_methods(DOOR)
def batch_plan(request: SignedInRequest, number: str) -> HttpResponse:
    found = _in_scope(request, number, Right.BATCH_DECIDE)
    read = {"plan": found.plan, "instead_of": found.plan}
    return _act(request, found, PlanForm, services.plan_batch, _("One plan for all"), initial=read)


@require_http_methods(DOOR)
def batch_add(request: SignedInRequest, number: str) -> HttpResponse:
    """A ticket that one may not see is as one that does not exist (C04)."""
    found = _in_scope(request, number, Right.BATCH_DECIDE)
    typed = request.POST.get("number", "").strip().upper()
    complaint = Complaint.objects.visible_to(request.user).filter(number=typed).first()
    if request.method == "POST" and typed and complaint is None:
        raise Http404
    return _act(request, found, AddForm, services.add_ticket, _("Add a ticket"), names=(), complaint=complaint)


@require_http_methods(DOOR)
def batch_take_out(request: SignedInRequest, number: str, ticket: str) -> HttpResponse:
    found = _in_scope(request, number, Right.BATCH_DECIDE)
    complaint = _member(request, found, ticket)
    return _act(request, found, DecideForm, services.take_out, _("Take the ticket out"), complaint=complaint)


@require_http_methods(DOOR)
def batch_answer(request: SignedInRequest, number: str, ticket: str) -> HttpResponse:
    found = _in_scope(request, number)
    complaint = _member(request, found, ticket)
    require(request, Right.COMPLAINT_EDIT, at=complaint)
    return _act(request, found, AnswerForm, services.answer, _("Customer answered"), complaint=complaint)


def _in_scope(request: SignedInRequest, number: str, right: str = "") -> Batch:
    require(request, Right.COMPLAINT_VIEW)
    rows = Batch.objects.visible_to(request.user).select_related("unit", "product", "cause", "decided_by")
    found = get_object_or_404(rows, number=number)
    if right:
        require(request, right, at=found)
    return found


def _member(request: SignedInRequest, found: Batch, ticket: str) -> Complaint:
    rows = Complaint.objects.visible_to(request.user).filter(batch_member__batch=found)
    return get_object_or_404(rows, number=ticket)


def _page(request: SignedInRequest, found: Batch) -> HttpResponse:
    members = members_for(found, request.user)
    context = {
        "batch": found,
        "members": members,
        "answered": sum(member.answered_at is not None for member in members),
        "suggested": suggested(found, request.user),
        "may_decide": request.user.may(Right.BATCH_DECIDE, at=found),
        "may_answer": request.user.may(Right.COMPLAINT_EDIT, at=found),
        "may_export": request.user.may(Right.EXPORT_RUN),
    }
    return render(request, "complaints/batches/batch.html", context)


def _act(
    request: SignedInRequest,
    found: Batch,
    kind: type[forms.Form],
    act: Any,
    title: Any,
    *,
    names: tuple[str, ...] | None = None,
    initial: dict[str, Any] | None = None,
    **fixed: Any,
) -> HttpResponse:
    form = kind(request.POST if request.method == "POST" else None, initial=initial)
    to = reverse("batch", args=[found.number])
    context = {"batch": found, "title": title, "button": title, "back_url": to, "complaint": fixed.get("complaint")}
    return answered(request, form, act, to=to, template=ACT, context=context, names=names, batch=found, **fixed)
