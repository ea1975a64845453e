"""The callers' doors: the queue, one call, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from complaints.callbacks import services
from complaints.callbacks.forms import GiveUpForm, MissedForm, ReachedForm
from complaints.callbacks.models import CallBack
from complaints.callbacks.presenter import call_line, call_page
from complaints.callbacks.selectors import SHOWN_WITH, call_of, queue
from complaints.tickets.models import Complaint
from complaints.tickets.views.page import in_scope
from core.answering import answered
from core.http import SignedInRequest
from core.refusals import Refusal, refused_in
from core.rights import require
from org.access.choices import Right

PAGE = 50


@require_safe
def call_backs(request: SignedInRequest) -> HttpResponse:
    """Who is to be called, the one due first in front; without one's own cases."""
    require(request, Right.COMPLAINT_CALL)
    return _queue(request)


def _queue(request: SignedInRequest, *, refusal: str = "", status: int = 200) -> HttpResponse:
    now = timezone.now()
    rows = queue(request.user).select_related(*SHOWN_WITH)
    later = request.GET.get("show") == "later"
    shown = rows.filter(not_before__gt=now) if later else rows.filter(not_before__lte=now)
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    lines = [call_line(call, request.user, now=now) for call in page]
    context = {"page": page, "lines": lines, "later": later, "refusal": refusal}
    return render(request, "complaints/callbacks/call_backs.html", context, status=status)


@require_POST
def call_back_next(request: SignedInRequest) -> HttpResponse:
    require(request, Right.COMPLAINT_CALL)
    try:
        call = services.take_next(by=request.user, now=timezone.now())
    except Refusal as refusal:
        return _queue(request, refusal=str(refusal), status=refusal.status)
    return redirect("call_back", call.casework.complaint.number) if call else redirect("call_backs")


@require_safe
def call_back(request: SignedInRequest, number: str) -> HttpResponse:
    complaint = _permitted(request, number)
    return _page(request, complaint)


@require_POST
def call_back_take(request: SignedInRequest, number: str) -> HttpResponse:
    return _done(request, number, forms.Form, services.take_call, stay=True)


@require_POST
def call_back_release(request: SignedInRequest, number: str) -> HttpResponse:
    return _done(request, number, forms.Form, services.hand_back)


@require_POST
def call_back_reached(request: SignedInRequest, number: str) -> HttpResponse:
    return _done(request, number, ReachedForm, services.reach_customer, shown="reached_form")


@require_POST
def call_back_missed(request: SignedInRequest, number: str) -> HttpResponse:
    return _done(request, number, MissedForm, services.miss_call, shown="missed_form")


@require_POST
def call_back_give_up(request: SignedInRequest, number: str) -> HttpResponse:
    return _done(request, number, GiveUpForm, services.give_up, shown="give_up_form")


@require_POST
def call_back_again(request: SignedInRequest, number: str) -> HttpResponse:
    """Ask for another call: whoever handles the ticket."""
    complaint = in_scope(request, number)
    require(request, Right.COMPLAINT_EDIT, at=complaint)
    return answered(
        request,
        forms.Form(request.POST),
        services.call_again,
        to=reverse("complaint", args=[number]),
        template="complaints/callbacks/refused.html",
        context={"complaint": complaint},
        complaint=complaint,
    )


def _permitted(request: SignedInRequest, number: str) -> Complaint:
    complaint = in_scope(request, number)
    require(request, Right.COMPLAINT_CALL, at=complaint)
    return complaint


def _call(complaint: Complaint) -> CallBack:
    call = call_of(complaint)
    if call is None:
        raise Http404
    return call


def _done(
    request: SignedInRequest,
    number: str,
    kind: type[forms.Form],
    act: Callable[..., object],
    *,
    shown: str = "",
    stay: bool = False,
) -> HttpResponse:
    """Act on the call of the ticket and go back to the queue; else the page with what is wrong."""
    complaint = _permitted(request, number)
    form = kind(request.POST)
    if not form.is_valid():
        return _page(request, complaint, status=400, **{shown: form})
    try:
        act(call=_call(complaint), by=request.user, now=timezone.now(), **form.cleaned_data)
    except Refusal as refusal:
        status = refused_in(form, refusal)
        return _page(request, complaint, status=status, **{shown or "refused_form": form})
    return redirect("call_back", number) if stay else redirect("call_backs")


def _page(request: SignedInRequest, complaint: Complaint, *, status: int = 200, **forms_shown: Any) -> HttpResponse:
    context = {
        "complaint": complaint,
        "page": call_page(complaint, request.user, now=timezone.now()),
        "may_reveal": bool(complaint.phone_masked) and request.user.may(Right.PHONE_REVEAL, at=complaint),
        "may_edit": request.user.may(Right.COMPLAINT_EDIT, at=complaint),
        "reached_form": ReachedForm(),
        "missed_form": MissedForm(),
        "give_up_form": GiveUpForm(),
        **forms_shown,
    }
    return render(request, "complaints/callbacks/call_back.html", context, status=status)
