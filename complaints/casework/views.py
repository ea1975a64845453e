"""One door per step that belongs to the case itself, and the list of what was judged anew late in a month."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from complaints.casework import services
from complaints.casework.choices import Step
from complaints.casework.forms import (
    DisposalForm,
    GradeForm,
    JoinForm,
    JudgeForm,
    MonthForm,
    PersonalApologyForm,
    RegradeForm,
    RejudgeForm,
    VerifyForm,
    WordsForm,
    partners_for,
)
from complaints.casework.models import Casework
from complaints.casework.presenter import not_yet
from complaints.casework.selectors import case_as_it_stands, first_round, late_reclassifications, may_take
from complaints.tickets.choices import Validity
from complaints.tickets.models import Complaint
from complaints.tickets.views.page import in_scope
from core.answering import answered
from core.files.services import attach
from core.http import SignedInRequest
from core.rights import require
from org.access.choices import Right

DOOR = ["GET", "HEAD", "POST"]


@require_http_methods(DOOR)
def grade(request: SignedInRequest, number: str) -> HttpResponse:
    complaint = in_scope(request, number)
    require(request, Right.COMPLAINT_EDIT, at=complaint)
    form = GradeForm(request.POST or None)
    return _taken(request, complaint, form, services.grade_case, Step.GRADE)


@require_http_methods(DOOR)
def regrade(request: SignedInRequest, number: str) -> HttpResponse:
    complaint = in_scope(request, number)
    require(request, Right.COMPLAINT_JUDGE, at=complaint)
    form = RegradeForm(request.POST or None, partners=partners_for(complaint))
    return _taken(
        request, complaint, form, services.regrade_case, None, title=_("Change the grade"), button=_("Change the grade")
    )


@require_http_methods(DOOR)
def join(request: SignedInRequest, number: str) -> HttpResponse:
    complaint = in_scope(request, number)
    require(request, Right.COMPLAINT_EDIT, at=complaint)
    form = JoinForm(request.POST or None, partners=partners_for(complaint))
    return _taken(request, complaint, form, services.join, Step.JOIN)


@require_http_methods(DOOR)
def verify(request: SignedInRequest, number: str) -> HttpResponse:
    complaint = in_scope(request, number)
    _permit(request, Step.VERIFY, complaint)
    form = VerifyForm(request.POST or None, request.FILES or None, person=request.user)
    return _taken(request, complaint, form, _verify_with_proof, Step.VERIFY)


@require_http_methods(DOOR)
def judge(request: SignedInRequest, number: str) -> HttpResponse:
    complaint = in_scope(request, number)
    require(request, Right.COMPLAINT_JUDGE, at=complaint)
    form = JudgeForm(request.POST or None)
    return _taken(request, complaint, form, services.judge, Step.JUDGE)


@require_http_methods(DOOR)
def rejudge(request: SignedInRequest, number: str) -> HttpResponse:
    """Valid becomes invalid only by a second person; invalid becomes valid at once."""
    complaint = in_scope(request, number)
    require(request, Right.COMPLAINT_JUDGE, at=complaint)
    form = RejudgeForm(request.POST or None)
    case = _case(complaint)
    to_valid = case.validity == Validity.INVALID
    act: Callable[..., object] = services.find_valid if to_valid else services.ask_reclassification
    return _taken(
        request,
        complaint,
        form,
        act,
        None,
        title=_("Find it valid after all") if to_valid else _("Find a valid complaint invalid"),
        button=_("Find it valid") if to_valid else _("Ask a second person"),
        hint="" if to_valid else _("Nothing changes until somebody else who may judge has agreed."),
    )


@require_http_methods(DOOR)
def explain(request: SignedInRequest, number: str) -> HttpResponse:
    complaint = in_scope(request, number)
    require(request, Right.COMPLAINT_EDIT, at=complaint)
    return _taken(request, complaint, WordsForm(request.POST or None), services.explain, Step.EXPLAIN)


@require_http_methods(DOOR)
def phone_apology(request: SignedInRequest, number: str) -> HttpResponse:
    complaint = in_scope(request, number)
    require(request, Right.COMPLAINT_EDIT, at=complaint)
    form = WordsForm(request.POST or None)
    return _taken(request, complaint, form, services.apologise_by_phone, Step.PHONE_APOLOGY)


@require_http_methods(DOOR)
def personal_apology(request: SignedInRequest, number: str) -> HttpResponse:
    complaint = in_scope(request, number)
    _permit(request, Step.PERSONAL_APOLOGY, complaint)
    form = PersonalApologyForm(request.POST or None)
    return _taken(request, complaint, form, services.apologise_in_person, Step.PERSONAL_APOLOGY)


@require_http_methods(DOOR)
def disposal(request: SignedInRequest, number: str) -> HttpResponse:
    complaint = in_scope(request, number)
    require(request, Right.COMPLAINT_EDIT, at=complaint)
    return _taken(request, complaint, DisposalForm(request.POST or None), services.dispose, Step.DISPOSAL)


@require_safe
def reclassifications(request: SignedInRequest) -> HttpResponse:
    """What was called invalid, or valid again, after the 25th of a month (C20)."""
    require(request, Right.COMPLAINT_VIEW)
    form = MonthForm(request.GET, now=timezone.now())
    form.is_valid()
    rows = late_reclassifications(request.user, form.chosen)
    return render(request, "complaints/casework/reclassifications.html", {"form": form, "rows": rows})


def _verify_with_proof(*, casework: Casework, upload: Any = None, by: Any, now: Any, **said: Any) -> None:
    """The proof is kept only with the findings."""
    with transaction.atomic():
        services.verify(casework=casework, by=by, now=now, **said)
        if upload:
            attach(upload, about=casework.complaint, by=by, now=now)


def _case(complaint: Complaint) -> Casework:
    return case_as_it_stands(complaint) or first_round(complaint)


def _permit(request: SignedInRequest, step: Step, complaint: Complaint) -> None:
    """Let the request pass to a step that is also taken jointly, else 403."""
    if not may_take(request.user, step, complaint):
        raise PermissionDenied(step)


def _taken(
    request: SignedInRequest,
    complaint: Complaint,
    form: forms.Form,
    act: Callable[..., object],
    step: Step | None,
    *,
    title: str | Promise = "",
    button: str | Promise = "",
    hint: str | Promise = "",
) -> HttpResponse:
    """Take the step; a page that is opened before its turn says why not and who is next, and has no form."""
    context = {
        "complaint": complaint,
        "title": title or (step.label if step else ""),
        "button": button or _("Record"),
        "hint": hint,
        "not_yet": not_yet(complaint, step, request.user) if step and not form.is_bound else None,
    }
    return answered(
        request,
        form,
        services.on_case(complaint, act),
        to=reverse("complaint", args=[complaint.number]),
        template="complaints/casework/act.html",
        context=context,
    )
