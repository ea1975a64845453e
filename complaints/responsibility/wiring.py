"""What responsibility adds to a ticket, and a ticket to corrective actions. Imported when the app is ready."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.casework.choices import Step
from complaints.casework.registry import LeftByRound, concern, left_by_rounds, step_door
from complaints.responsibility import history
from complaints.responsibility.choices import Answer, CausePost, Decision, FaultPost, FindingAct
from complaints.responsibility.corrective import TICKET, action_address
from complaints.responsibility.selectors import found_in_round, named_in, sees_shares
from complaints.responsibility.services import withdraw_if_invalid, withdraw_undecided
from complaints.tickets import registry
from complaints.tickets.choices import EventKind
from complaints.tickets.registry import Act, Panel
from core.audit.registry import call, leave_out, mean
from improvement.actions.choices import ActionAct
from improvement.actions.registry import origin
from org.access.choices import Right

if TYPE_CHECKING:
    from complaints.tickets.models import Complaint
    from org.people.models import Person

FINDING = "complaint.responsibility"
CORRECTIVE = "complaint.corrective"


def _offering(complaint: Complaint, person: Person) -> Iterator[Act]:
    return history.offering(complaint, person, now=timezone.now())


registry.offer(_offering)
registry.tell_in_lines(EventKind.RESPONSIBILITY, history.said)
registry.show_beside(40, Panel(_("Responsibility"), "complaints/responsibility/_panel.html", history.panel))
concern(named_in)
left_by_rounds(LeftByRound(found_in_round(), history.to_earlier_finding, sees_shares))
for kind in (EventKind.REOPENED, EventKind.VOIDED):
    registry.follow(kind, withdraw_undecided)
registry.follow(EventKind.JUDGED, withdraw_if_invalid)
step_door(Step.CORRECTIVE, address=action_address, right=Right.ACTION_EDIT)
origin(TICKET)

for key, word in {
    "act": _("step"),
    "person": _("staff number"),
    "post": _("post"),
    "cause_post": _("cause"),
    "percent": _("share in percent"),
    "items": _("fault items"),
    "answer_by": _("to be answered by"),
    "answer": _("answer"),
    "decision": _("decision"),
}.items():
    call(key, word, of=FINDING)
for key, choices in {
    "act": FindingAct,
    "post": FaultPost,
    "cause_post": CausePost,
    "answer": Answer,
    "decision": Decision,
}.items():
    mean(key, lambda _values, choices=choices: dict(choices.choices), of=FINDING)  # type: ignore[misc]
leave_out("finding", of=FINDING)
call("action", _("corrective action"), of=CORRECTIVE)
call("act", _("step"), of=CORRECTIVE)
mean("act", lambda _values: dict(ActionAct.choices), of=CORRECTIVE)
