"""What the gates add to a ticket. Imported when the app is ready."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.callbacks.registry import Report, dissatisfied_report
from complaints.casework.models import Casework
from complaints.gates import history
from complaints.gates.models import DifficultCustomer
from complaints.gates.presenter import difficult_panel, report_panel
from complaints.gates.selectors import complained_before, is_consented, missing_for_refusing
from complaints.gates.services import withdraw_refusal, withdraw_report
from complaints.reports.registry import report_page
from complaints.tickets import registry
from complaints.tickets.choices import EventKind, Outcome, State
from complaints.tickets.models import Complaint
from complaints.tickets.registry import Act, Panel
from core.audit.registry import call, describe, mean, say
from org.access.choices import Right

if TYPE_CHECKING:
    from org.people.models import Person


def _address(complaint: Complaint) -> str:
    return reverse("dissatisfied_new", args=[complaint.number])


def _closing(complaint: Complaint, outcome: str) -> list[str]:
    """A demand is refused only by its gate; whose customer was reported as dissatisfied is not closed as solved."""
    if outcome == Outcome.EXCESSIVE:
        return missing_for_refusing(complaint)
    if outcome != Outcome.SOLVED:
        return []
    case = Casework.objects.current().filter(complaint=complaint).first()
    if case is not None and is_consented(case):
        return [_("The customer was reported as dissatisfied: close it with what stayed unsolved.")]
    return []


def _offering(complaint: Complaint, person: Person) -> Iterator[Act]:
    """A demand may be refused as excessive, though never on a first complaint."""
    if (
        complaint.state == State.OPEN
        and person.may(Right.COMPLAINT_EDIT, at=complaint)
        and complained_before(complaint)
    ):
        yield Act(_("Refuse the demand"), "shield", reverse("demand_refuse", args=[complaint.number]), grave=True)


dissatisfied_report(Report(address=_address, settles=is_consented))
registry.closing_waits_for(_closing)
registry.offer(_offering)
for kind in (EventKind.CLOSED, EventKind.VOIDED, EventKind.REOPENED):
    registry.follow(kind, withdraw_report)
    registry.follow(kind, withdraw_refusal)
registry.tell_in_lines(EventKind.REPORTED, history.told)
registry.show_in_main(32, Panel(gettext_lazy("Dissatisfied report"), "complaints/gates/_report.html", report_panel))

call("act", gettext_lazy("what was done"), of="complaint.reported")
mean("act", lambda _values: history.REPORT_ACTS, of="complaint.reported")
report_page(
    "difficult",
    gettext_lazy("Class B customers"),
    "difficult_customers",
    answers=gettext_lazy("Who is listed, what for, and when is it reviewed?"),
    open_to=lambda person: person.may(Right.DIFFICULT_VIEW),
    is_list=True,
)

registry.show_beside(6, Panel(gettext_lazy("Class B customer"), "complaints/gates/_difficult.html", difficult_panel))
say("difficult.listed", gettext_lazy("Put a customer on the class B list"))
say("difficult.reviewed", gettext_lazy("Reviewed an entry of the class B list"))
say("difficult.ended", gettext_lazy("Took a customer off the class B list"))
describe(DifficultCustomer, of="difficult")
call("reviewer", gettext_lazy("Reviewer"), of="difficult")
call("until", gettext_lazy("until"), of="difficult")
call("reason", gettext_lazy("reason"), of="difficult")
