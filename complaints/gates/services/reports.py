"""不满意上报: asked with words, consented to by the market manager and then by the branch leader (S0 1.13, three)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from complaints.callbacks.selectors import call_of, forces_choice
from complaints.casework.models import Casework
from complaints.casework.selectors import barred_from
from complaints.casework.services import CaseNotOpen, casework_of
from complaints.casework.services.take import refuse_unless_open
from complaints.gates.choices import ReportState
from complaints.gates.models import DissatisfiedReport
from complaints.tickets.choices import EventKind
from complaints.tickets.models import Complaint, ComplaintEvent
from complaints.tickets.rules import cleaned_within
from complaints.tickets.services.holding import hold_ticket
from complaints.tickets.services.trail import remember
from core.approvals.models import ALIVE, ApprovalRequest
from core.approvals.registry import approval_kind
from core.approvals.selectors import living, words_against
from core.approvals.services import AlreadyAsked, Fact, StepAsked, ask_again, ask_approval, withdraw
from core.refusals import Refusal
from org.access.choices import Right
from org.people.choices import Role
from org.people.selectors import in_role

if TYPE_CHECKING:
    from org.people.models import Person

REPORT = "report.dissatisfied"
WORDS_MOST = 2000


class CannotReport(Refusal):
    """Nothing is to be reported, or nothing was said."""


@transaction.atomic
def report_dissatisfied(*, complaint: Complaint, words: str, by: Person, now: dt.datetime) -> DissatisfiedReport:
    """Ask the market manager, then the branch leader, to report the customer as dissatisfied.

    Only after a follow-up call that found the customer dissatisfied. A report that was not consented to, or
    came back, may be made again with other words. Raises CannotReport, CaseNotOpen, AlreadyAsked,
    NobodyCanDecide, TextTooLong.
    """
    said = cleaned_within(words, most=WORDS_MOST, field="words")
    if not said:
        raise CannotReport(_("Say what was done and why the customer stays dissatisfied."), field="words")
    casework = casework_of(complaint)
    refuse_unless_open(casework)
    call = call_of(complaint)
    if call is None or not forces_choice(call):
        raise CannotReport(_("Only a customer whom the follow-up call found dissatisfied is reported."))
    report = _written(casework, said, by=by, now=now)
    _ask(report, said, by=by, now=now)
    remember(EventKind.REPORTED, complaint=complaint, by=by, now=now, text=said, data=_told("asked", report))
    return report


def _written(casework: Casework, words: str, *, by: Person, now: dt.datetime) -> DissatisfiedReport:
    said: dict[str, Any] = {"words": words, "made_by": by, "made_at": now, "state": ReportState.ASKED, "ended_at": None}
    report, made = DissatisfiedReport.objects.select_related("request").get_or_create(casework=casework, defaults=said)
    if made:
        return report
    if report.request is not None and report.request.is_waiting:
        raise AlreadyAsked
    still = DissatisfiedReport.objects.filter(pk=report.pk, state=report.state, made_at=report.made_at)
    if not still.exclude(state=ReportState.CONSENTED).update(**said):
        raise AlreadyAsked
    report.refresh_from_db()
    return report


def _ask(report: DissatisfiedReport, words: str, *, by: Person, now: dt.datetime) -> None:
    casework, complaint = report.casework, report.casework.complaint
    markets = in_role(Role.MARKET_MANAGER, complaint.unit_path)
    leaders = in_role(Role.DEPUTY_GENERAL_MANAGER, complaint.unit_path).exclude(pk__in=markets.values("pk"))
    said: dict[str, Any] = {
        "title": str(_("Report ticket %(number)s as dissatisfied") % {"number": complaint.number}),
        "facts": [
            Fact(str(_("Ticket")), f"{complaint.number} {complaint.subject}"),
            Fact(str(_("What was done, and why still dissatisfied")), words),
            Fact(str(_("Responsibility")), str(_("Stays with the branch, also if the customer goes outside"))),
        ],
        "steps": [
            StepAsked(str(Role.MARKET_MANAGER.label), list(markets)),
            StepAsked(str(Role.DEPUTY_GENERAL_MANAGER.label), list(leaders)),
        ],
        "by": by,
        "now": now,
        "barred": barred_from(casework),
    }
    before = living(report, REPORT)
    if before is not None and not before.is_waiting:
        request = ask_again(request=before, **said)
    else:
        request = ask_approval(kind=REPORT, about=report, path=complaint.unit_path, **said)
    report.request = request
    report.save(update_fields=["request"])


def withdraw_report(complaint: Complaint, event: ComplaintEvent) -> None:
    """A ticket that ended or began anew waits for no consent any more."""
    asked = DissatisfiedReport.objects.filter(casework__complaint=complaint, state=ReportState.ASKED)
    for request in ApprovalRequest.objects.filter(pk__in=asked.values("request"), state__in=ALIVE):
        withdraw(request=request, reason=str(_("The ticket ended or began anew.")), by=event.by, now=event.at)


def _end(request: ApprovalRequest, state: ReportState, act: str, *, by: Any, now: dt.datetime) -> None:
    report = _report_of(request)
    moved = DissatisfiedReport.objects.filter(pk=report.pk, request=request, state=ReportState.ASKED)
    if not moved.update(state=state, ended_at=now):
        raise CannotReport(_("This report was decided already."))
    _remember(report, act, by=by, now=now, text=words_against(request))


def _consent(request: ApprovalRequest, *, by: Any, now: dt.datetime) -> None:
    casework = _report_of(request).casework
    refuse_unless_open(casework)
    if not casework.is_current:
        raise CaseNotOpen(_("This ticket began anew since the report was made."))
    _end(request, ReportState.CONSENTED, "consented", by=by, now=now)


def _refuse(request: ApprovalRequest, *, by: Any, now: dt.datetime) -> None:
    _end(request, ReportState.REFUSED, "refused", by=by, now=now)


def _take_back(request: ApprovalRequest, *, by: Any, now: dt.datetime) -> None:
    _end(request, ReportState.REFUSED, "withdrawn", by=by, now=now)


def _return(request: ApprovalRequest, *, by: Any, now: dt.datetime) -> None:
    _remember(_report_of(request), "returned", by=by, now=now, text=words_against(request))


def _remember(report: DissatisfiedReport, act: str, *, by: Any, now: dt.datetime, text: str = "") -> None:
    complaint = report.casework.complaint
    remember(EventKind.REPORTED, complaint=complaint, by=by, now=now, text=text, data=_told(act, report))


def _told(act: str, report: DissatisfiedReport) -> dict[str, Any]:
    return {"act": act, "round": report.casework.round}


def _report_of(request: ApprovalRequest) -> DissatisfiedReport:
    return DissatisfiedReport.objects.select_related("casework__complaint").get(pk=request.about_id)


approval_kind(
    REPORT,
    title=_("Reporting a customer as dissatisfied"),
    address=lambda request: reverse("complaint", args=[_report_of(request).casework.complaint.number]),
    on_approved=_consent,
    on_refused=_refuse,
    on_returned=_return,
    on_withdrawn=_take_back,
    right=Right.COMPLAINT_JUDGE,
    concerned=lambda request: barred_from(_report_of(request).casework),
    hold=lambda request: hold_ticket(_report_of(request).casework.complaint_id),
)
