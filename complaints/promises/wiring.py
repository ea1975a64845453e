"""What promises add to a ticket. Imported when the app is ready."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.promises.choices import PromiseState
from complaints.promises.presenter import PromisePanel, promise_lines
from complaints.promises.selectors import promises_of, reason_to_reopen, unanswered
from complaints.tickets import registry
from complaints.tickets.choices import EventKind, State
from complaints.tickets.registry import Panel
from core.audit.registry import call, leave_out, mean
from org.access.choices import Right

if TYPE_CHECKING:
    from complaints.tickets.models import Complaint
    from org.people.models import Person


def _closing(complaint: Complaint, _outcome: str) -> list[str]:
    waits = unanswered(complaint, now=timezone.now()).exists()
    return [_("The time of a promise has passed: say first whether it was kept.")] if waits else []


def _said(data: dict[str, Any]) -> list[str]:
    state = PromiseState(data["state"])
    if state == PromiseState.OPEN:
        due = dt.datetime.fromisoformat(data["due_at"])
        return [_("until %(due)s") % {"due": f"{timezone.localtime(due):%Y-%m-%d %H:%M}"}, data["owner"]]
    return [str(state.label), data["words"]]


def _beside(complaint: Complaint, person: Person, now: dt.datetime) -> PromisePanel | None:
    promises = promises_of(complaint)
    may_edit = complaint.state != State.VOID and person.may(Right.COMPLAINT_EDIT, at=complaint)
    may_promise = may_edit and complaint.state == State.OPEN
    if not promises and not may_promise:
        return None
    return PromisePanel(promise_lines(promises, may_settle=may_edit, now=now), may_promise, complaint.number)


registry.closing_waits_for(_closing)
registry.propose_reopening(reason_to_reopen)
registry.tell_in_lines(EventKind.PROMISE, _said)
registry.show_beside(41, Panel(gettext_lazy("Promises"), "complaints/promises/_beside.html", _beside))

call("due_at", gettext_lazy("by"), of="complaint.promise")
call("owner", gettext_lazy("Who sees to it"), of="complaint.promise")
call("words", gettext_lazy("What was promised"), of="complaint.promise")
leave_out("promise", of="complaint.promise")
mean("state", lambda _values: dict(PromiseState.choices), of="complaint.promise")
