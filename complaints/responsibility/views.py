"""Responsibility on the page: the finding of a ticket with a door per act, and what a person is named for."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints.casework.forms import RoundForm
from complaints.casework.selectors import case_as_it_stands
from complaints.casework.services import on_case
from complaints.responsibility import services
from complaints.responsibility.choices import FindingState
from complaints.responsibility.forms import (
    AnswerForm,
    DecisionForm,
    FindingForm,
    NoticeForm,
    WithdrawForm,
    named_in_rows,
    share_rows,
)
from complaints.responsibility.models import Finding, Share
from complaints.responsibility.selectors import (
    answer_day,
    delivered_refund,
    finding_of,
    is_named,
    is_ripe,
    makers_of,
    rounds_found,
    sees_shares,
    shares_of,
)
from complaints.tickets.choices import State, Validity
from complaints.tickets.models import Complaint
from complaints.tickets.views.page import in_scope
from core.answering import answered
from core.http import SignedInRequest
from core.refusals import Refusal, refused_in
from core.rights import require
from org.access.choices import Right

DOOR = ["GET", "HEAD", "POST"]
BAD = 400
MOST_PEOPLE = 300
MOST_FINDINGS = 100


@require_safe
def finding(request: SignedInRequest, number: str) -> HttpResponse:
    """Everything about the finding, for those who handle, find out, decide or audit.

    That of an earlier round (`?round=1`) is only read; it also stands here until the round now at work has one.
    """
    complaint = in_scope(request, number)
    asked = RoundForm(request.GET)
    if not asked.is_valid():
        raise Http404
    of_round, before = asked.cleaned_data["round"], rounds_found(complaint)
    found = finding_of(complaint, of_round=of_round)
    if found is None and of_round is None and before:
        found = finding_of(complaint, of_round=before[0])
    if found is None:
        raise Http404
    if not sees_shares(request.user, complaint):
        raise PermissionDenied
    now, person = timezone.now(), request.user
    named = is_named(person, found)
    at_work = found.casework.is_current
    stands = at_work and complaint.state != State.VOID and found.casework.validity == Validity.VALID
    may_edit = stands and not named and person.may(Right.RESPONSIBILITY_EDIT, at=complaint)
    may_decide = stands and person.may(Right.RESPONSIBILITY_DECIDE, at=complaint)
    concerned = named or person.pk in makers_of(found)
    open_to = {FindingState.DRAFT, FindingState.NOTICED}
    context = {
        "complaint": complaint,
        "finding": found,
        "now": now,
        "is_over": bool(found.answer_by and found.answer_by < now),
        "may_edit": may_edit and found.state in (FindingState.DRAFT, FindingState.WITHDRAWN),
        "may_notice": may_edit and found.state == FindingState.DRAFT,
        "may_withdraw": may_edit and found.state in open_to,
        "may_decide": may_decide and not concerned and is_ripe(found, now=now),
        "before": [each for each in before if each != found.casework.round],
        "waits": at_work and found.state == FindingState.NOTICED and not is_ripe(found, now=now),
    }
    return render(request, "complaints/responsibility/finding.html", context)


@require_http_methods(DOOR)
def finding_edit(request: SignedInRequest, number: str) -> HttpResponse:
    """Prepare the finding, or change it while nobody is informed."""
    complaint = in_scope(request, number)
    require(request, Right.RESPONSIBILITY_EDIT, at=complaint)
    known, casework = finding_of(complaint), case_as_it_stands(complaint)
    if request.method != "POST" and known and known.state in (FindingState.NOTICED, FindingState.DECIDED):
        return redirect("finding", number)
    refund = delivered_refund(casework) if casework and casework.pk else None
    data = request.POST if request.method == "POST" else None
    form = FindingForm(data, finding=known, refund=refund, business=complaint.business)
    rows = share_rows(data, asker=request.user, shares=list(known.shares.all()) if known else [])
    status = 200
    if request.method == "POST":
        status = BAD
        if form.is_valid() and rows.is_valid():
            try:
                on_case(complaint, services.prepare_finding)(
                    found=form.found(named_in_rows(rows)),
                    version=form.cleaned_data["version"],
                    by=request.user,
                    now=timezone.now(),
                )
            except Refusal as refusal:
                status = refused_in(form, refusal)
            else:
                return redirect("finding", number)
    people = request.user.colleagues_for(Right.RESPONSIBILITY_EDIT)[:MOST_PEOPLE]
    context = {"form": form, "rows": rows, "complaint": complaint, "refund": refund, "people": people}
    return render(request, "complaints/responsibility/edit.html", context, status=status)


@require_http_methods(DOOR)
def finding_notice(request: SignedInRequest, number: str) -> HttpResponse:
    complaint, found = _in_scope(request, number)
    require(request, Right.RESPONSIBILITY_EDIT, at=complaint)
    form = NoticeForm(request.POST or None, initial={"answer_by": answer_day(complaint.unit, now=timezone.now())})
    return _acted(request, found, form, "notice", services.give_notice)


@require_http_methods(DOOR)
def finding_decide(request: SignedInRequest, number: str) -> HttpResponse:
    complaint, found = _in_scope(request, number)
    require(request, Right.RESPONSIBILITY_DECIDE, at=complaint)
    form = DecisionForm(request.POST or None, shares=list(found.shares.all()))
    if not form.is_bound or not form.is_valid():
        return _acted(request, found, form, "decide", services.decide_finding)
    return _acted(request, found, form, "decide", services.decide_finding, names=(), **form.said())


@require_http_methods(DOOR)
def finding_withdraw(request: SignedInRequest, number: str) -> HttpResponse:
    complaint, found = _in_scope(request, number)
    require(request, Right.RESPONSIBILITY_EDIT, at=complaint)
    return _acted(request, found, WithdrawForm(request.POST or None), "withdraw", services.withdraw_finding)


@require_safe
def my_findings(request: SignedInRequest) -> HttpResponse:
    """What the person is named for, newest first."""
    shares = shares_of(request.user)[:MOST_FINDINGS]
    return render(request, "complaints/responsibility/mine.html", {"shares": shares, "now": timezone.now()})


@require_safe
def my_finding(request: SignedInRequest, pk: int) -> HttpResponse:
    share = _own(request, pk)
    return _my_page(request, share, AnswerForm(), "my_finding")


@require_safe
def my_finding_print(request: SignedInRequest, pk: int) -> HttpResponse:
    return _my_page(request, _own(request, pk), None, "my_print")


@require_POST
def my_finding_read(request: SignedInRequest, pk: int) -> HttpResponse:
    services.read_notice(share=_own(request, pk), by=request.user, now=timezone.now())
    return redirect("my_finding", pk)


@require_POST
def my_finding_answer(request: SignedInRequest, pk: int) -> HttpResponse:
    share, form, status = _own(request, pk), AnswerForm(request.POST), BAD
    if form.is_valid():
        try:
            services.answer_finding(share=share, by=request.user, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            status = refused_in(form, refusal)
        else:
            return redirect("my_finding", pk)
    return _my_page(request, share, form, "my_finding", status=status)


def _in_scope(request: SignedInRequest, number: str) -> tuple[Complaint, Finding]:
    complaint = in_scope(request, number)
    found = finding_of(complaint)
    if found is None:
        raise Http404
    return complaint, found


def _own(request: SignedInRequest, pk: int) -> Share:
    share: Share = get_object_or_404(shares_of(request.user), pk=pk)
    return share


def _my_page(
    request: SignedInRequest, share: Share, form: forms.Form | None, name: str, *, status: int = 200
) -> HttpResponse:
    """The facts and the own share; of the ticket only its number and subject, nothing of the customer."""
    now: dt.datetime = timezone.now()
    found = share.finding
    waits = found.state == FindingState.NOTICED and not share.is_answered
    context: dict[str, Any] = {
        "share": share,
        "finding": found,
        "complaint": found.casework.complaint,
        "form": form,
        "now": now,
        "may_answer": waits and bool(found.answer_by and now <= found.answer_by),
    }
    return render(request, f"complaints/responsibility/{name}.html", context, status=status)


def _acted(
    request: SignedInRequest, found: Finding, form: forms.Form, name: str, act: Any, **fixed: Any
) -> HttpResponse:
    number = found.casework.complaint.number
    context = {"complaint": found.casework.complaint, "finding": found}
    template = f"complaints/responsibility/{name}.html"
    to = reverse("finding", args=[number])
    return answered(request, form, act, to=to, template=template, context=context, finding=found, **fixed)
