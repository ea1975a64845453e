"""Asking the general manager, and what both kinds of request share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import F, Model
from django.urls import reverse
from django.utils.translation import gettext as _

from complaints.casework.choices import Step
from complaints.casework.models import Casework
from complaints.casework.selectors import barred_from
from complaints.remedies import rules
from complaints.remedies.choices import OfferKind, OfferState
from complaints.remedies.models import Letter, Offer
from complaints.remedies.rules import Plan, amount_words, together
from complaints.remedies.selectors import carried_out_on
from complaints.tickets.models import Complaint
from complaints.tickets.rules import cleaned_within
from complaints.tickets.services.holding import hold_ticket
from core.approvals.models import ApprovalRequest
from core.approvals.selectors import living
from core.approvals.services import Fact, StepAsked, ask_again, ask_approval, withdraw
from core.refusals import Refusal
from org.access.choices import Right
from org.people.selectors import holding

if TYPE_CHECKING:
    from org.people.models import Person

ALTERNATIVES, MONEY, LETTER = "remedy.alternatives", "remedy.money", "letter.sign"


class CannotPlan(Refusal):
    """It may not be offered so, or not now."""


class OfferMoved(Refusal):
    """Somebody else was first."""


def checked(plan: Plan, *, prefix: str = "") -> Plan:
    """The plan with cleaned words and an exact amount. Raises CannotPlan, NotAnAmount, TextTooLong."""
    words = cleaned_within(plan.words, most=rules.WORDS_MOST, field=f"{prefix}words")
    if not words:
        raise CannotPlan(_("Say what is offered to the customer."), field=f"{prefix}words")
    return Plan(words, rules.checked_amount(plan.amount, field=f"{prefix}amount"), plan.precedent)


def told(kind: str, words: str, amount: Decimal | None) -> dict[str, Any]:
    """An offer as an event keeps it."""
    return {"kind": str(kind), "words": words, "amount": None if amount is None else str(amount)}


def put_on_table(
    casework: Casework,
    kind: OfferKind,
    plan: Plan,
    *,
    known: Mapping[str, Offer],
    open_to: Iterable[str],
    by: Person,
    now: dt.datetime,
) -> Offer:
    """The offer of this kind, changed if it stands in one of the states `open_to`, else a new one; it waits now.

    Raises OfferMoved when somebody changed it meanwhile.
    """
    said: dict[str, Any] = {
        "words": plan.words,
        "amount": plan.amount,
        "precedent_id": plan.precedent,
        "made_by": by,
        "made_at": now,
        "approved_at": None,
        "state": OfferState.ASKED,
    }
    offer = known.get(kind)
    if offer is None or offer.state not in open_to:
        return Offer.objects.create(casework=casework, kind=kind, **said)
    move_offer(offer, **said)
    return offer


def move_offer(offer: Offer, **columns: Any) -> None:
    """Write an offer only if it is still as it was read. Raises OfferMoved."""
    still = Offer.objects.filter(pk=offer.pk, state=offer.state, version=offer.version)
    if not still.update(version=F("version") + 1, **columns):
        raise OfferMoved(_("Somebody else changed this meanwhile. Look at it again."))
    for name, value in columns.items():
        setattr(offer, name, value)
    offer.version += 1


def ask_general_manager(
    *,
    kind: str,
    about: Model,
    casework: Casework,
    title: str,
    facts: Iterable[Fact],
    money: bool,
    by: Person,
    now: dt.datetime,
) -> ApprovalRequest:
    """Ask whoever approves remedies over the unit; neither the asker, the handler nor a person concerned.

    What was returned is asked again. Raises NobodyCanDecide, AlreadyAsked.
    """
    complaint = casework.complaint
    steps = [StepAsked(_("General manager"), list(holding(Right.REMEDY_APPROVE, complaint.unit_path)))]
    said: dict[str, Any] = {"title": title, "facts": facts, "steps": steps, "by": by, "now": now}
    said["barred"] = barred_from(casework)
    before = living(about, kind)
    if before and not before.is_waiting:
        return ask_again(request=before, **said)
    return ask_approval(kind=kind, about=about, path=complaint.unit_path, money=money, **said)


def begin_anew_if_about_money_now(about: Model, kind: str, *, money: bool, by: Person, now: dt.datetime) -> None:
    """A returned request keeps whether it asks for a password; where that changes, it ends and a new one begins."""
    before = living(about, kind)
    if before and not before.is_waiting and before.money != money:
        withdraw(request=before, reason=_("asked anew"), by=by, now=now)


def hold_ticket_of(request: ApprovalRequest) -> None:
    """Hold the ticket whose offers or letter the request is about, as every act on the case does first."""
    for model in (Offer, Letter):
        for pk in model.objects.filter(request=request).values_list("casework__complaint", flat=True)[:1]:
            hold_ticket(pk)


def offer_fact(offer_kind: str, plan: Plan) -> Fact:
    """A plan as a line of what is decided on."""
    label = str(OfferKind(offer_kind).label)
    return Fact(label, f"{plan.words}\n{amount_words(plan.amount)}")


def general_facts(complaint: Complaint) -> list[Fact]:
    """What every request of a case begins with; whoever approves reads what the ticket has cost already."""
    facts = [Fact(_("Ticket"), f"{complaint.number} {complaint.subject}")]
    if complaint.remedy_sought:
        facts.append(Fact(_("Remedy sought"), complaint.remedy_sought))
    if done := carried_out_on(complaint):
        lines = [f"{offer.get_kind_display()} {amount_words(offer.delivered_amount)}" for offer in done]
        if len(lines) > 1:
            paid = together(offer.delivered_amount for offer in done)
            lines.append(_("together %(amount)s") % {"amount": amount_words(paid)})
        facts.append(Fact(_("Carried out already on this ticket"), "\n".join(lines)))
    return facts


def page_of(request: ApprovalRequest) -> str:
    """Where what is decided on stands: the ticket's page of remedies."""
    number = request.about_label.partition(" ")[0]
    return reverse("letter" if request.kind == LETTER else "offers", args=[number])


def undo(casework: Casework, *steps: Step) -> dict[str, None]:
    """The columns that take steps back, where they are done."""
    taken = [step for step in steps if step in casework.done()]
    return {f"{step}_{column}": None for step in taken for column in ("at", "by")}
