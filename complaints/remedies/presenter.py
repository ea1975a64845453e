"""Remedies and the letter in words: what is on the table, and what this person may do now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from complaints.casework.choices import Step
from complaints.casework.models import Casework
from complaints.casework.rules import open_now
from complaints.casework.selectors import rounds_to_show
from complaints.remedies import rules
from complaints.remedies.choices import LetterState, OfferKind, OfferState
from complaints.remedies.models import LETTER_RIGHTS, Letter, Offer
from complaints.remedies.rules import amount_words, kinds_to_plan, together
from complaints.remedies.selectors import (
    current_casework,
    goes_out,
    in_force,
    letter_by_round,
    letter_of,
    offers_by_round,
    offers_of,
)
from complaints.remedies.services.carrying import READY
from complaints.remedies.services.letters import OUT_OF_HAND
from complaints.tickets.choices import State
from complaints.tickets.clocks import moment
from complaints.tickets.models import Complaint
from complaints.tickets.registry import Act
from core.approvals.models import ApprovalRequest
from core.approvals.selectors import SentBack, sent_back
from org.access.choices import Right

if TYPE_CHECKING:
    from org.people.models import Person


SENT_BACK = (OfferState.RETURNED, OfferState.REFUSED)


@dataclass(frozen=True)
class OfferLine:
    """An offer: planned, approved and carried out beside each other; `approval_address` is empty out of reach;
    `sent_back` are the words with which it was returned or not approved."""

    label: str
    words: str
    state: str
    status: str
    planned: str
    approved: str
    delivered: str
    proof: str
    made: str
    precedent: str
    sent_back: SentBack | None
    approval_address: str
    acts: list[Act]
    is_over: bool


@dataclass(frozen=True)
class LetterLine:
    """How the letter stands."""

    state: str
    status: str
    signed: str
    sent: str
    has_file: bool


@dataclass(frozen=True)
class RemedyPage:
    """What the page of remedies and the panel beside the ticket show."""

    note: str
    acts: list[Act]
    offers: list[OfferLine]
    letter: LetterLine | None
    address: str
    letter_address: str


def remedy_page(complaint: Complaint, person: Person) -> RemedyPage | None:
    """Five queries at most; None before anybody worked on the ticket."""
    casework = current_casework(complaint)
    if casework is None:
        return None
    casework.complaint = complaint
    offers = offers_of(casework)
    newest = in_force(offers)
    may_act = complaint.state == State.OPEN and person.may(Right.COMPLAINT_EDIT, at=complaint)
    reachable = _reachable(offers, person)
    letter = letter_of(casework)
    reads_letter = any(person.may(right, at=complaint) for right in LETTER_RIGHTS)
    paid = together(offer.delivered_amount for offer in offers)
    against = sent_back([offer.request_id for offer in offers if offer.request_id and offer.state in SENT_BACK])
    lines = [_line(offer, casework, newest, may_act, reachable, against) for offer in offers]
    return RemedyPage(
        note=_("Carried out: %(paid)s") % {"paid": amount_words(paid)} if paid else "",
        acts=list(_acts(casework, newest, letter)) if may_act else [],
        offers=lines,
        letter=letter_line(letter) if letter else None,
        address=reverse("offers", args=[complaint.number]),
        letter_address=reverse("letter", args=[complaint.number]) if letter and reads_letter else "",
    )


@dataclass(frozen=True)
class EarlierRound:
    """What was offered and written before the ticket began anew; `letter_url` is empty out of reach."""

    number: int
    offers: list[OfferLine]
    letter: LetterLine | None
    letter_url: str


def earlier_rounds(complaint: Complaint, person: Person) -> list[EarlierRound]:
    """The rounds before the one now at work in which something was offered or written, newest first; only to read.

    Five queries at most, whatever the number of rounds.
    """
    reads_letter = any(person.may(right, at=complaint) for right in LETTER_RIGHTS)
    before = list(Casework.objects.filter(complaint=complaint, is_current=False).order_by("-round"))
    if not before:
        return []
    offered, letters = offers_by_round(before), letter_by_round(before)
    every = [offer for offers in offered.values() for offer in offers]
    reachable = _reachable(every, person)
    against = sent_back([offer.request_id for offer in every if offer.request_id and offer.state in SENT_BACK])
    rounds = []
    for casework in before:
        offers, letter = offered.get(casework.pk, []), letters.get(casework.pk)
        if not offers and letter is None:
            continue
        newest = in_force(offers)
        lines = [_line(offer, casework, newest, False, reachable, against) for offer in offers]
        file = reverse("letter_file", args=[complaint.number]) + f"?round={casework.round}"
        may_open = letter is not None and letter.file_id is not None and reads_letter
        rounds.append(
            EarlierRound(casework.round, lines, letter_line(letter) if letter else None, file if may_open else "")
        )
    return rounds


def to_earlier_round(complaint: Complaint, number: int) -> Act:
    """Where one reads what an earlier round offered and wrote: on the page of remedies."""
    label = _("What was offered and written in this round")
    return Act(label, "receipt-refund", f"{reverse('offers', args=[complaint.number])}#round-{number}")


def panel(complaint: Complaint, person: Person, _now: dt.datetime) -> RemedyPage | None:
    """Beside the ticket: hidden as long as there is nothing to say and nothing to do."""
    page = remedy_page(complaint, person)
    return page if page and (page.offers or page.letter or page.acts) else None


def _reachable(offers: Iterable[Offer], person: Person) -> set[int]:
    asked = [offer.request_id for offer in offers if offer.request_id]
    if not asked:
        return set()
    return set(ApprovalRequest.objects.visible_to(person).filter(pk__in=asked).values_list("pk", flat=True))


def _line(
    offer: Offer,
    casework: Casework,
    newest: Mapping[str, Offer],
    may_act: bool,
    reachable: set[int],
    against: Mapping[int, SentBack],
) -> OfferLine:
    state = OfferState(offer.state)
    is_newest = newest[offer.kind].pk == offer.pk
    done = state == OfferState.DELIVERED
    return OfferLine(
        label=str(OfferKind(offer.kind).label),
        words=offer.words,
        state=str(state.label),
        status=state.status,
        planned=amount_words(offer.amount),
        approved=amount_words(offer.amount) if offer.approved_at else "",
        delivered=amount_words(offer.delivered_amount) if done else "",
        proof=offer.proof,
        made=f"{offer.made_by} {moment(offer.made_at)}",
        precedent=offer.precedent.words if offer.precedent else "",
        sent_back=against.get(offer.request_id or 0),
        approval_address=reverse("approval", args=[offer.request_id]) if offer.request_id in reachable else "",
        acts=list(_acts_on(offer, casework)) if may_act and is_newest else [],
        is_over=not is_newest or state in (OfferState.REFUSED, OfferState.DECLINED),
    )


def _acts_on(offer: Offer, casework: Casework) -> Iterator[Act]:
    """Carry out what is approved, or change it and ask again; an alternative once the customer has chosen it."""
    complaint = casework.complaint
    alternative = offer.kind in rules.ALTERNATIVES
    chosen = offer.kind == casework.choice
    ready = offer.state == OfferState.ACCEPTED or (offer.state in READY and not alternative)
    change = reverse("offer_plan", args=[complaint.number, offer.kind])
    if ready:
        yield Act(_("Carry out"), "check", reverse("offer_deliver", args=[complaint.number, offer.pk]))
        yield Act(_("Change and have approved again"), "pencil", change)
    elif (chosen or not alternative) and offer.state in (OfferState.RETURNED, OfferState.DRAFT):
        yield Act(_("Change and ask again"), "pencil", change)


def _acts(casework: Casework, newest: Mapping[str, Offer], letter: Letter | None) -> Iterator[Act]:
    """What the case waits for here, the next thing first."""
    number, able = casework.complaint.number, open_now(casework.standing())
    if Step.ALTERNATIVES in able:
        returned = any(newest[kind].state == OfferState.RETURNED for kind in rules.ALTERNATIVES if kind in newest)
        label = _("Change and ask again") if returned else _("Propose two alternatives")
        yield Act(label, "git-branch", reverse("offer_alternatives", args=[number]))
    if Step.CHOICE in able:
        yield Act(_("Record what the customer says"), "phone-call", reverse("offer_choice", args=[number]))
    if Step.MEDIATION in able:
        yield Act(_("Record the mediation"), "scale", reverse("offer_mediation", args=[number]))
    if Step.REMEDY in able:
        for kind in kinds_to_plan(casework.standing(), has=newest):
            if kind not in newest or newest[kind].state in (OfferState.REFUSED, OfferState.DELIVERED):
                label = _("Plan: %(kind)s") % {"kind": kind.label}
                yield Act(label, "receipt-refund", reverse("offer_plan", args=[number, kind.value]))
    yield from _letter_acts(casework, letter, able)


def _letter_acts(casework: Casework, letter: Letter | None, able: list[Step]) -> Iterator[Act]:
    number = casework.complaint.number
    if Step.LETTER in able:
        if letter is None or letter.state in OUT_OF_HAND:  # or signed, and taken back since
            yield Act(_("Write the letter"), "mail", reverse("letter_edit", args=[number]))
        elif letter.state != LetterState.ASKED:
            yield Act(_("Letter of apology"), "mail", reverse("letter", args=[number]))
    if letter and goes_out(letter, casework):
        yield Act(_("Letter sent"), "send", reverse("letter_send", args=[number]))


def letter_line(letter: Letter) -> LetterLine:
    """The letter in words: its state, who signed it when, how it went out."""
    state = LetterState(letter.state)
    signed = f"{letter.signed_by} {moment(letter.signed_at)}" if letter.signed_at else ""
    sent = f"{letter.sent_how} {moment(letter.sent_at)}" if letter.sent_at else ""
    return LetterLine(str(state.label), state.status, signed, sent, bool(letter.file_id))


def offered_acts(complaint: Complaint, person: Person) -> list[Act]:
    """In the ticket's head: a signed letter that has not been sent. The steps themselves have their own button."""
    if complaint.state == State.VOID or not person.may(Right.COMPLAINT_EDIT, at=complaint):
        return []
    casework, _before = rounds_to_show(complaint)
    if casework is None or casework.letter_at is None:
        return []
    newest = Letter.objects.filter(casework=casework, state=LetterState.SIGNED).order_by("-pk").first()
    if newest is None or not goes_out(newest, casework):
        return []
    return [Act(_("Letter sent"), "send", reverse("letter_send", args=[complaint.number]))]
