"""The one way in which a step of a case becomes done."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from complaints.casework.choices import Step
from complaints.casework.models import Casework
from complaints.casework.rules import step_set, waits_for
from complaints.tickets.choices import EventKind, State
from complaints.tickets.models import Complaint, ComplaintEvent
from complaints.tickets.services.trail import remember
from core.refusals import Refusal

if TYPE_CHECKING:
    from org.people.models import Person

EVENTS = {
    Step.GRADE: EventKind.GRADED,
    Step.JOIN: EventKind.JOINED,
    Step.VERIFY: EventKind.VERIFIED,
    Step.JUDGE: EventKind.JUDGED,
    Step.EXPLAIN: EventKind.EXPLAINED,
    Step.PHONE_APOLOGY: EventKind.APOLOGISED,
    Step.ALTERNATIVES: EventKind.ALTERNATIVES,
    Step.APPROVAL: EventKind.APPROVAL,
    Step.CHOICE: EventKind.CHOICE,
    Step.MEDIATION: EventKind.MEDIATED,
    Step.REMEDY: EventKind.REMEDY,
    Step.LETTER: EventKind.LETTER,
    Step.PERSONAL_APOLOGY: EventKind.APOLOGISED,
    Step.DISPOSAL: EventKind.DISPOSAL,
    Step.CORRECTIVE: EventKind.CORRECTIVE,
    Step.FOLLOW_UP: EventKind.FOLLOWED_UP,
}


class StepOutOfOrder(Refusal):
    """Something else comes first."""


class StepNotAsked(Refusal):
    """The grade or the validity of this case does not bring that step."""


class StepTaken(Refusal):
    """Somebody has done it already, or changed the case meanwhile."""


class CaseNotOpen(Refusal):
    """The ticket is closed or void."""


def casework_of(complaint: Complaint) -> Casework:
    """The round now at work; a ticket that nobody has worked on yet gets its first one.

    Two that ask at once get the same row.
    """
    found = Casework.objects.current().filter(complaint=complaint).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return Casework.objects.create(complaint=complaint, started_at=complaint.registered_at)
    except IntegrityError:
        return Casework.objects.current().get(complaint=complaint)


def refuse_out_of_order(casework: Casework, step: Step) -> None:
    """Raises CaseNotOpen, StepNotAsked, StepTaken or StepOutOfOrder, each saying what to do instead."""
    standing = casework.standing()
    if casework.complaint.state != State.OPEN:
        raise CaseNotOpen(_("This ticket is not open. Reopen it before working on it."))
    if step in standing.done:
        raise StepTaken(_("“%(step)s” is already done.") % {"step": step.label})
    if step not in step_set(standing):
        if not standing.grade:
            raise StepOutOfOrder(_("Grade the ticket first."))
        raise StepNotAsked(_("This case does not ask for “%(step)s”.") % {"step": step.label})
    if first := waits_for(step, standing):
        words = "、".join(str(needed.label) for needed in first)
        raise StepOutOfOrder(_("First: %(steps)s. Then “%(step)s”.") % {"steps": words, "step": step.label})


@transaction.atomic
def take_step(
    step: Step,
    *,
    casework: Casework,
    by: Person | None,
    now: dt.datetime,
    text: str = "",
    data: dict[str, Any] | None = None,
    **columns: Any,
) -> ComplaintEvent:
    """Mark `step` done by `by` at `now`, with what else the step writes to the case (`columns`).

    Leaves an event with the step's name. Raises what `refuse_out_of_order` raises, and StepTaken
    when the case changed since it was read: first come, first written.
    """
    refuse_out_of_order(casework, step)
    change(casework, **{f"{step}_at": now, f"{step}_by": by}, **columns)
    said = {"step": step.value, "round": casework.round, **(data or {})}
    return remember(EVENTS[step], complaint=casework.complaint, by=by, now=now, text=text, data=said)


def change(casework: Casework, **columns: Any) -> None:
    """Write columns of the case only if it is still as it was read. Raises StepTaken."""
    columns["version"] = casework.version + 1
    moved = Casework.objects.filter(pk=casework.pk, version=casework.version, is_current=True).update(**columns)
    if not moved:
        raise StepTaken(_("Somebody else worked on this case meanwhile. Look at it again."))
    for name, value in columns.items():
        setattr(casework, name, value)
