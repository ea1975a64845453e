"""What follow-up calls add to a ticket. Imported when the app is ready."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.callbacks import presenter
from complaints.callbacks.choices import Reached, Satisfaction
from complaints.callbacks.presenter import CallPanel, Choices, call_panel, choices_for
from complaints.callbacks.selectors import call_of, call_to_choose_about, called_in_round, forces_choice
from complaints.callbacks.services import cancel_calls, follow_unit, keep_in_step
from complaints.casework.choices import Step
from complaints.casework.registry import LeftByRound, left_by_rounds, step_door
from complaints.casework.services.take import EVENTS
from complaints.tickets import registry
from complaints.tickets.choices import EventKind, State
from complaints.tickets.registry import Act, Panel
from core.audit.registry import call, mean
from org.access.choices import Right

if TYPE_CHECKING:
    from complaints.tickets.models import Complaint
    from org.people.models import Person


def _door(complaint: Complaint) -> str:
    return reverse("call_back", args=[complaint.number])


def _offering(complaint: Complaint, person: Person) -> Iterator[Act]:
    if call_to_choose_about(complaint):
        yield from choices_for(complaint, person)
    calls_only = person.may(Right.COMPLAINT_CALL, at=complaint) and not person.may(Right.COMPLAINT_EDIT, at=complaint)
    if calls_only and complaint.state != State.VOID:
        yield Act(_("Log a call"), "phone", reverse("complaint_note", args=[complaint.number]))


def _closing(complaint: Complaint, _outcome: str) -> list[str]:
    if forces_choice(call_of(complaint)):
        return [_("The customer is dissatisfied: reopen the ticket, or have the report consented to.")]
    return []


def _begins_anew(complaint: Complaint) -> bool:
    return complaint.state == State.OPEN and forces_choice(call_of(complaint))


def _said(data: dict[str, Any]) -> list[str]:
    lines = [str(Satisfaction(data["satisfaction"]).label)] if data.get("satisfaction") else []
    if data.get("score") is not None:
        lines.append(_("%(score)s of 10 points") % {"score": data["score"]})
    if data.get("recording"):
        lines.append(_("recording %(number)s") % {"number": data["recording"]})
    return lines


def _missed(data: dict[str, Any]) -> list[str]:
    if "given_up" in data:
        return [_("follow-up given up after %(tries)s tries") % {"tries": data["given_up"]}]
    return [str(Reached(data["follow_up"]).label)] if data.get("follow_up") else []


def _noted(data: dict[str, Any]) -> list[str]:
    return [_("asked for another follow-up call")] if data.get("call_again") else []


def _beside(complaint: Complaint, person: Person, now: dt.datetime) -> CallPanel | None:
    return call_panel(complaint, person, now=now)


def _main(complaint: Complaint, person: Person, now: dt.datetime) -> Choices | None:
    newest = call_to_choose_about(complaint)
    return Choices(newest, list(choices_for(complaint, person))) if newest else None


left_by_rounds(LeftByRound(called_in_round(), presenter.to_earlier_call))
step_door(Step.FOLLOW_UP, address=_door, right=Right.COMPLAINT_CALL)
for kind in {*EVENTS.values()} - {EventKind.FOLLOWED_UP}:
    registry.follow(kind, keep_in_step)
for kind in (EventKind.CLOSED, EventKind.REOPENED, EventKind.VOIDED):
    registry.follow(kind, cancel_calls)
registry.follow(EventKind.EDITED, follow_unit)
registry.closing_waits_for(_closing)
registry.begins_anew_when(_begins_anew)
registry.offer(_offering)
registry.tell_in_lines(EventKind.FOLLOWED_UP, _said)
registry.tell_in_lines(EventKind.CALL, _missed)
registry.tell_in_lines(EventKind.NOTE, _noted)
registry.show_in_main(
    31, Panel(gettext_lazy("The customer is dissatisfied"), "complaints/callbacks/_choice.html", _main)
)
registry.show_beside(31, Panel(gettext_lazy("Follow-up call"), "complaints/callbacks/_beside.html", _beside))

call("satisfaction", gettext_lazy("Satisfaction"))
call("score", gettext_lazy("score, 1 to 10"))
call("follow_up", gettext_lazy("Follow-up call"))
call("given_up", gettext_lazy("Tries"))
call("call_again", gettext_lazy("Another call"))
mean("satisfaction", lambda _values: dict(Satisfaction.choices), of="complaint.followed_up")
mean("follow_up", lambda _values: dict(Reached.choices), of="complaint.called")
