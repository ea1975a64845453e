"""The one way in which a step of a case becomes done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints.casework.choices import Step
from complaints.casework.models import Casework
from complaints.casework.rules import step_set, waits_for
from complaints.casework.selectors import first_round
from complaints.tickets import rules
from complaints.tickets.choices import EventKind, State
from complaints.tickets.models import Complaint, ComplaintEvent
from complaints.tickets.services.holding import hold_ticket
from complaints.tickets.services.trail import remember
from core.refusals import Refusal

if TYPE_CHECKING:
    from org.people.models import Person

WORDS_MOST = 4000
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


class IncompleteStep(Refusal):
    """Something that belongs to the step was left out."""


def casework_of(complaint: Complaint) -> Casework:
    """The round now at work; a ticket that nobody has worked on yet gets its first one.

    Two that ask at once get the same row.
    """
    found = Casework.objects.current().filter(complaint=complaint).first()
    if found is not None:
        found.complaint = complaint
        return found
    try:
        with transaction.atomic():
            made = first_round(complaint)
            made.save(force_insert=True)
            return made
    except IntegrityError:
        return Casework.objects.current().get(complaint=complaint)


def hold_case(casework: Casework) -> None:
    """Hold the round until the commit: for what writes the trail before the case, as keeping a file does.

    Every act on a case holds its ticket first, then the case, and the trail's head last; who takes them crosswise
    waits in a ring.
    """
    hold_ticket(casework.complaint_id)
    list(Casework.objects.filter(pk=casework.pk).select_for_update(no_key=True).values_list("pk", flat=True))


def refuse_out_of_order(casework: Casework, step: Step) -> None:
    """Raises CaseNotOpen, StepNotAsked, StepTaken or StepOutOfOrder, each saying what to do instead."""
    standing = casework.standing()
    refuse_unless_open(casework)
    if step in standing.done:
        raise StepTaken(_("“%(step)s” is already done.") % {"step": step.label})
    if step not in step_set(standing):
        if not standing.grade:
            raise StepOutOfOrder(_("Grade the ticket first."))
        raise StepNotAsked(_("This case does not ask for “%(step)s”.") % {"step": step.label})
    if first := waits_for(step, standing):
        words = "、".join(str(needed.label) for needed in first)
        raise StepOutOfOrder(_("First: %(steps)s. Then “%(step)s”.") % {"steps": words, "step": step.label})


def on_case(complaint: Complaint, act: Callable[..., Any]) -> Callable[..., Any]:
    """`act` upon the current round of `complaint`; a refused act leaves no round behind that nobody asked for."""

    @transaction.atomic
    def upon_round(**said: Any) -> Any:
        return act(casework=casework_of(complaint), **said)

    return upon_round


def refuse_unless_open(casework: Casework) -> None:
    if casework.complaint.state != State.OPEN:
        raise CaseNotOpen(_("This ticket is not open. Reopen it before working on it."))


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
    facts = {"step": step.value, "round": casework.round, **(data or {})}
    return remember(EVENTS[step], complaint=casework.complaint, by=by, now=now, text=text, data=facts)


def on_ticket(casework: Casework, **columns: Any) -> None:
    """Write what a step decided to the open ticket itself, for lists and figures. Raises CaseNotOpen."""
    rows = Complaint.objects.filter(pk=casework.complaint_id, state=State.OPEN)
    if not rows.update(version=F("version") + 1, **columns):
        raise CaseNotOpen(_("This ticket is not open. Reopen it before working on it."))
    casework.complaint.refresh_from_db(fields=["version", *columns])


def said(text: str, *, field: str, asked: str | Promise, most: int = WORDS_MOST) -> str:
    """The words of a step, cleaned. Raises IncompleteStep with `asked` where there are none, TextTooLong."""
    words = rules.cleaned_within(text, most=most, field=field)
    if not words:
        raise IncompleteStep(asked, field=field)
    return words


def change(casework: Casework, **columns: Any) -> None:
    """Hold the ticket, then write columns of the case only if it is still as it was read. Raises StepTaken."""
    hold_ticket(casework.complaint_id)
    columns["version"] = casework.version + 1
    moved = Casework.objects.filter(pk=casework.pk, version=casework.version, is_current=True).update(**columns)
    if not moved:
        raise StepTaken(_("Somebody else worked on this case meanwhile. Look at it again."))
    for name, value in columns.items():
        setattr(casework, name, value)
