"""Doors of remedies and letters: load in scope, permit, form, act, answer."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints.casework.choices import Step
from complaints.casework.forms import RoundForm
from complaints.casework.presenter import not_yet
from complaints.casework.selectors import in_round
from complaints.casework.services import hold_case
from complaints.remedies import rules, services
from complaints.remedies.choices import LetterState, OfferKind, OfferState
from complaints.remedies.forms import (
    AlternativesForm,
    ChoiceForm,
    DeliverForm,
    LetterForm,
    MediationForm,
    PlanForm,
    SearchForm,
    SendForm,
)
from complaints.remedies.models import LETTER_RIGHTS, Letter, Offer
from complaints.remedies.presenter import SENT_BACK, earlier_rounds, letter_line, remedy_page
from complaints.remedies.selectors import (
    PRECEDENTS_MOST,
    current_casework,
    goes_out,
    in_force,
    letter_of,
    offers_of,
    precedents,
    signer_words,
)
from complaints.tickets.choices import State
from complaints.tickets.models import Complaint
from complaints.tickets.views.page import in_scope
from core.answering import answered
from core.approvals.selectors import SentBack, asked_as, sent_back
from core.files.services import attach
from core.files.views import answer_with
from core.http import SignedInRequest
from core.refusals import Refusal, refused_in
from core.rights import require
from org.access.choices import Right

DOOR = ["GET", "HEAD", "POST"]


@require_safe
def offers(request: SignedInRequest, number: str) -> HttpResponse:
    """What is on the table, planned, approved and carried out beside each other."""
    complaint = in_scope(request, number)
    page = remedy_page(complaint, request.user)
    context = {"page": page, "complaint": complaint, "earlier": earlier_rounds(complaint, request.user)}
    return render(request, "complaints/remedies/offers.html", context)


@require_http_methods(DOOR)
def alternatives(request: SignedInRequest, number: str) -> HttpResponse:
    """Two alternatives. A past one is taken over by a button of the same form, so that nothing typed is lost."""
    complaint = _to_handle(request, number)
    form, status = AlternativesForm(request.POST or None, initial=_as_before(complaint)), 200
    if taken := request.POST.get("take", ""):
        form = AlternativesForm(initial=_with_precedent(request, complaint, taken))
    elif "search" in request.POST:
        form = AlternativesForm(initial=request.POST.dict())
    elif form.is_bound:
        status = 400
        if form.is_valid():
            try:
                _propose(request, complaint, form)
            except Refusal as refusal:
                status = refused_in(form, refusal)
            else:
                return redirect("offers", number)
    context = {"form": form} | _in_turn(request, complaint, Step.ALTERNATIVES, form)
    context |= {"said": _said_against(complaint, *rules.ALTERNATIVES)} | _found(request, complaint, request.POST)
    return render(request, "complaints/remedies/alternatives.html", context, status=status)


def _propose(request: SignedInRequest, complaint: Complaint, form: AlternativesForm) -> None:
    plans = {which: form.plan(which) for which in ("first", "second")}
    named = {plan.precedent for plan in plans.values() if plan.precedent}
    if precedents(request.user, complaint).filter(pk__in=named).count() != len(named):
        raise Http404
    services.propose_alternatives(complaint=complaint, by=request.user, now=timezone.now(), **plans)


def _as_before(complaint: Complaint) -> dict[str, Any]:
    """What was proposed last and came back, to be changed."""
    casework = current_casework(complaint)
    table = in_force(offers_of(casework)) if casework else {}
    said: dict[str, Any] = {}
    for kind in rules.ALTERNATIVES:
        if offer := table.get(kind):
            said |= _filled(kind, offer)
    return said


def _with_precedent(request: SignedInRequest, complaint: Complaint, taken: str) -> dict[str, Any]:
    which, _mark, key = taken.partition(":")
    if which not in rules.ALTERNATIVES or not key.isdecimal():
        raise Http404
    past = get_object_or_404(precedents(request.user, complaint), pk=int(key[:18]))
    return request.POST.dict() | _filled(which, past) | {f"{which}_precedent": past.pk}


def _filled(which: str, offer: Offer) -> dict[str, Any]:
    return {
        f"{which}_words": offer.words,
        f"{which}_amount": "" if offer.amount is None else str(offer.amount),
        f"{which}_precedent": offer.precedent_id,
    }


@require_safe
def past_offers(request: SignedInRequest, number: str) -> HttpResponse:
    """The list of past offers for the words typed, for a page that asks while one types."""
    complaint = _to_handle(request, number)
    return render(
        request,
        "complaints/remedies/_precedents.html",
        {"complaint": complaint, **_found(request, complaint, request.GET)},
    )


def _found(request: SignedInRequest, complaint: Complaint, said: Any) -> dict[str, Any]:
    search = SearchForm(said)
    words = search.cleaned_data["q"] if search.is_valid() else ""
    return {"found": precedents(request.user, complaint, words)[:PRECEDENTS_MOST], "words": words}


@require_http_methods(DOOR)
def choice(request: SignedInRequest, number: str) -> HttpResponse:
    complaint = _to_handle(request, number)
    form = ChoiceForm(request.POST or None)
    return _answer(request, complaint, form, services.record_choice, Step.CHOICE)


@require_http_methods(DOOR)
def mediation(request: SignedInRequest, number: str) -> HttpResponse:
    complaint = _to_handle(request, number)
    form = MediationForm(request.POST or None)
    return _answer(request, complaint, form, services.record_mediation, Step.MEDIATION)


@require_http_methods(DOOR)
def plan(request: SignedInRequest, number: str, kind: str) -> HttpResponse:
    """Plan, or change, what is to be carried out; it is approved before that."""
    complaint = _to_handle(request, number)
    if kind not in OfferKind.values:
        raise Http404
    before = _as_before_of(complaint, kind)
    form = PlanForm(request.POST or None, initial=before, kind=kind)

    def act(*, by: Any, now: dt.datetime, **_said: Any) -> None:
        services.plan_remedy(complaint=complaint, kind=kind, plan=form.plan(), by=by, now=now)

    return answered(
        request,
        form,
        act,
        to=_page_of(complaint),
        template="complaints/remedies/plan.html",
        context=_in_turn(request, complaint, Step.REMEDY, form)
        | {"kind": OfferKind(kind), "said": _said_against(complaint, kind)},
    )


def _said_against(complaint: Complaint, *kinds: str) -> SentBack | None:
    """With which words the newest of these offers came back, for whoever changes it."""
    casework = current_casework(complaint)
    table = in_force(offers_of(casework)) if casework else {}
    found = [table[kind] for kind in kinds if kind in table and table[kind].state in SENT_BACK]
    return next(iter(sent_back([offer.request_id for offer in found if offer.request_id]).values()), None)


def _said_against_letter(found: Letter | None) -> SentBack | None:
    """With which words the signature was denied; on the letter's own pages only, since a letter names the customer."""
    if found is None or found.state != LetterState.DRAFT or found.request_id is None:
        return None
    return sent_back([found.request_id]).get(found.request_id)


def _as_before_of(complaint: Complaint, kind: str) -> dict[str, Any]:
    casework = current_casework(complaint)
    offer = in_force(offers_of(casework)).get(kind) if casework else None
    return {"words": offer.words, "amount": "" if offer.amount is None else str(offer.amount)} if offer else {}


@require_http_methods(DOOR)
def deliver(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    """Carry out what was approved, with its receipt; what is carried out is read where all offers stand."""
    complaint = _to_handle(request, number)
    rows = Offer.objects.visible_to(request.user).filter(casework__complaint=complaint, casework__is_current=True)
    offer = get_object_or_404(rows, pk=pk)
    if request.method != "POST" and offer.state == OfferState.DELIVERED:
        return redirect("offers", number)
    form = DeliverForm(request.POST or None, request.FILES or None, initial={"amount": offer.amount})
    return answered(
        request,
        form,
        _deliver_with_receipt,
        to=_page_of(complaint),
        template="complaints/remedies/deliver.html",
        context={"complaint": complaint, "offer": offer},
        offer=offer,
        complaint=complaint,
    )


@transaction.atomic
def _deliver_with_receipt(
    *, complaint: Complaint, offer: Offer, proof: str, file: UploadedFile | None, by: Any, now: dt.datetime, **paid: Any
) -> None:
    """A file that comes along is kept with the ticket, and its name is the proof where no number was typed."""
    if file is not None:
        hold_case(offer.casework)
        kept = attach(file, about=complaint, by=by, now=now).file.name
        proof = proof or kept[: rules.PROOF_MOST]
    services.deliver_remedy(offer=offer, proof=proof, by=by, now=now, **paid)


@require_safe
def letter(request: SignedInRequest, number: str) -> HttpResponse:
    """The round's letter as it stands, for whoever handles the ticket or signs letters."""
    complaint = _to_read_letter(request, number)
    may_act = complaint.state == State.OPEN and request.user.may(Right.COMPLAINT_EDIT, at=complaint)
    return _letter_page(request, complaint, _letter_in_reach(request, complaint), may_act=may_act)


def _letter_page(
    request: SignedInRequest,
    complaint: Complaint,
    found: Letter | None,
    *,
    may_act: bool,
    refusal: Refusal | None = None,
) -> HttpResponse:
    context = {
        "complaint": complaint,
        "letter": found,
        "line": letter_line(found) if found else None,
        "said": _said_against_letter(found),
        "may_act": may_act,
        "may_send": may_act and found is not None and goes_out(found, found.casework),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "complaints/remedies/letter.html", context, status=status)


@require_http_methods(DOOR)
def letter_edit(request: SignedInRequest, number: str) -> HttpResponse:
    complaint = _to_handle(request, number)
    form = LetterForm(request.POST or None, initial=_letter_so_far(complaint))
    return answered(
        request,
        form,
        services.write_letter,
        to=reverse("letter", args=[complaint.number]),
        template="complaints/remedies/letter_edit.html",
        context=_in_turn(request, complaint, Step.LETTER, form)
        | {"said": _said_against_letter(_letter_in_reach(request, complaint))},
        complaint=complaint,
    )


def _letter_so_far(complaint: Complaint) -> dict[str, Any]:
    casework = current_casework(complaint)
    found = letter_of(casework) if casework else None
    if found is not None and found.state == LetterState.DRAFT:
        return {"text": found.text, "version": found.version}
    return {"text": services.first_text(complaint)}


@require_POST
def letter_ask(request: SignedInRequest, number: str) -> HttpResponse:
    """Hand the letter to whoever signs it."""
    complaint = _to_handle(request, number)
    found = _letter_or_404(request, complaint)
    try:
        services.ask_signature(letter=found, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return _letter_page(request, complaint, found, may_act=True, refusal=refusal)
    return redirect("letter", number)


@require_http_methods(DOOR)
def letter_send(request: SignedInRequest, number: str) -> HttpResponse:
    complaint = _to_handle(request, number)
    found = _letter_or_404(request, complaint)
    return answered(
        request,
        SendForm(request.POST or None),
        services.send_letter,
        to=reverse("letter", args=[complaint.number]),
        template="complaints/remedies/send.html",
        context={"complaint": complaint},
        letter=found,
    )


@require_safe
def letter_file(request: SignedInRequest, number: str) -> HttpResponseBase:
    """The signed letter as a PDF: of the round now at work, or of an earlier one (`?round=1`)."""
    complaint = _to_read_letter(request, number)
    asked = RoundForm(request.GET)
    if not asked.is_valid():
        raise Http404
    found = _letter_or_404(request, complaint, of_round=asked.cleaned_data["round"])
    if found.file is None:
        raise Http404
    return answer_with(found.file)


@require_safe
def letter_print(request: SignedInRequest, number: str) -> HttpResponse:
    complaint = _to_read_letter(request, number)
    found = _letter_or_404(request, complaint)
    signer = ""
    if found.request and found.signed_by:
        signer = signer_words(found.signed_by, asked_as(found.request, found.signed_by))
    context = {"complaint": complaint, "letter": found, "signer": signer}
    return render(request, "complaints/remedies/letter_print.html", context)


def _to_read_letter(request: SignedInRequest, number: str) -> Complaint:
    """A letter names the customer: lookers-on have none of it."""
    complaint = in_scope(request, number)
    if not any(request.user.may(right, at=complaint) for right in LETTER_RIGHTS):
        raise PermissionDenied
    return complaint


def _letter_in_reach(request: SignedInRequest, complaint: Complaint, *, of_round: int | None = None) -> Letter | None:
    rows = Letter.objects.visible_to(request.user).filter(casework__complaint=complaint)
    rows = rows.filter(**in_round(of_round))
    return rows.select_related("casework__complaint", "signed_by", "file", "request").order_by("-pk").first()


def _letter_or_404(request: SignedInRequest, complaint: Complaint, *, of_round: int | None = None) -> Letter:
    found = _letter_in_reach(request, complaint, of_round=of_round)
    if found is None:
        raise Http404
    return found


def _to_handle(request: SignedInRequest, number: str) -> Complaint:
    complaint = in_scope(request, number)
    require(request, Right.COMPLAINT_EDIT, at=complaint)
    return complaint


def _page_of(complaint: Complaint) -> str:
    return reverse("offers", args=[complaint.number])


def _in_turn(request: SignedInRequest, complaint: Complaint, step: Step, form: forms.Form) -> dict[str, Any]:
    """The ticket and what stands in the way of a step, said before anything is typed; afterwards the act says it."""
    return {"complaint": complaint, "not_yet": None if form.is_bound else not_yet(complaint, step, request.user)}


def _answer(request: SignedInRequest, complaint: Complaint, form: forms.Form, act: Any, step: Step) -> HttpResponse:
    return answered(
        request,
        form,
        act,
        to=_page_of(complaint),
        template=f"complaints/remedies/{step.value}.html",
        context=_in_turn(request, complaint, step, form) | {"table": _table(complaint)},
        complaint=complaint,
    )


def _table(complaint: Complaint) -> list[Offer]:
    """The two alternatives as the customer is told of them."""
    casework = current_casework(complaint)
    table = in_force(offers_of(casework)) if casework else {}
    return [table[kind] for kind in rules.ALTERNATIVES if kind in table]
