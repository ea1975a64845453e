"""What is carried out in the end: planned, approved, delivered; planned and delivered agree to the cent (S2 3.3)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.casework.choices import Remedy, Step
from complaints.casework.models import Casework
from complaints.casework.services import casework_of, change, refuse_out_of_order, refuse_unfit, take_step
from complaints.remedies import rules
from complaints.remedies.choices import OfferKind, OfferState
from complaints.remedies.models import Offer
from complaints.remedies.rules import Plan, amount_words, kinds_to_plan
from complaints.remedies.selectors import case_of_request, in_force, offers_of
from complaints.remedies.services.asking import (
    MONEY,
    CannotPlan,
    OfferMoved,
    ask_general_manager,
    begin_anew_if_about_money_now,
    checked,
    general_facts,
    hold_ticket_of,
    move_offer,
    offer_fact,
    page_of,
    put_on_table,
    told,
)
from complaints.tickets.choices import EventKind
from complaints.tickets.models import Complaint
from complaints.tickets.rules import cleaned_within
from complaints.tickets.services.trail import remember
from core.approvals.models import ApprovalRequest
from core.approvals.registry import approval_kind
from core.approvals.selectors import words_against
from core.approvals.services import Fact
from core.refusals import Refusal
from org.access.choices import Right

if TYPE_CHECKING:
    from org.people.models import Person

READY = (OfferState.APPROVED, OfferState.ACCEPTED)
OPEN_TO_CHANGE = (OfferState.DRAFT, OfferState.RETURNED, *READY)


class CannotDeliver(Refusal):
    """It may not be carried out so, or not yet (C11)."""


@transaction.atomic
def plan_remedy(
    *, complaint: Complaint, kind: str, plan: Plan, by: Person, now: dt.datetime, mediated: bool = False
) -> ApprovalRequest:
    """Plan, or plan anew, what is to be carried out, and ask the general manager.

    Which kinds are open follows from the case (rules.kinds_to_plan); an amount that was approved or accepted
    and changes is approved again. `mediated` says that mediation has just agreed on it. Raises StepOutOfOrder
    and its kin, CannotPlan, NotAnAmount, NobodyCanDecide, AlreadyAsked.
    """
    casework = casework_of(complaint)
    refuse_out_of_order(casework, Step.REMEDY)
    known = in_force(offers_of(casework))
    chosen, said = OfferKind(kind), checked(plan)
    has = {*known, OfferKind.MEDIATED} if mediated else known
    if chosen not in kinds_to_plan(casework.standing(), has=has):
        raise CannotPlan(
            _("“%(kind)s” is not what this case comes to as it stands.") % {"kind": chosen.label}, field="kind"
        )
    if chosen in rules.PAYS_MONEY and said.amount is None:
        raise CannotPlan(_("A refund is an amount of money: enter how many yuan are paid back."), field="amount")
    before = known.get(chosen)
    if before and before.state == OfferState.ASKED:
        raise CannotPlan(_("The general manager has not decided on this yet."))
    facts = [*general_facts(complaint), offer_fact(chosen, said)]
    if before and before.state in READY:
        if (before.words, before.amount) == (said.words, said.amount):
            raise CannotPlan(_("This is what was approved already; nothing has changed."), field="amount")
        facts.append(Fact(gettext("Approved before"), f"{before.words}\n{amount_words(before.amount)}"))
    change(casework)  # of two first plans at once the second is told
    money = said.amount is not None
    if before:
        begin_anew_if_about_money_now(before, MONEY, money=money, by=by, now=now)
    offer = put_on_table(casework, chosen, said, known=known, open_to=OPEN_TO_CHANGE, by=by, now=now)
    request = ask_general_manager(
        kind=MONEY,
        about=offer,
        casework=casework,
        title=f"{chosen.label} {complaint.number}",
        facts=facts,
        money=money,
        by=by,
        now=now,
    )
    Offer.objects.filter(pk=offer.pk).update(request=request)
    if not mediated:
        data = {"act": "planned", "round": casework.round, **told(chosen, said.words, said.amount)}
        remember(EventKind.REMEDY, complaint=complaint, by=by, now=now, data=data)
    return request


@transaction.atomic
def deliver_remedy(*, offer: Offer, amount: Decimal | None, proof: str, by: Person, now: dt.datetime) -> Casework:
    """What was approved is carried out: the same amount, with its proof (receipt number or name of a file).

    Raises CannotDeliver for what is not approved or differs from it (C11), StepOutOfOrder and its kin, OfferMoved.
    """
    offer = Offer.objects.select_related("casework__complaint").get(pk=offer.pk)
    casework = offer.casework
    if offer.state == OfferState.DELIVERED:
        raise CannotDeliver(_("This has been carried out already."))
    if offer.state not in READY or (offer.kind in rules.ALTERNATIVES and offer.state != OfferState.ACCEPTED):
        raise CannotDeliver(_READY_WORDS.get(OfferState(offer.state), _("The general manager has not approved this.")))
    refuse_out_of_order(casework, Step.REMEDY)
    has = in_force(offers_of(casework))
    if has[offer.kind].pk != offer.pk or offer.kind not in kinds_to_plan(casework.standing(), has=has):
        raise CannotDeliver(_("The case has moved on; this is no longer what it comes to."))
    paid = rules.checked_amount(amount or None)
    if paid != offer.amount:
        raise CannotDeliver(
            _("Approved is %(approved)s, not %(paid)s. Change the plan and have it approved again, or pay what was.")
            % {"approved": amount_words(offer.amount), "paid": amount_words(paid)},
            field="amount",
        )
    receipt = cleaned_within(proof, most=rules.PROOF_MOST, field="proof")
    if not receipt:
        raise CannotDeliver(_("Give the receipt's number or attach it."), field="proof")
    data = {"act": "delivered", "proof": receipt, **told(offer.kind, "", paid)}
    column = {"remedy": offer.kind} if offer.kind in Remedy.values else {}
    take_step(Step.REMEDY, casework=casework, by=by, now=now, data=data, **column)
    move_offer(
        offer, state=OfferState.DELIVERED, delivered_at=now, delivered_by=by, delivered_amount=paid, proof=receipt
    )
    return casework


_READY_WORDS = {
    OfferState.APPROVED: _("Ask the customer first: nobody has accepted this alternative yet."),
    OfferState.DECLINED: _("The customer declined this."),
    OfferState.ASKED: _("The general manager has not decided on this yet; nothing is carried out before."),
}


def _asked(request: ApprovalRequest) -> Offer:
    offer = Offer.objects.filter(request=request, state=OfferState.ASKED).select_related("casework__complaint").first()
    if offer is None:
        raise OfferMoved(_("This was changed meanwhile; the request no longer stands for it."))
    return offer


def _remember(offer: Offer, act: str, *, by: Any, now: dt.datetime, text: str = "") -> None:
    casework = offer.casework
    data = {"act": act, "about": "remedy", "round": casework.round, **told(offer.kind, "", offer.amount)}
    remember(EventKind.APPROVAL, complaint=casework.complaint, by=by, now=now, text=text, data=data)


def _approved(request: ApprovalRequest, *, by: Any, now: dt.datetime) -> None:
    offer = _asked(request)
    if not offer.casework.is_current:
        raise OfferMoved(_("The case has moved on; this is no longer what it comes to."))
    refuse_out_of_order(offer.casework, Step.REMEDY)
    refuse_unfit(request, offer.casework, right=Right.REMEDY_APPROVE, by=by)
    # An alternative whose amount changed stays what the customer accepted.
    state = OfferState.ACCEPTED if offer.kind in rules.ALTERNATIVES else OfferState.APPROVED
    move_offer(offer, state=state, approved_at=now)
    _remember(offer, "approved", by=by, now=now)


def _sent_back(state: OfferState, act: str) -> Any:
    def follow(request: ApprovalRequest, *, by: Any, now: dt.datetime) -> None:
        offer = _asked(request)
        move_offer(offer, state=state)
        _remember(offer, act, by=by, now=now, text=words_against(request))

    return follow


def _withdrawn(request: ApprovalRequest, *, by: Any, now: dt.datetime) -> None:
    if Offer.objects.filter(request=request, state=OfferState.ASKED).exists():
        _sent_back(OfferState.DRAFT, "withdrawn")(request, by=by, now=now)


approval_kind(
    MONEY,
    title=_("Remedy for the customer"),
    address=page_of,
    on_approved=_approved,
    on_refused=_sent_back(OfferState.REFUSED, "refused"),
    on_returned=_sent_back(OfferState.RETURNED, "returned"),
    on_withdrawn=_withdrawn,
    right=Right.COMPLAINT_VIEW,
    case_template="complaints/remedies/_case.html",
    case=case_of_request,
    hold=hold_ticket_of,
)
