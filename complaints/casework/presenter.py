"""The steps of a case in words: what is done, what is next, who must act, and the way there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from complaints.casework.choices import Choice, Need, Remedy, Step
from complaints.casework.models import Casework
from complaints.casework.registry import door_of, to_read_of_rounds
from complaints.casework.rules import MUST, actor_of, next_step, open_now, step_set
from complaints.casework.selectors import case_as_it_stands, first_round, may_take, rounds_to_show
from complaints.casework.services import refuse_out_of_order
from complaints.tickets.choices import Grade, State, Validity
from complaints.tickets.clocks import moment
from complaints.tickets.models import Complaint
from complaints.tickets.registry import Act, time_said
from core.refusals import Refusal
from core.ui.choices import Status
from org.people.models import Person

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ICONS = {
    Step.GRADE: "stairs-up",
    Step.JOIN: "users",
    Step.VERIFY: "search",
    Step.JUDGE: "gavel",
    Step.EXPLAIN: "message-circle",
    Step.PHONE_APOLOGY: "phone-outgoing",
    Step.ALTERNATIVES: "git-branch",
    Step.APPROVAL: "checks",
    Step.CHOICE: "phone-call",
    Step.MEDIATION: "scale",
    Step.REMEDY: "receipt-refund",
    Step.LETTER: "mail",
    Step.PERSONAL_APOLOGY: "user-check",
    Step.DISPOSAL: "clipboard-check",
    Step.CORRECTIVE: "tools",
    Step.FOLLOW_UP: "phone-incoming",
}


@dataclass(frozen=True)
class StepLine:
    """One step: `state` is done, next, open (may be taken too) or ahead; `who` did it or must."""

    step: str
    label: str
    state: str
    icon: str
    need: str
    who: str
    at: str
    said: str
    address: str


@dataclass(frozen=True)
class RoundLine:
    """An earlier round, as one may still read it."""

    title: str
    steps: list[StepLine]
    left: list[Act]


@dataclass(frozen=True)
class StepList:
    """What the panel of steps shows; `note` stands in its head."""

    note: str
    next: str
    due: str
    due_status: str
    steps: list[StepLine]
    rounds: list[RoundLine]
    rejudge: bool
    regrade: bool


@dataclass(frozen=True)
class NotYet:
    """Why a step cannot be taken now, what is next and by whom, and the way there for whom it is open to."""

    because: str
    next: str
    act: Act | None


def not_yet(complaint: Complaint, step: Step, person: Person) -> NotYet | None:
    """What stands in the way of `step`, said before anything is typed; None while it may be taken."""
    case = case_as_it_stands(complaint) or first_round(complaint)
    try:
        refuse_out_of_order(case, step)
    except Refusal as refusal:
        awaited = next_step(case.standing()) if complaint.state == State.OPEN else None
        if awaited is None:
            return NotYet(str(refusal), "", None)
        address = _address(awaited, complaint, person)
        act = Act(str(awaited.label), ICONS[awaited], address) if address else None
        return NotYet(str(refusal), _next_words(complaint, case, awaited), act)
    return None


def step_list(complaint: Complaint, person: Person, now: dt.datetime) -> StepList | None:
    """The case in two queries whatever the number of its rounds; None where nothing was ever asked for.

    What earlier rounds left to be read is asked for only where there are any.
    """
    case, before = rounds_to_show(complaint)
    if case is None:
        return None
    names = _names([case, *before])
    is_open = complaint.state == State.OPEN
    standing = case.standing()
    steps = step_set(standing)
    required = [step for step, need in steps.items() if need == MUST]
    awaited = next_step(standing) if is_open else None
    clock = time_said(complaint, now)
    waits = is_open and awaited is not None
    left = to_read_of_rounds(complaint, person) if before else {}
    return StepList(
        note=_note(case, len(standing.done.intersection(required)), len(required)),
        next=_next_words(complaint, case, awaited) if awaited else "",
        due=clock.words if waits else "",
        due_status=clock.status if waits else Status.DONE,
        steps=_lines(complaint, case, person if is_open else None, names),
        rounds=[_round_line(complaint, one, names, left.get(one.round, [])) for one in before],
        regrade=is_open and bool(case.grade) and person.may("complaint_judge", at=complaint),
        rejudge=is_open and _may_be_judged_anew(complaint, case) and person.may("complaint_judge", at=complaint),
    )


def _may_be_judged_anew(complaint: Complaint, case: Casework) -> bool:
    """Judged in this round; or valid from before it, which only a second person changes (C20)."""
    return bool(case.validity) or (complaint.validity == Validity.VALID and Step.JUDGE in open_now(case.standing()))


def next_acts(complaint: Complaint, person: Person) -> list[Act]:
    """The first required step of the case that stands open and that this person may take."""
    if complaint.state != State.OPEN:
        return []
    case, _before = rounds_to_show(complaint)
    steps = step_set(case.standing()) if case else {}
    able = [step for step in open_now(case.standing()) if steps[step] == MUST] if case else []
    found = [(step, address) for step in able if (address := _address(step, complaint, person))]
    return [Act(str(step.label), ICONS[step], address) for step, address in found[:1]]


def _note(case: Casework, done: int, required: int) -> str:
    if not case.grade:
        return _("Not graded yet")
    said = {"grade": Grade(case.grade).value, "done": done, "steps": required}
    return _("Grade %(grade)s · %(done)s of %(steps)s done") % said


def _next_words(complaint: Complaint, case: Casework, step: Step) -> str:
    return _("Next: %(step)s (%(who)s)") % {"step": step.label, "who": _actor(complaint, case, step)}


def _actor(complaint: Complaint, case: Casework, step: Step) -> str:
    actor = actor_of(step, case.grade)
    if actor == actor.HANDLER and complaint.handler is not None:
        return str(complaint.handler)
    return str(actor.label)


def _lines(complaint: Complaint, case: Casework, person: Person | None, names: dict[int, str]) -> list[StepLine]:
    standing = case.standing()
    steps = step_set(standing)
    able = open_now(standing)
    awaited = next_step(standing)
    listed = [step for step in Step if step in steps or step in standing.done]
    found = []
    for step in listed:
        is_done = step in standing.done
        state = "done" if is_done else "next" if step == awaited else "open" if step in able else "ahead"
        found.append(
            StepLine(
                step=step.value,
                label=str(step.label),
                state=state,
                icon="circle-check" if is_done else "circle-dot" if state == "next" else "circle",
                need="" if is_done else _need_words(steps.get(step, Need.MAY)),
                who=names.get(getattr(case, f"{step}_by_id"), "") if is_done else _actor(complaint, case, step),
                at=moment(getattr(case, f"{step}_at")) if is_done else "",
                said=_said(complaint, case, step, names) if is_done else "",
                address=_address(step, complaint, person) if person and step in able else "",
            )
        )
    return found


def _round_line(complaint: Complaint, case: Casework, names: dict[int, str], left: list[Act]) -> RoundLine:
    lines = [line for line in _lines(complaint, case, None, names) if line.state == "done"]
    title = _("Round %(round)s, from %(since)s") % {"round": case.round, "since": moment(case.started_at)}
    return RoundLine(title, lines, left)


def _need_words(need: Need) -> str:
    return "" if need == MUST else str(need.label)


def _said(complaint: Complaint, case: Casework, step: Step, names: dict[int, str]) -> str:
    if step == Step.GRADE:
        return str(Grade(case.grade).label)
    if step == Step.JOIN:
        return names.get(case.joint_handler_id or 0, "")
    if step == Step.VERIFY:
        return case.finding
    if step == Step.JUDGE and case.validity:
        reason = complaint.validity_reason if case.is_current else ""
        return " · ".join(filter(None, (str(Validity(case.validity).label), reason)))
    if step == Step.CHOICE and case.choice:
        return str(Choice(case.choice).label)
    return str(Remedy(case.remedy).label) if step == Step.REMEDY and case.remedy else ""


def _address(step: Step, complaint: Complaint, person: Person) -> str:
    door = door_of(step)
    return door.address(complaint) if door and may_take(person, step, complaint) else ""


def _names(cases: Iterable[Casework]) -> dict[int, str]:
    """Names of everybody who took a step, in one query."""
    columns: Sequence[str] = [*(f"{step}_by_id" for step in Step), "joint_handler_id"]
    people = {key for case in cases for column in columns if (key := getattr(case, column))}
    return dict(Person.objects.filter(pk__in=people).values_list("pk", "name")) if people else {}
