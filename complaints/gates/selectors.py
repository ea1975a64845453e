"""How the gates of a ticket stand: the report of dissatisfaction, a demand refused, the list of class B."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from complaints.casework.models import Casework
from complaints.gates.choices import EXCESSIVE, ReportState
from complaints.gates.models import DifficultCustomer, DissatisfiedReport
from complaints.tickets.choices import OUTSIDE, EventKind
from complaints.tickets.models import Complaint, ComplaintEvent
from complaints.tickets.selectors import STAND_INS
from core.approvals.choices import RequestState
from core.approvals.models import ApprovalRequest
from core.prepared import Prepared
from org.access.choices import Right
from org.people.stand_ins import Served, one_who_serves, served_by

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from complaints.tickets.models import ComplaintQuerySet
    from org.people.models import Person


def is_consented(casework: Casework) -> bool:
    """Whether both have consented to report this round's customer as dissatisfied."""
    return DissatisfiedReport.objects.filter(casework=casework, state=ReportState.CONSENTED).exists()


def reports_of(complaint: Complaint) -> list[DissatisfiedReport]:
    """The reports of all its rounds, newest first. Where nobody has worked on it nothing is asked."""
    rounds = [one.pk for one in complaint.rounds.all()]
    if not rounds:
        return []
    rows = DissatisfiedReport.objects.filter(casework__in=rounds).select_related("request", "made_by")
    return list(rows.only("state", "words", "made_at", "ended_at", "made_by__name", "request__id").order_by("-pk"))


def gone_outside_since(report: DissatisfiedReport, complaint: Complaint, person: Person) -> ComplaintQuerySet:
    """Tickets of the same customer from outside after the report, of those that `person` may see, oldest first."""
    rows = Complaint.objects.visible_to(person).counted().of_phone(complaint.phone_digest)
    later = rows.filter(channel__in=OUTSIDE, received_at__gte=report.ended_at).exclude(pk=complaint.pk)
    return later.order_by("received_at", "pk")


@dataclass(frozen=True)
class Before:
    """An earlier report of a customer: when it was consented to, of which ticket, in which unit."""

    ended_at: dt.datetime
    number: str
    unit: str


def reported_before(complaint: Complaint, person: Person) -> list[Before]:
    """For a ticket from outside: earlier reports of its customer, whose branch answers for it (S0 1.13, three).

    Computed from what happened, so nobody can take it off.
    """
    if complaint.channel not in OUTSIDE or not complaint.phone_digest:
        return []
    said = {"phone": complaint.phone_digest, "pk": complaint.pk, "received_at": complaint.received_at}
    rows = _reported_before(served_by(person)).ask(said | {"person": person.pk})
    return [Before(*row) for row in rows]


@lru_cache(maxsize=1024)
def _reported_before(served: Served) -> Prepared:
    def worded(values: Mapping[str, Any]) -> QuerySet[Any, Any]:
        seen = Complaint.objects.visible_to(one_who_serves(served, pk=values["person"])).of_phone(values["phone"])
        rows = DissatisfiedReport.objects.filter(casework__complaint__in=seen, state=ReportState.CONSENTED)
        rows = rows.filter(ended_at__lte=values["received_at"]).exclude(casework__complaint=values["pk"])
        columns = ("ended_at", "casework__complaint__number", "casework__complaint__unit__name")
        return rows.order_by("-pk").values_list(*columns)

    return Prepared(worded, *STAND_INS)


ANSWERS = (EventKind.CALL, EventKind.EXPLAINED, EventKind.FOLLOWED_UP)


def complained_before(complaint: Complaint) -> bool:
    """Whether it came back, or its customer had complained before it."""
    if complaint.reopened_count:
        return True
    if not complaint.phone_digest:
        return False
    said = {"phone": complaint.phone_digest, "pk": complaint.pk, "received_at": complaint.received_at}
    return bool(_others_before().ask(said))


@cache
def _others_before() -> Prepared:
    """One earlier ticket of a number; each ticket's page asks."""

    def worded(values: Mapping[str, Any]) -> QuerySet[Any, Any]:
        others = Complaint.objects.counted().of_phone(values["phone"]).exclude(pk=values["pk"])
        return others.filter(received_at__lte=values["received_at"]).order_by().values_list("pk")[:1]

    return Prepared(worded, *STAND_INS)


def missing_for_refusing(complaint: Complaint) -> list[str]:
    """What a closing with "demand too high" waits for (rule book 11.6, S0 1.13, four)."""
    if not complained_before(complaint):
        return [_("On a customer's first complaint no demand is refused as excessive.")]
    rounds = Casework.objects.current().filter(complaint=complaint).values("pk")
    approved = ApprovalRequest.objects.filter(
        kind=EXCESSIVE, about_type=Casework._meta.label_lower, about_id__in=rounds, state=RequestState.APPROVED
    ).first()
    if approved is None:
        return [_("The market manager has not approved refusing the demand.")]
    answers = ComplaintEvent.objects.filter(complaint=complaint, kind__in=ANSWERS, at__gte=approved.decided_at)
    if not answers.exclude(data__reached=False).exists():
        return [_("Tell the customer of the refusal and record the call first.")]
    return []


def difficult_entry(complaint: Complaint, person: Person, *, on: dt.date) -> DifficultCustomer | None:
    """The customer's entry on the list of class B, for those with the right to that list alone."""
    if not complaint.phone_digest or not person.may(Right.DIFFICULT_VIEW, at=complaint):
        return None
    rows = DifficultCustomer.objects.visible_to(person).in_force(on=on)
    return rows.filter(phone_digest=complaint.phone_digest).select_related("reviewer", "unit").first()
