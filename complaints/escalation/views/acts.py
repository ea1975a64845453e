"""Up, seen, and down again: one door per act on a ticket."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints.escalation import services
from complaints.escalation.forms import RaiseForm, ReasonForm
from complaints.escalation.selectors import level_of, waiting_for
from complaints.tickets.models import Complaint
from complaints.tickets.views.page import in_scope
from core.answering import answered
from core.files.views import answer_with
from core.http import SignedInRequest
from core.rights import require
from org.access.choices import Right

ACT = "complaints/escalation/act.html"
MOST_WAITING = 200


def _to(complaint: Complaint) -> str:
    return reverse("complaint", args=[complaint.number])


@require_http_methods(["GET", "HEAD", "POST"])
def escalate(request: SignedInRequest, number: str) -> HttpResponse:
    complaint = in_scope(request, number)
    require(request, Right.COMPLAINT_EDIT, at=complaint)
    level = level_of(complaint)
    words = {
        "complaint": complaint,
        "title": _("Escalate to the next level"),
        "note": _("The ticket stands at level %(level)s.") % {"level": level},
    }
    form = RaiseForm(request.POST or None, level=level)
    act = services.escalate_by_hand
    return answered(request, form, act, to=_to(complaint), template=ACT, context=words, complaint=complaint)


@require_POST
def acknowledge(request: SignedInRequest, number: str) -> HttpResponse:
    """One tap: whoever was told has seen it."""
    complaint = in_scope(request, number)
    act = services.acknowledge_escalation
    words = {"complaint": complaint, "title": _("Acknowledge the escalation")}
    form = forms.Form(request.POST)
    return answered(request, form, act, to=_to(complaint), template=ACT, context=words, complaint=complaint)


@require_http_methods(["GET", "HEAD", "POST"])
def lower(request: SignedInRequest, number: str) -> HttpResponse:
    complaint = in_scope(request, number)
    require(request, Right.ESCALATION_LOWER, at=complaint)
    words = {
        "complaint": complaint,
        "title": _("Take the escalation back"),
        "note": _("The ticket stands at level %(level)s.") % {"level": level_of(complaint)},
    }
    form = ReasonForm(request.POST or None)
    act = services.lower_escalation
    return answered(request, form, act, to=_to(complaint), template=ACT, context=words, complaint=complaint)


@require_safe
def form(request: SignedInRequest, number: str, pk: int) -> HttpResponseBase:
    """The liaison form, for whoever sees the ticket."""
    complaint = in_scope(request, number)
    escalation = complaint.escalations.select_related("liaison_file").filter(pk=pk).first()
    if escalation is None or escalation.liaison_file is None:
        raise Http404
    return answer_with(escalation.liaison_file)


@require_safe
def waiting(request: SignedInRequest) -> HttpResponse:
    """What waits for this person's acknowledgement."""
    require(request, Right.COMPLAINT_VIEW)
    context = {"notices": waiting_for(request.user, most=MOST_WAITING)}
    return render(request, "complaints/escalation/waiting.html", context)
