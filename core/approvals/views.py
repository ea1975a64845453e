"""Approvals on the page: what waits, the whole case on one screen, one tap."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from core.approvals import services
from core.approvals.choices import RequestState
from core.approvals.forms import DecisionForm, ListFilter, Show, SubstituteForm, WithdrawForm
from core.approvals.models import ApprovalRequest, ApprovalRequestQuerySet, Substitute
from core.approvals.registry import ApprovalKind, kind_of, kinds
from core.approvals.selectors import capped_count, case_of, page_of, step_for, waiting_for
from core.audit.selectors import timeline
from core.http import SignedInRequest
from core.refusals import Refusal
from core.rights import SYSTEM_MANAGE
from core.sudo import confirm_password, password_ok_until

BAD = 400


@require_safe
def approvals(request: SignedInRequest) -> HttpResponse:
    chosen = ListFilter(request.GET)
    chosen.is_valid()
    said = chosen.cleaned_data
    show = Show(said.get("show") or Show.WAITING)
    lists = _lists(request.user, timezone.now())
    rows = lists[show].of_kind(said.get("kind", "")).of_state(said.get("state", ""))
    context = {
        "page": page_of(rows, after=said.get("after"), oldest_first=show == Show.WAITING),
        "tabs": [(tab, "" if tab == Show.REACH else capped_count(lists[tab])) for tab in Show],
        "show": show,
        "kinds": kinds(),
        "states": RequestState if show != Show.WAITING else [],
        "kind": said.get("kind", ""),
        "state": said.get("state", ""),
        "now": timezone.now(),
    }
    return render(request, "core/approvals/approvals.html", context)


def _lists(person: Any, now: dt.datetime) -> dict[Show, ApprovalRequestQuerySet]:
    return {
        Show.WAITING: waiting_for(person, now),
        Show.ASKED: ApprovalRequest.objects.asked_by(person),
        Show.DECIDED: ApprovalRequest.objects.decided_by(person),
        Show.REACH: ApprovalRequest.objects.visible_to(person),
    }


@require_safe
def approval(request: SignedInRequest, pk: int) -> HttpResponse:
    return _page(request, _in_scope(request, pk))


@sensitive_post_parameters("password")
@require_POST
def approval_decide(request: SignedInRequest, pk: int) -> HttpResponse:
    asked, now = _in_scope(request, pk), timezone.now()
    form = DecisionForm(request.POST)
    try:
        services.permit(request=asked, by=request.user, now=now)
        if not form.is_valid():
            return _page(request, asked, form=form, status=BAD)
        _decide(request, asked, now=now, **form.cleaned_data)
    except Refusal as refusal:
        return _page(request, asked, form=form, refusal=refusal)
    return redirect(asked)


def _decide(request: SignedInRequest, asked: ApprovalRequest, *, password: str, now: dt.datetime, **said: Any) -> None:
    until = password_ok_until(request)
    if asked.money and password and asked.is_waiting:
        # Outside the act's transaction, so that a wrong one is counted whatever comes of it.
        until = confirm_password(request, password=password, now=now)
    services.decide(request=asked, password_ok_until=until, by=request.user, now=now, **said)


@require_POST
def approval_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    asked = _in_scope(request, pk)
    if asked.asked_by_id != request.user.pk:
        raise PermissionDenied
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _page(request, asked, withdraw_form=form, status=BAD)
    try:
        services.withdraw(request=asked, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now())
    except Refusal as refusal:
        return _page(request, asked, withdraw_form=form, refusal=refusal)
    return redirect(asked)


@require_safe
def substitutes(request: SignedInRequest) -> HttpResponse:
    return _substitutes(request, SubstituteForm(for_others=request.user.may(SYSTEM_MANAGE)))


@require_POST
def substitute_add(request: SignedInRequest) -> HttpResponse:
    form = SubstituteForm(request.POST, for_others=request.user.may(SYSTEM_MANAGE))
    if not form.is_valid():
        return _substitutes(request, form, status=BAD)
    said = form.cleaned_data | {"person": form.cleaned_data.get("person") or request.user}
    try:
        services.appoint_substitute(**said, by=request.user, now=timezone.now())
    except Refusal as refusal:
        form.add_error(refusal.field, str(refusal))
        return _substitutes(request, form, status=refusal.status)
    return redirect("substitutes")


@require_POST
def substitute_end(request: SignedInRequest, pk: int) -> HttpResponse:
    place = get_object_or_404(Substitute.objects.visible_to(request.user), pk=pk)
    if request.user.pk not in (place.person_id, place.substitute_id) and not request.user.may(SYSTEM_MANAGE):
        raise PermissionDenied
    try:
        services.end_substitute(place=place, by=request.user, now=timezone.now())
    except Refusal:
        return redirect("substitutes")  # which shows that it is over
    return redirect("substitutes")


def _in_scope(request: SignedInRequest, pk: int) -> ApprovalRequest:
    asked: ApprovalRequest = get_object_or_404(
        ApprovalRequest.objects.visible_to(request.user).select_related("asked_by"), pk=pk
    )
    return asked


def _page(
    request: SignedInRequest,
    asked: ApprovalRequest,
    *,
    form: DecisionForm | None = None,
    withdraw_form: WithdrawForm | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    if refusal is not None:
        asked = _in_scope(request, asked.pk)
        if form is not None and refusal.field in form.fields:
            form.add_error(refusal.field, str(refusal))
        status = refusal.status
    if form is not None:
        form.focus_first_error()
    step = step_for(request.user, asked, now)
    kind = _kind(asked)
    until = password_ok_until(request)
    context = {
        "asked": asked,
        "case": case_of(asked, now),
        "step": step,
        "form": (form or DecisionForm()) if step else None,
        "withdraw_form": (withdraw_form or WithdrawForm()) if _may_withdraw(request, asked) else None,
        "refusal": refusal,
        "needs_password": asked.money and (until is None or until < now),
        "case_template": kind.case_template if kind else "",
        "case_facts": kind.case(asked) if kind else {},
        "about_url": kind.address(asked) if kind else "",
        "lines": timeline(asked),
        "now": now,
    }
    return render(request, "core/approvals/approval.html", context, status=status)


def _kind(asked: ApprovalRequest) -> ApprovalKind | None:
    try:
        return kind_of(asked.kind)
    except LookupError:  # of an app that is not installed any more
        return None


def _may_withdraw(request: SignedInRequest, asked: ApprovalRequest) -> bool:
    return asked.is_alive and asked.asked_by_id == request.user.pk


def _substitutes(request: SignedInRequest, form: SubstituteForm, *, status: int = 200) -> HttpResponse:
    places = Substitute.objects.visible_to(request.user).select_related("person", "substitute", "appointed_by")
    context = {"form": form, "places": places[:200], "today": timezone.localdate()}
    return render(request, "core/approvals/substitutes.html", context, status=status)
