"""Two alternatives: proposed, approved before the customer is asked, answered, mediated (S2 3.3)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints.casework.choices import Choice, Step
from complaints.casework.models import Casework
from complaints.casework.services import casework_of, change, refuse_out_of_order, refuse_unfit, take_step
from complaints.remedies import rules
from complaints.remedies.choices import OfferKind, OfferState
from complaints.remedies.models import Offer
from complaints.remedies.rules import Plan
from complaints.remedies.selectors import case_of_request, in_force, offers_of
from complaints.remedies.services.asking import (
    ALTERNATIVES,
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
    undo,
)
from complaints.remedies.services.carrying import plan_remedy
from complaints.tickets.choices import EventKind, Grade
from complaints.tickets.models import Complaint
from complaints.tickets.rules import cleaned_within
from complaints.tickets.services.trail import remember
from core.approvals.models import ApprovalRequest
from core.approvals.registry import approval_kind
from core.approvals.selectors import words_against
from core.refusals import Refusal
from org.access.choices import Right

if TYPE_CHECKING:
    from org.people.models import Person


class CannotRecordChoice(Refusal):
    """What the customer said cannot be written down so."""


class CannotMediate(Refusal):
    """What mediation came to cannot be written down so."""


@transaction.atomic
def propose_alternatives(
    *, complaint: Complaint, first: Plan, second: Plan, by: Person, now: dt.datetime
) -> ApprovalRequest:
    """S2 3.3: two alternatives for grades B and C, which the general manager approves before the customer is asked.

    What was returned is changed and asked again. Raises StepOutOfOrder and its kin, CannotPlan, NotAnAmount,
    NobodyCanDecide.
    """
    casework = casework_of(complaint)
    refuse_out_of_order(casework, Step.ALTERNATIVES)
    plans = {
        kind: checked(replace(plan, amount=plan.amount or None), prefix=f"{kind}_")  # 0 says that no money is paid
        for kind, plan in ((OfferKind.FIRST, first), (OfferKind.SECOND, second))
    }
    _refuse_no_choice(complaint, casework, plans)
    data = {"offers": [told(kind, plan.words, plan.amount) for kind, plan in plans.items()]}
    take_step(Step.ALTERNATIVES, casework=casework, by=by, now=now, data=data)
    money = any(plan.amount is not None for plan in plans.values())
    begin_anew_if_about_money_now(complaint, ALTERNATIVES, money=money, by=by, now=now)
    request = ask_general_manager(
        kind=ALTERNATIVES,
        about=complaint,
        casework=casework,
        title=_("Two alternatives for %(number)s") % {"number": complaint.number},
        facts=[*general_facts(complaint), *(offer_fact(kind, plan) for kind, plan in plans.items())],
        money=money,
        by=by,
        now=now,
    )
    known = in_force(offers_of(casework))
    for kind, plan in plans.items():
        offer = put_on_table(
            casework, kind, plan, known=known, open_to=(OfferState.DRAFT, OfferState.RETURNED), by=by, now=now
        )
        Offer.objects.filter(pk=offer.pk).update(request=request)
    return request


def _refuse_no_choice(complaint: Complaint, casework: Casework, plans: dict[OfferKind, Plan]) -> None:
    first, second = plans.values()
    if (first.words, first.amount) == (second.words, second.amount):
        raise CannotPlan(_("The two alternatives say the same."), field="second_words")
    sought = complaint.remedy_sought.strip()
    for kind, plan in plans.items():
        if sought and plan.words == sought:
            other = _("refund") if casework.grade == Grade.C else _("make-up")
            sentence = _("The alternatives come before the %(other)s that the customer asks for; offer something else.")
            raise CannotPlan(sentence % {"other": other}, field=f"{kind}_words")


@transaction.atomic
def record_choice(
    *, complaint: Complaint, choice: str, words: str, asked_at: dt.datetime | None = None, by: Person, now: dt.datetime
) -> Casework:
    """What the customer says to the approved alternatives: the one accepted stands, what was not is declined.

    `asked_at` is when the customer was asked, by default now. Raises StepOutOfOrder and its kin,
    CannotRecordChoice, OfferMoved.
    """
    casework = casework_of(complaint)
    refuse_out_of_order(casework, Step.CHOICE)
    said = cleaned_within(words, most=rules.WORDS_MOST, field="words")
    if not said:
        raise CannotRecordChoice(_("Write down what the customer said."), field="words")
    asked_at = asked_at or now
    if casework.approval_at is None or not casework.approval_at <= asked_at <= now:
        raise CannotRecordChoice(
            _("The customer is asked after the general manager's approval and not in the future."), field="asked_at"
        )
    chosen = Choice(choice)
    table = in_force(offers_of(casework))
    data = {"choice": chosen.value, "asked_at": asked_at.isoformat()}
    take_step(Step.CHOICE, casework=casework, by=by, now=now, text=said, data=data, choice=chosen.value)
    for kind in rules.ALTERNATIVES:
        offer = table.get(kind)
        if offer is None or offer.state != OfferState.APPROVED:
            raise CannotRecordChoice(_("These alternatives are not approved; propose them again."))
        move_offer(offer, state=OfferState.ACCEPTED if kind == chosen.value else OfferState.DECLINED)
    return casework


@transaction.atomic
def record_mediation(
    *,
    complaint: Complaint,
    agreed: bool,
    words: str,
    amount: Any = None,
    by: Person,
    now: dt.datetime,
) -> Casework:
    """S2 3.3, grade B after the refusal of both: what a second mediation came to.

    What was agreed is asked of the general manager at once; without an agreement the make-up follows.
    Raises StepOutOfOrder and its kin, CannotMediate, NotAnAmount, NobodyCanDecide.
    """
    casework = casework_of(complaint)
    refuse_out_of_order(casework, Step.MEDIATION)
    said = cleaned_within(words, most=rules.WORDS_MOST, field="words")
    if not said:
        raise CannotMediate(_("Write down what was talked over."), field="words")
    if not agreed and amount is not None:
        raise CannotMediate(_("Without an agreement there is no amount; the make-up follows."), field="amount")
    plan = checked(Plan(said, amount))
    data = {"agreed": agreed, "amount": None if plan.amount is None else str(plan.amount)}
    take_step(Step.MEDIATION, casework=casework, by=by, now=now, text=said, data=data)
    if agreed:
        plan_remedy(complaint=complaint, kind=OfferKind.MEDIATED, plan=plan, by=by, now=now, mediated=True)
    return casework


def _answered(request: ApprovalRequest, state: OfferState, *, now: dt.datetime, **columns: Any) -> Casework:
    """Both alternatives of the request move together; gives their case."""
    offers = list(Offer.objects.filter(request=request, state=OfferState.ASKED).select_related("casework__complaint"))
    if len(offers) != len(rules.ALTERNATIVES):
        raise OfferMoved(_("These alternatives were changed meanwhile; the request no longer stands for them."))
    for offer in offers:
        move_offer(offer, state=state, **columns)
    return offers[0].casework


def _approved(request: ApprovalRequest, *, by: Any, now: dt.datetime) -> None:
    casework = _answered(request, OfferState.APPROVED, now=now, approved_at=now)
    refuse_unfit(request, casework, right=Right.REMEDY_APPROVE, by=by)
    take_step(Step.APPROVAL, casework=casework, by=by, now=now, data={"act": "approved", "about": "alternatives"})


def _sent_back(state: OfferState, act: str) -> Any:
    """The alternatives are proposed once more: their step is open again, in the round now at work."""

    def follow(request: ApprovalRequest, *, by: Any, now: dt.datetime) -> None:
        casework = _answered(request, state, now=now)
        if casework.is_current:
            change(casework, **undo(casework, Step.ALTERNATIVES))
        data = {"act": act, "about": "alternatives", "round": casework.round}
        words = words_against(request)
        remember(EventKind.APPROVAL, complaint=casework.complaint, by=by, now=now, text=words, data=data)

    return follow


def _withdrawn(request: ApprovalRequest, *, by: Any, now: dt.datetime) -> None:
    if Offer.objects.filter(request=request, state=OfferState.ASKED).exists():
        _sent_back(OfferState.DRAFT, "withdrawn")(request, by=by, now=now)


approval_kind(
    ALTERNATIVES,
    title=_("Alternatives for the customer"),
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
