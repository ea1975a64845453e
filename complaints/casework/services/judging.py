"""Validity: who judged it, and how it is judged anew. From valid to invalid needs a second person (C20)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from complaints.casework.choices import Step
from complaints.casework.models import Casework
from complaints.casework.rules import undone_by
from complaints.casework.selectors import barred_from
from complaints.casework.services.deciding import refuse_unfit
from complaints.casework.services.grading import in_order, taken_back
from complaints.casework.services.take import (
    StepNotAsked,
    change,
    on_ticket,
    refuse_out_of_order,
    refuse_unless_open,
    said,
    take_step,
)
from complaints.tickets.choices import EventKind, Validity
from complaints.tickets.models import Complaint, ComplaintEvent
from complaints.tickets.services.holding import hold_ticket
from complaints.tickets.services.trail import remember
from core.approvals.models import ALIVE, ApprovalRequest
from core.approvals.registry import approval_kind
from core.approvals.selectors import living
from core.approvals.services import Fact, StepAsked, ask_again, ask_approval, withdraw
from core.refusals import Refusal
from org.access.choices import Right
from org.people.selectors import holding

if TYPE_CHECKING:
    from org.people.models import Person

RECLASSIFY = "case.reclassify"
REASON_MOST = 300
_REASON = 1
"""Where the reason stands among the facts of a request; they are frozen when asked."""


class NeedsSecondPerson(Refusal):
    """One person alone does not find invalid what was found valid (C20)."""


@transaction.atomic
def judge(*, casework: Casework, validity: str, reason: str, by: Person | None, now: dt.datetime) -> ComplaintEvent:
    """Whether the complaint shows a breach of the service norms (S4-V1), and why.

    What stands as valid, from an earlier round or an import, is not found invalid by one person (C20).
    Raises NeedsSecondPerson, IncompleteStep and others.
    """
    chosen = Validity(validity)
    why = _reason(reason)
    data = {"validity": chosen.value}
    if (was := casework.complaint.validity) and was != chosen:
        data["from"] = was
        if was == Validity.VALID:
            raise NeedsSecondPerson(
                _("This ticket stands as valid. Ask a second person to find it invalid."), field="validity"
            )
    event = take_step(Step.JUDGE, casework=casework, by=by, now=now, text=why, data=data, validity=chosen.value)
    on_ticket(casework, validity=chosen.value, validity_reason=why)
    return event


@transaction.atomic
def find_valid(*, casework: Casework, reason: str, by: Person | None, now: dt.datetime) -> ComplaintEvent:
    """A complaint judged invalid is valid after all: the steps of its grade stand open."""
    refuse_unless_open(casework)
    if casework.validity != Validity.INVALID:
        raise StepNotAsked(_("This ticket was not judged invalid."))
    return _judge_anew(casework, Validity.VALID, _reason(reason), by=by, now=now)


@transaction.atomic
def ask_reclassification(*, casework: Casework, reason: str, by: Person, now: dt.datetime) -> ApprovalRequest:
    """Ask somebody else who may judge to call a valid complaint invalid; nothing changes until then.

    Also in a round that is not judged yet, where the ticket stands as valid from before. What was returned is asked
    again. Raises CaseNotOpen, StepNotAsked, StepOutOfOrder, IncompleteStep, AlreadyAsked, NobodyCanDecide.
    """
    _refuse_unless_valid(casework)
    why = _reason(reason)
    complaint = casework.complaint
    facts = [
        Fact(str(_("Change")), str(_("from valid to invalid"))),
        Fact(str(_("Reason")), why),
        Fact(str(_("Findings")), casework.finding),
        Fact(str(_("What the customer says")), complaint.text[:1000]),
    ]
    judges = list(holding(Right.COMPLAINT_JUDGE, complaint.unit_path).exclude(pk=by.pk))
    asked: dict[str, Any] = {
        "title": str(_("Find ticket %(number)s invalid") % {"number": complaint.number}),
        "facts": facts,
        "steps": [StepAsked(str(_("Second person")), judges)],
        "barred": barred_from(casework),
        "by": by,
        "now": now,
    }
    before = living(casework, RECLASSIFY)
    if before is not None and not before.is_waiting:
        return ask_again(request=before, **asked)
    return ask_approval(kind=RECLASSIFY, about=casework, path=complaint.unit_path, **asked)


def withdraw_reclassification(complaint: Complaint, event: ComplaintEvent) -> None:
    """A ticket that ended or began anew waits for no second person any more."""
    rounds = Casework.objects.filter(complaint=complaint).values("pk")
    kept = {"about_type": Casework._meta.label_lower, "about_id__in": rounds, "state__in": ALIVE}
    for request in ApprovalRequest.objects.filter(kind=RECLASSIFY, **kept):
        withdraw(request=request, reason=str(_("The ticket ended or began anew.")), by=event.by, now=event.at)


def _apply(request: ApprovalRequest, *, by: Any, now: dt.datetime) -> None:
    casework = _case_of(request)
    _refuse_unless_valid(casework)
    refuse_unfit(request, casework, right=Right.COMPLAINT_JUDGE, by=by)
    _judge_anew(casework, Validity.INVALID, request.facts[_REASON][1], by=by, now=now, asked_by=str(request.asked_by))


def _judge_anew(
    casework: Casework, validity: Validity, why: str, *, by: Person | None, now: dt.datetime, asked_by: str = ""
) -> ComplaintEvent:
    undone = undone_by(replace(casework.standing(), validity=validity.value))
    was = casework.complaint.validity
    data = {"from": was, "validity": validity.value, "undone": in_order(undone), "round": casework.round}
    if asked_by:
        data["asked_by"] = asked_by
    change(casework, **taken_back(undone), validity=validity.value, judge_at=now, judge_by=by)
    on_ticket(casework, validity=validity.value, validity_reason=why)
    return remember(EventKind.JUDGED, complaint=casework.complaint, by=by, now=now, text=why, data=data)


def _refuse_unless_valid(casework: Casework) -> None:
    refuse_unless_open(casework)
    if not casework.validity:
        refuse_out_of_order(casework, Step.JUDGE)
    judged = casework.validity or casework.complaint.validity
    if not casework.is_current or judged != Validity.VALID:
        raise StepNotAsked(_("Only a ticket judged valid can be found invalid afterwards."))


def _reason(text: str) -> str:
    return said(text, field="reason", asked=_("Say why it is valid or not."), most=REASON_MOST)


def _case_of(request: ApprovalRequest) -> Casework:
    return Casework.objects.select_related("complaint").get(pk=request.about_id)


approval_kind(
    RECLASSIFY,
    title=_("Finding a valid complaint invalid"),
    address=lambda request: reverse("complaint", args=[_case_of(request).complaint.number]),
    on_approved=_apply,
    right=Right.COMPLAINT_JUDGE,
    hold=lambda request: hold_ticket(_case_of(request).complaint_id),
)
