"""One door per act on a ticket: load in scope, permit, form, act, answer."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from complaints.tickets import services
from complaints.tickets.forms import (
    AssignForm,
    CloseForm,
    NoteForm,
    ReopenForm,
    RevealForm,
    VoidForm,
    handlers_for,
    is_foreign,
)
from complaints.tickets.models import Complaint, may_take_part
from complaints.tickets.registry import proposed_reason
from complaints.tickets.selectors import twins_of
from complaints.tickets.views.page import in_scope
from core.answering import answered
from core.http import SignedInRequest
from core.refusals import Refusal
from core.rights import require
from org.access.choices import Right


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: SignedInRequest, number: str) -> HttpResponse:
    complaint = in_scope(request, number)
    require(request, Right.COMPLAINT_CLOSE, at=complaint)
    form = CloseForm(request.POST or None, twins=twins_of(complaint, request.user))
    if is_foreign(form):
        raise Http404
    names = [name for name in ("outcome", "note", "duplicate_of") if name in form.fields]
    return _answer(request, complaint, form, "complaints/close.html", services.close_complaint, *names)


@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: SignedInRequest, number: str) -> HttpResponse:
    complaint = in_scope(request, number)
    require(request, Right.COMPLAINT_CLOSE, at=complaint)
    form = ReopenForm(request.POST or None, initial={"reason": proposed_reason(complaint)})
    return _answer(request, complaint, form, "complaints/reopen.html", services.reopen_complaint, "reason", "note")


@require_http_methods(["GET", "HEAD", "POST"])
def void(request: SignedInRequest, number: str) -> HttpResponse:
    complaint = in_scope(request, number)
    require(request, Right.COMPLAINT_VOID, at=complaint)
    form = VoidForm(request.POST or None)
    return _answer(request, complaint, form, "complaints/void.html", services.void_complaint, "reason")


@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: SignedInRequest, number: str) -> HttpResponse:
    complaint = in_scope(request, number)
    require(request, Right.COMPLAINT_EDIT, at=complaint)
    form = AssignForm(request.POST or None, handlers=handlers_for(complaint))
    if is_foreign(form):
        raise Http404
    return _answer(request, complaint, form, "complaints/assign.html", services.assign_complaint, "handler")


@require_POST
def acknowledge(request: SignedInRequest, number: str) -> HttpResponse:
    complaint = in_scope(request, number)
    require(request, Right.COMPLAINT_EDIT, at=complaint)
    form = forms.Form(request.POST)
    return _answer(request, complaint, form, "complaints/acknowledge.html", services.acknowledge_complaint)


@require_http_methods(["GET", "HEAD", "POST"])
def note(request: SignedInRequest, number: str) -> HttpResponse:
    """A note, or a call with the customer; who only calls customers may log calls alone."""
    complaint = in_scope(request, number)
    calls_only = not may_take_part(request.user, complaint)
    if calls_only:
        require(request, Right.COMPLAINT_CALL, at=complaint)
    form = NoteForm(request.POST or None, calls_only=calls_only)
    call = form.is_bound and form.is_valid() and form.cleaned_data["kind"] == "call"
    act: Callable[..., object] = services.log_call if call else services.add_note
    names = ("text", "reached", "minutes", "recording") if call else ("text",)
    return _answer(request, complaint, form, "complaints/note.html", act, *names)


@require_http_methods(["GET", "HEAD", "POST"])
def reveal(request: SignedInRequest, number: str) -> HttpResponse:
    """The customer's full number, once, for a reason that is kept."""
    complaint = in_scope(request, number)
    require(request, Right.PHONE_REVEAL, at=complaint)
    form, digits, status = RevealForm(request.POST or None), "", 200
    if form.is_bound and form.is_valid():
        try:
            digits = services.reveal_phone(
                complaint=complaint, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    if form.is_bound and not digits:
        status = 422 if request.htmx else 400
    piece = "complaints/_reveal.html" if request.htmx else "complaints/reveal.html"
    return render(request, piece, {"form": form, "digits": digits, "complaint": complaint}, status=status)


def _answer(
    request: SignedInRequest,
    complaint: Complaint,
    form: forms.Form,
    template: str,
    act: Callable[..., object],
    *names: str,
) -> HttpResponse:
    """Act on a valid form and show the ticket; else the form with what is wrong."""
    page, context = reverse("complaint", args=[complaint.number]), {"complaint": complaint}
    return answered(request, form, act, to=page, template=template, context=context, names=names, complaint=complaint)
