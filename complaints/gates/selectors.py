"""Reports of dissatisfaction: how a round's stands, and where the branch remains responsible."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.casework.models import Casework
from complaints.gates.choices import ReportState
from complaints.gates.models import DissatisfiedReport
from complaints.tickets.choices import OUTSIDE
from complaints.tickets.models import Complaint

if TYPE_CHECKING:
    from complaints.tickets.models import ComplaintQuerySet
    from org.people.models import Person


def is_consented(casework: Casework) -> bool:
    """Whether both have consented to report this round's customer as dissatisfied."""
    return DissatisfiedReport.objects.filter(casework=casework, state=ReportState.CONSENTED).exists()


def reports_of(complaint: Complaint) -> list[DissatisfiedReport]:
    """The reports of all its rounds, newest first."""
    rows = DissatisfiedReport.objects.filter(casework__complaint=complaint)
    return list(rows.select_related("casework", "request", "made_by").order_by("-pk"))


def gone_outside_since(report: DissatisfiedReport, complaint: Complaint, person: Person) -> ComplaintQuerySet:
    """Tickets of the same customer from outside after the report, of those that `person` may see, oldest first."""
    rows = Complaint.objects.visible_to(person).counted().of_phone(complaint.phone_digest)
    later = rows.filter(channel__in=OUTSIDE, received_at__gte=report.ended_at).exclude(pk=complaint.pk)
    return later.order_by("received_at", "pk")


def reported_before(complaint: Complaint, person: Person) -> list[DissatisfiedReport]:
    """For a ticket from outside: earlier reports of its customer, whose branch answers for it (S0 1.13, three).

    Computed from what happened, so nobody can take it off.
    """
    if complaint.channel not in OUTSIDE or not complaint.phone_digest:
        return []
    rows = DissatisfiedReport.objects.filter(
        casework__complaint__in=Complaint.objects.visible_to(person).of_phone(complaint.phone_digest),
        state=ReportState.CONSENTED,
        ended_at__lte=complaint.received_at,
    )
    return list(rows.exclude(casework__complaint=complaint).select_related("casework__complaint__unit").order_by("-pk"))
