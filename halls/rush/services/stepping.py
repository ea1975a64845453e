"""What is done while an emergency lasts: steps and notes."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints.tickets.rules import cleaned_within
from core.refusals import Refusal
from halls.rush import rules
from halls.rush.choices import EntryKind, StepState
from halls.rush.models import Emergency, EmergencyStep
from halls.rush.services.opening import remember

if TYPE_CHECKING:
    from halls.rush.models import EmergencyEntry
    from org.people.models import Person

TOLD = {
    StepState.DONE: EntryKind.STEP_DONE,
    StepState.SKIPPED: EntryKind.STEP_SKIPPED,
    StepState.TODO: EntryKind.STEP_BACK,
}


class CannotStep(Refusal):
    """The emergency is over, somebody else settled the step, or a reason is missing."""


@transaction.atomic
def settle_step(*, step: EmergencyStep, state: str, note: str = "", by: Person, now: dt.datetime) -> EmergencyStep:
    """Say that a step is done, or skipped and why; one settled by mistake is taken back to "to do".

    Of two who settle one step the second is told who was first. Raises CannotStep, TextTooLong.
    """
    wanted, said = StepState(state), cleaned_within(note, most=rules.NOTE_MOST, field="note")
    if wanted == StepState.SKIPPED and not said:
        raise CannotStep(_("Say why this step is left out."), field="note")
    _hold_open(step.emergency)
    if wanted == step.state:
        raise CannotStep(_settled(step))
    back = wanted == StepState.TODO
    columns: dict[str, Any] = {"state": wanted, "at": None if back else now, "by": None if back else by}
    columns["note"] = "" if back else said
    seen = EmergencyStep.objects.filter(pk=step.pk, state=step.state, at=step.at)
    if not seen.update(**columns):
        raise CannotStep(_settled(EmergencyStep.objects.select_related("by").get(pk=step.pk)))
    for name, value in columns.items():
        setattr(step, name, value)
    remember(step.emergency, TOLD[wanted], step=step, text=said, by=by, now=now)
    return step


@transaction.atomic
def add_note(*, emergency: Emergency, text: str, by: Person, now: dt.datetime) -> EmergencyEntry:
    """What happened, in the log. Raises CannotStep, TextTooLong."""
    said = cleaned_within(text, most=rules.RESULT_MOST, field="text")
    if not said:
        raise CannotStep(_("Write down what happened."), field="text")
    _hold_open(emergency)
    return remember(emergency, EntryKind.NOTE, text=said, by=by, now=now)


def _hold_open(emergency: Emergency) -> None:
    """The row is held until the commit, so that nothing is settled in an emergency that somebody is ending."""
    if not Emergency.objects.select_for_update(no_key=True).filter(pk=emergency.pk, closed_at=None).exists():
        raise CannotStep(_("This emergency has ended."))


def _settled(step: EmergencyStep) -> Any:
    if step.by is None:
        return _("Somebody else took this step back meanwhile. Look at it again.")
    state = StepState(step.state).label
    return _("%(name)s has settled this step already: %(state)s.") % {"name": step.by, "state": state}
