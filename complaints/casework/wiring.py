"""What a case adds to its ticket. Imported when the app is ready."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from complaints.casework import history
from complaints.casework.choices import Step
from complaints.casework.presenter import next_acts, step_list
from complaints.casework.registry import step_door
from complaints.casework.selectors import missing_for_closing
from complaints.casework.services import withdraw_reclassification
from complaints.casework.services.rounds import begin_again, begin_with_grade
from complaints.reports.registry import report_page
from complaints.tickets import registry
from complaints.tickets.choices import EventKind, Validity
from complaints.tickets.models import Complaint
from complaints.tickets.registry import Panel
from core.audit.registry import call, mean
from org.access.choices import Right

OWN = {
    Step.GRADE: ("case_grade", Right.COMPLAINT_EDIT),
    Step.JOIN: ("case_join", Right.COMPLAINT_EDIT),
    Step.VERIFY: ("case_verify", Right.COMPLAINT_EDIT),
    Step.JUDGE: ("case_judge", Right.COMPLAINT_JUDGE),
    Step.EXPLAIN: ("case_explain", Right.COMPLAINT_EDIT),
    Step.PHONE_APOLOGY: ("case_phone_apology", Right.COMPLAINT_EDIT),
    Step.PERSONAL_APOLOGY: ("case_personal_apology", Right.COMPLAINT_EDIT),
    Step.DISPOSAL: ("case_disposal", Right.COMPLAINT_EDIT),
}


def _page(name: str, complaint: Complaint) -> str:
    return reverse(name, args=[complaint.number])


def _at(name: str) -> Callable[[Complaint], str]:
    return partial(_page, name)


for step, (name, right) in OWN.items():
    step_door(step, address=_at(name), right=right)

registry.follow(EventKind.REGISTERED, begin_with_grade)
registry.follow(EventKind.REOPENED, begin_again)
for kind in (EventKind.CLOSED, EventKind.VOIDED, EventKind.REOPENED):
    registry.follow(kind, withdraw_reclassification)
registry.closing_waits_for(missing_for_closing)
registry.offer(next_acts)
registry.show_in_main(10, Panel(_("Handling steps"), "complaints/casework/_steps.html", step_list))
registry.tell_in_lines(EventKind.GRADED, history.graded)
registry.tell_in_lines(EventKind.JOINED, history.joined)
registry.tell_in_lines(EventKind.VERIFIED, history.verified)
registry.tell_in_lines(EventKind.JUDGED, history.judged)
registry.tell_in_lines(EventKind.APOLOGISED, history.apologised)
registry.tell_in_lines(EventKind.DISPOSAL, history.dealt_with)
registry.tell_in_lines(EventKind.CORRECTIVE, history.corrected)
report_page(
    "judged_anew",
    _("Judged anew late in the month"),
    "reclassifications",
    answers=_("Which tickets changed their validity after the 25th, and who agreed?"),
    is_list=True,
)

# What the trail says of the particulars of a step; grade and validity are called as on the ticket.
call("step", _("step"), of="complaint")
call("round", _("round"), of="complaint")
call("from", _("before"), of="complaint")
call("undone", _("taken back"), of="complaint")
call("joint", _("handled jointly with"), of="complaint")
call("heard", _("person heard"), of="complaint")
call("not_heard", _("why nobody was heard"), of="complaint")
call("who", _("who apologised"), of="complaint")
call("nobody", _("nobody is responsible"), of="complaint")
call("action", _("corrective action"), of="complaint")
call("asked_by", _("asked for by"), of="complaint")
call("duplicate_of", _("repeats the ticket"), of="complaint")
for key in ("step", "undone"):
    mean(key, lambda _values: dict(Step.choices), of="complaint")
mean("from", lambda _values: dict(Validity.choices), of="complaint.judged")
