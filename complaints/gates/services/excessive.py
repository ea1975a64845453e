"""A demand refused as excessive: never on a first complaint, in writing, by the market manager, with an answer."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from complaints.casework.models import Casework
from complaints.casework.selectors import barred_from
from complaints.casework.services import casework_of
from complaints.casework.services.take import refuse_unless_open
from complaints.gates.choices import EXCESSIVE
from complaints.gates.selectors import complained_before
from complaints.tickets.choices import EventKind
from complaints.tickets.models import Complaint, ComplaintEvent
from complaints.tickets.rules import cleaned_within
from complaints.tickets.services.holding import hold_ticket
from complaints.tickets.services.trail import remember
from core.approvals.models import ALIVE, ApprovalRequest
from core.approvals.registry import approval_kind
from core.approvals.selectors import living, words_against
from core.approvals.services import Fact, StepAsked, ask_again, ask_approval, withdraw
from core.refusals import Refusal
from org.access.choices import Right
from org.people.choices import Role
from org.people.selectors import in_role

if TYPE_CHECKING:
    from org.people.models import Person

REASON_MOST = 2000


class CannotRefuseDemand(Refusal):
    """It is a first complaint, or no reason was given."""


@transaction.atomic
def ask_to_refuse(*, complaint: Complaint, reason: str, by: Person, now: dt.datetime) -> ApprovalRequest:
    """Ask the market manager to refuse the customer's demand as excessive (rule book 11.6).

    Raises CannotRefuseDemand, CaseNotOpen, AlreadyAsked, NobodyCanDecide, TextTooLong.
    """
    why = cleaned_within(reason, most=REASON_MOST, field="reason")
    if not why:
        raise CannotRefuseDemand(_("Write down why the demand is excessive."), field="reason")
    casework = casework_of(complaint)
    refuse_unless_open(casework)
    if not complained_before(complaint):
        raise CannotRefuseDemand(_("On a customer's first complaint no demand is refused as excessive."))
    said: dict[str, Any] = {
        "title": str(_("Refuse the demand in ticket %(number)s") % {"number": complaint.number}),
        "facts": [
            Fact(str(_("Ticket")), f"{complaint.number} {complaint.subject}"),
            Fact(str(_("Remedy sought")), complaint.remedy_sought),
            Fact(str(_("Reason")), why),
        ],
        "steps": [
            StepAsked(str(Role.MARKET_MANAGER.label), list(in_role(Role.MARKET_MANAGER, complaint.unit_path))),
        ],
        "by": by,
        "now": now,
        "barred": barred_from(casework),
    }
    before = living(casework, EXCESSIVE)
    if before is not None and not before.is_waiting:
        request = ask_again(request=before, **said)
    else:
        request = ask_approval(kind=EXCESSIVE, about=casework, path=complaint.unit_path, **said)
    _remember(casework, "asked", by=by, now=now, text=why)
    return request


def withdraw_refusal(complaint: Complaint, event: ComplaintEvent) -> None:
    """A ticket that ended or began anew waits for no consent any more."""
    rounds = Casework.objects.filter(complaint=complaint).values("pk")
    kept = {"about_type": Casework._meta.label_lower, "about_id__in": rounds, "state__in": ALIVE}
    for request in ApprovalRequest.objects.filter(kind=EXCESSIVE, **kept):
        withdraw(request=request, reason=str(_("The ticket ended or began anew.")), by=event.by, now=event.at)


def _approved(request: ApprovalRequest, *, by: Any, now: dt.datetime) -> None:
    casework = _case_of(request)
    refuse_unless_open(casework)
    _remember(casework, "approved", by=by, now=now)


def _refused(request: ApprovalRequest, *, by: Any, now: dt.datetime) -> None:
    _remember(_case_of(request), "refused", by=by, now=now, text=words_against(request))


def _returned(request: ApprovalRequest, *, by: Any, now: dt.datetime) -> None:
    _remember(_case_of(request), "returned", by=by, now=now, text=words_against(request))


def _remember(casework: Casework, act: str, *, by: Any, now: dt.datetime, text: str = "") -> None:
    data = {"about": "demand", "act": act, "round": casework.round}
    remember(EventKind.APPROVAL, complaint=casework.complaint, by=by, now=now, text=text, data=data)


def _case_of(request: ApprovalRequest) -> Casework:
    return Casework.objects.select_related("complaint").get(pk=request.about_id)


approval_kind(
    EXCESSIVE,
    title=_("Refusing a demand as excessive"),
    address=lambda request: reverse("complaint", args=[_case_of(request).complaint.number]),
    on_approved=_approved,
    on_refused=_refused,
    on_returned=_returned,
    right=Right.COMPLAINT_JUDGE,
    concerned=lambda request: barred_from(_case_of(request)),
    hold=lambda request: hold_ticket(_case_of(request).complaint_id),
)
