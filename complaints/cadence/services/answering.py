"""What a department's head says to the week's problems: seen, and what is done by when (S1-P2, S1-P3)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.cadence.choices import SheetKind
from complaints.cadence.models import ProblemAnswer
from complaints.cadence.selectors import heads
from complaints.tickets.rules import cleaned_within
from core.audit.services import record
from core.notifications.registry import declare
from core.notifications.services import notify
from core.refusals import Refusal
from improvement.actions.services import CAUSE_MOST, open_action
from org.people.choices import Role
from org.people.selectors import in_role

if TYPE_CHECKING:
    from complaints.cadence.models import Sheet
    from improvement.actions.models import Action
    from org.people.models import Person

LABEL = "complaints.sheet"
MEASURE_MOST = 2000
CAUSES_NAMED = 3
ANSWERED = "sheet.answered"
declare(ANSWERED, sentence=_("%(by)s answered the problems of %(unit)s, %(period)s."))


class CannotAnswer(Refusal):
    """Answered already, or something is missing."""


class NotTheHead(Refusal):
    """Only who answers for the department answers."""

    status: ClassVar[int] = 403


def is_head(sheet: Sheet, person: Person) -> bool:
    return sheet.kind == SheetKind.PROBLEMS and heads(sheet.unit).filter(pk=person.pk).exists()


@transaction.atomic
def acknowledge_problems(*, sheet: Sheet, by: Person, now: dt.datetime) -> ProblemAnswer:
    """Seen: once a week of the department, whatever version. Raises NotTheHead, CannotAnswer."""
    _refuse_others(sheet, by)
    said = {"sheet": sheet, "acknowledged_at": now, "acknowledged_by": by}
    try:
        with transaction.atomic():
            answer = ProblemAnswer.objects.create(unit=sheet.unit, period=sheet.period, **said)
    except IntegrityError:
        raise CannotAnswer(_("This week's problems are acknowledged already.")) from None
    record("sheet.acknowledged", by=by, now=now, about=sheet, data=_about(sheet))
    return answer


@transaction.atomic
def answer_problems(
    *, sheet: Sheet, measure: str, due_on: dt.date, by: Person, now: dt.datetime, opens_action: bool = False
) -> ProblemAnswer:
    """What is done by when, once; with `opens_action` it becomes a corrective action of the department.

    Raises NotTheHead, CannotAnswer, TextTooLong and what opening an action refuses.
    """
    _refuse_others(sheet, by)
    words = cleaned_within(measure, most=MEASURE_MOST, field="measure")
    if not words:
        raise CannotAnswer(_("Say what is done."), field="measure")
    if due_on < timezone.localdate(now):
        raise CannotAnswer(_("The day lies in the past."), field="due_on")
    if not ProblemAnswer.objects.to(sheet).exists():
        acknowledge_problems(sheet=sheet, by=by, now=now)
    columns: dict[str, Any] = {"measure": words, "due_on": due_on, "answered_at": now, "answered_by": by}
    if not ProblemAnswer.objects.to(sheet).filter(answered_at=None).update(**columns, sheet=sheet):
        raise CannotAnswer(_("This week's problems are answered already."))
    data = _about(sheet) | {"due_on": due_on.isoformat()}
    if opens_action:
        action = _open(sheet, words, due_on, by=by, now=now)
        ProblemAnswer.objects.to(sheet).update(action=action)
        data["action"] = action.number
    record(ANSWERED, by=by, now=now, about=sheet, data=data)
    _tell(sheet, by=by, now=now)
    return ProblemAnswer.objects.to(sheet).select_related("action").get()


def _refuse_others(sheet: Sheet, by: Person) -> None:
    if not is_head(sheet, by):
        raise NotTheHead(_("Only the head of this department answers its problems."))


def causes_in_words(sheet: Sheet) -> str:
    """The most frequent causes of the sheet by name, for an action opened from it."""
    names = [row["name"] for row in sheet.content["sections"].get("problems", []) if row["name"]]
    return "、".join(names[:CAUSES_NAMED])[:CAUSE_MOST]


def _open(sheet: Sheet, words: str, due_on: dt.date, *, by: Person, now: dt.datetime) -> Action:
    return open_action(
        origin_label=LABEL,
        origin=sheet,
        unit=sheet.unit,
        owner=by,
        cause=causes_in_words(sheet) or str(sheet),
        measure=words,
        due_on=due_on,
        by=by,
        now=now,
    )


def _about(sheet: Sheet) -> dict[str, Any]:
    return {"unit": sheet.unit_path, "period": sheet.period, "version": sheet.version}


def _tell(sheet: Sheet, *, by: Person, now: dt.datetime) -> None:
    """The service managers of the unit and above hear that it answered; what it says, they read on the sheet.

    A notice leaves by mail and stands on phones: no words that may name a customer go with it (PIPL 51).
    """
    managers = in_role(Role.SERVICE_MANAGER, sheet.unit_path)
    notify(
        ANSWERED,
        recipients=managers.exclude(pk=by.pk),
        params={"by": str(by), "unit": sheet.unit.name, "period": sheet.period},
        address=reverse("cadence_sheet", args=[sheet.pk]),
        key=f"{ANSWERED}:{sheet.unit_id}:{sheet.period}",
        now=now,
    )
