"""What remedies add to a ticket and its case. Imported when the app is ready."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from complaints.casework.choices import Step
from complaints.casework.registry import LeftByRound, left_by_rounds, step_door
from complaints.remedies import history, presenter
from complaints.remedies.choices import OfferKind
from complaints.remedies.presenter import offered_acts, panel
from complaints.remedies.selectors import offered_or_written
from complaints.remedies.services import withdraw_waiting
from complaints.tickets import registry
from complaints.tickets.choices import EventKind
from complaints.tickets.models import Complaint
from complaints.tickets.registry import Panel
from core.audit.registry import call, leave_out, mean
from org.access.choices import Right


def _page(name: str, complaint: Complaint) -> str:
    return reverse(name, args=[complaint.number])


def _at(name: str) -> Callable[[Complaint], str]:
    return partial(_page, name)


step_door(Step.ALTERNATIVES, address=_at("offer_alternatives"))
step_door(Step.APPROVAL, address=_at("offers"), right=Right.REMEDY_APPROVE)
step_door(Step.CHOICE, address=_at("offer_choice"))
step_door(Step.MEDIATION, address=_at("offer_mediation"))
step_door(Step.REMEDY, address=_at("offers"))
step_door(Step.LETTER, address=_at("letter"))

left_by_rounds(LeftByRound(offered_or_written(), presenter.to_earlier_round))
for kind in (EventKind.CLOSED, EventKind.VOIDED, EventKind.REOPENED):
    registry.follow(kind, withdraw_waiting)
registry.offer(offered_acts)
registry.show_beside(20, Panel(_("Remedy"), "complaints/remedies/_panel.html", panel))
registry.tell_in_lines(EventKind.ALTERNATIVES, history.alternatives)
registry.tell_in_lines(EventKind.APPROVAL, history.approval)
registry.tell_in_lines(EventKind.CHOICE, history.choice)
registry.tell_in_lines(EventKind.MEDIATED, history.mediated)
registry.tell_in_lines(EventKind.REMEDY, history.remedy)
registry.tell_in_lines(EventKind.LETTER, history.letter)

ACTS = {
    "planned": _("planned"),
    "delivered": _("carried out"),
    "written": _("written"),
    "asked": _("signature asked for"),
    "signed": _("signed"),
    "sent": _("Sent"),
    "approved": _("approved"),
    "refused": _("not approved"),
    "returned": _("returned for changes"),
    "withdrawn": _("withdrawn"),
}
for verb in ("remedy", "approval", "letter"):
    call("act", _("what was done"), of=f"complaint.{verb}")
    mean("act", lambda _values: ACTS, of=f"complaint.{verb}")
    mean("kind", lambda _values: dict(OfferKind.choices), of=f"complaint.{verb}")
call("amount", _("Amount"))
call("words", _("what was said"))
call("proof", _("proof"))
call("signer", _("signed by"))
call("how", _("How it was sent"))
call("agreed", _("agreed"))
call("offers", _("Alternatives"))
call("asked_at", _("Asked on"))
call("sent_at", _("Sent on"))
leave_out("template", "about", of="complaint")
