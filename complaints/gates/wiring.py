"""What the gates add to a ticket. Imported when the app is ready."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.callbacks.registry import Report, dissatisfied_report
from complaints.casework.models import Casework
from complaints.gates import history
from complaints.gates.presenter import report_panel
from complaints.gates.selectors import is_consented
from complaints.gates.services import withdraw_report
from complaints.tickets import registry
from complaints.tickets.choices import EventKind, Outcome
from complaints.tickets.models import Complaint
from complaints.tickets.registry import Panel
from core.audit.registry import call, mean


def _address(complaint: Complaint) -> str:
    return reverse("dissatisfied_new", args=[complaint.number])


def _closing(complaint: Complaint, outcome: str) -> list[str]:
    """Whose customer was reported as dissatisfied is not closed as solved."""
    if outcome != Outcome.SOLVED:
        return []
    case = Casework.objects.current().filter(complaint=complaint).first()
    if case is not None and is_consented(case):
        return [_("The customer was reported as dissatisfied: close it with what stayed unsolved.")]
    return []


dissatisfied_report(Report(address=_address, settles=is_consented))
registry.closing_waits_for(_closing)
for kind in (EventKind.CLOSED, EventKind.VOIDED, EventKind.REOPENED):
    registry.follow(kind, withdraw_report)
registry.tell_in_lines(EventKind.REPORTED, history.told)
registry.show_in_main(32, Panel(gettext_lazy("Dissatisfied report"), "complaints/gates/_report.html", report_panel))

call("act", gettext_lazy("what was done"), of="complaint.reported")
mean("act", lambda _values: history.REPORT_ACTS, of="complaint.reported")
