"""Grading: what it brings, what a change of it takes back, and who joins at grade C (S2 3.2, 3.3)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from complaints.casework.choices import Step
from complaints.casework.models import Casework
from complaints.casework.rules import undone_by
from complaints.casework.selectors import heads_in_branch
from complaints.casework.services.take import (
    IncompleteStep,
    StepNotAsked,
    change,
    on_ticket,
    refuse_out_of_order,
    refuse_unless_open,
    said,
    take_step,
)
from complaints.tickets.choices import EventKind, Grade
from complaints.tickets.models import ComplaintEvent
from complaints.tickets.services.trail import remember
from core.notifications.registry import declare
from core.notifications.services import notify
from core.refusals import Refusal
from org.access.choices import Right

if TYPE_CHECKING:
    from collections.abc import Iterable

    from org.people.models import Person

REASON_MOST = 300
JOINED = "case.joined"
declare(JOINED, sentence=_("%(by)s asks you to handle ticket %(number)s jointly: %(subject)s"))

# What else a step wrote, and what it is before the step is taken.
WRITTEN: dict[Step, dict[str, Any]] = {
    Step.JOIN: {"joint_handler": None},
    Step.VERIFY: {"person_heard": None, "finding": ""},
    Step.JUDGE: {"validity": ""},
    Step.CHOICE: {"choice": ""},
    Step.REMEDY: {"remedy": ""},
}


class CannotJoin(Refusal):
    """Somebody who cannot handle this ticket jointly."""


@transaction.atomic
def grade_case(*, casework: Casework, grade: str, by: Person | None, now: dt.datetime) -> ComplaintEvent:
    """The first grade; what it brings stands open from now on. Raises what `take_step` raises."""
    chosen = Grade(grade)
    refuse_out_of_order(casework, Step.GRADE)
    # First, so that whoever follows the step (clocks, escalation) counts by the new grade.
    on_ticket(casework, grade=chosen.value)
    return take_step(Step.GRADE, casework=casework, by=by, now=now, data={"grade": chosen.value}, grade=chosen.value)


@transaction.atomic
def regrade_case(
    *,
    casework: Casework,
    grade: str,
    reason: str,
    by: Person | None,
    now: dt.datetime,
    joint_handler: Person | None = None,
) -> ComplaintEvent:
    """Another grade for a case under way; steps that now wait for something are taken back, the history stays.

    Grade C needs the `joint_handler` in the same act where nobody joined yet. Raises CaseNotOpen,
    StepNotAsked for the same grade or none yet, IncompleteStep, CannotJoin, StepTaken.
    """
    refuse_unless_open(casework)
    chosen = Grade(grade)
    if not casework.grade or casework.grade == chosen:
        raise StepNotAsked(_("Choose another grade than the one it has."), field="grade")
    why = said(reason, field="reason", asked=_("Say why the grade changes."), most=REASON_MOST)
    joins = chosen == Grade.C and Step.JOIN not in casework.done()
    columns: dict[str, Any] = {"grade": chosen.value, "grade_at": now, "grade_by": by}
    if joins:
        if joint_handler is None:
            raise IncompleteStep(
                _("Grade C is handled jointly. Name the responsible department's head."), field="joint_handler"
            )
        _refuse_wrong_partner(casework, joint_handler)
        columns |= {"joint_handler": joint_handler, "join_at": now, "join_by": by}
    standing = replace(
        casework.standing(), grade=chosen.value, done=casework.done() | ({Step.JOIN} if joins else set())
    )
    signed_anew = {Step.LETTER} & standing.done if chosen == Grade.C else set()  # S2 3.3: signed by somebody else
    undone = signed_anew | undone_by(replace(standing, done=standing.done - signed_anew))
    data = {"from": casework.grade, "grade": chosen.value, "undone": in_order(undone), "round": casework.round}
    if joins and joint_handler:
        data["joint"] = str(joint_handler)
    change(casework, **columns, **taken_back(undone))
    on_ticket(casework, grade=chosen.value)
    event = remember(EventKind.GRADED, complaint=casework.complaint, by=by, now=now, text=why, data=data)
    if joins and joint_handler:
        _ask_to_join(casework, joint_handler, by=by, now=now)
    return event


@transaction.atomic
def join(*, casework: Casework, joint_handler: Person, by: Person | None, now: dt.datetime) -> ComplaintEvent:
    """The responsible department's head handles the case jointly (S2 3.3, grade C). Raises CannotJoin."""
    _refuse_wrong_partner(casework, joint_handler)
    data = {"joint": str(joint_handler)}
    event = take_step(Step.JOIN, casework=casework, by=by, now=now, data=data, joint_handler=joint_handler)
    _ask_to_join(casework, joint_handler, by=by, now=now)
    return event


def taken_back(steps: Iterable[Step]) -> dict[str, Any]:
    """The columns of a case as they are before `steps` were taken."""
    columns: dict[str, Any] = {}
    for step in steps:
        columns |= {f"{step}_at": None, f"{step}_by": None, **WRITTEN.get(step, {})}
    return columns


def in_order(steps: Iterable[Step]) -> list[str]:
    found = set(steps)
    return [step.value for step in Step if step in found]


def _refuse_wrong_partner(casework: Casework, partner: Person) -> None:
    complaint = casework.complaint
    handles = partner.may(Right.COMPLAINT_EDIT, at=complaint)
    if not handles and not heads_in_branch(complaint).filter(pk=partner.pk).exists():
        raise CannotJoin(_("%(name)s does not handle tickets of this unit.") % {"name": partner}, field="joint_handler")
    if partner.pk == complaint.handler_id:
        raise CannotJoin(_("The handler cannot also be the one who joins."), field="joint_handler")


def _ask_to_join(casework: Casework, partner: Person, *, by: Person | None, now: dt.datetime) -> None:
    if partner == by:
        return
    complaint = casework.complaint
    notify(
        JOINED,
        recipients=[partner],
        params={"number": complaint.number, "subject": complaint.subject, "by": str(by or "")},
        address=reverse("complaint", args=[complaint.number]),
        key=f"{JOINED}:{casework.pk}:{partner.pk}",
        now=now,
    )
