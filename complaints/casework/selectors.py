"""A ticket's case as it stands, and what closing the ticket waits for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.casework.choices import Step
from complaints.casework.models import Casework
from complaints.casework.registry import door_of, named_by_others
from complaints.casework.rules import JOINT_STEPS, missing
from complaints.tickets.choices import EventKind, Outcome, State, Validity
from complaints.tickets.models import Complaint, ComplaintEvent, handles_jointly
from complaints.tickets.rules import BRANCH_TIME
from org.people.choices import Role
from org.people.models import Person, Posting
from org.units.choices import UnitKind
from org.units.models import Unit, below_any
from org.units.rules import chain

if TYPE_CHECKING:
    from org.people.models import PersonQuerySet

CALLS = (EventKind.CALL, EventKind.FOLLOWED_UP)
BEFORE_GIVING_UP = (Step.VERIFY, Step.JUDGE)


def first_round(complaint: Complaint) -> Casework:
    """The round of a ticket that nobody has worked on yet, not saved. The grade that it came with counts as taken."""
    case = Casework(complaint=complaint, started_at=complaint.registered_at)
    if complaint.grade:
        case.grade = complaint.grade
        case.grade_at, case.grade_by_id = complaint.registered_at, complaint.registered_by_id
    return case


def case_as_it_stands(complaint: Complaint) -> Casework | None:
    """The round now at work, for reading: of an open ticket always one, of others the last that was worked on."""
    found = Casework.objects.current().filter(complaint=complaint).first()
    if found is not None:
        found.complaint = complaint
        return found
    return first_round(complaint) if complaint.state == State.OPEN else None


def rounds_to_show(complaint: Complaint) -> tuple[Casework | None, list[Casework]]:
    """The round now at work as `case_as_it_stands` has it, and those before it, newest first.

    One query, or none where the page has fetched the rounds already.
    """
    rounds = sorted(complaint.rounds.all(), key=lambda one: -one.round)
    for one in rounds:
        one.complaint = complaint
    current = next((one for one in rounds if one.is_current), None)
    if current is None and complaint.state == State.OPEN:
        current = first_round(complaint)
    return current, [one for one in rounds if not one.is_current]


def in_round(number: int | None) -> dict[str, Any]:
    """How what hangs on a round is filtered: of the round with this number, or without one of that now at work."""
    return {"casework__is_current": True} if number is None else {"casework__round": number}


def missing_for_closing(complaint: Complaint, outcome: str) -> list[str]:
    """What must be done before the ticket may be closed so, a sentence each (C19, S2 3.3, S4 5.1).

    Solved needs every required step of the round. Whoever gives up on a case has verified and judged it
    and has called the customer in this round. A duplicate is closed against the other ticket.
    """
    if outcome == Outcome.DUPLICATE:
        return []
    case = case_as_it_stands(complaint) or first_round(complaint)
    left = missing(case.standing())
    if left == [Step.GRADE] and not case.grade:
        return [_("Grade the ticket first.")]
    if outcome == Outcome.SOLVED:
        return [_("Still to be done: %(steps)s.") % {"steps": _names(left)}] if left else []
    sentences = []
    if undone := [step for step in BEFORE_GIVING_UP if step in left]:
        sentences.append(_("Still to be done: %(steps)s.") % {"steps": _names(undone)})
    calls = ComplaintEvent.objects.filter(complaint=complaint, kind__in=CALLS, at__gte=case.started_at)
    if not calls.exists():
        sentences.append(_("Call the customer and record the call first."))
    return sentences


def concerned_in(casework: Casework) -> set[Person]:
    """The person who was heard as the one concerned, and whoever other subjects name (peers 3.3, item 6)."""
    return named_by_others(casework) | ({casework.person_heard} if casework.person_heard else set())


def barred_from(casework: Casework) -> set[Person]:
    """Who decides nothing that is asked about this case: whoever handles it, alone or jointly, and the concerned."""
    handling = (casework.complaint.handler, casework.joint_handler)
    return concerned_in(casework) | {person for person in handling if person}


def may_take(person: Person, step: Step, complaint: Complaint) -> bool:
    """Whether the step is open to the person: by the right of its door, or as one of those taken jointly (S2 3.3)."""
    door = door_of(step)
    if door is None:
        return False
    if person.may(door.right, at=complaint):
        return True
    return step in JOINT_STEPS and person.may(door.right) and handles_jointly(person, complaint)


def heads_in_branch(complaint: Complaint) -> PersonQuerySet:
    """Heads of departments anywhere in the branch of the ticket: who may be asked to handle it jointly (S2 3.3)."""
    above = Unit.objects.filter(path__in=chain(complaint.unit_path), kind=UnitKind.BRANCH)
    paths = list(above.values_list("path", flat=True)[:1])
    posted = Posting.objects.in_force(on=timezone.localdate()).filter(role=Role.DEPARTMENT_HEAD)
    within = posted.filter(below_any("unit__path", paths))
    return Person.objects.filter(is_active=True, pk__in=within.values("person"))


LATE_FROM = 26
"""C20: what is judged anew after the 25th may lower the month's rate."""


@dataclass(frozen=True)
class Reclassified:
    """A ticket judged anew: by whom, on whose request, from what to what, and why."""

    number: str
    subject: str
    unit: str
    at: dt.datetime
    was: str
    now: str
    asked_by: str
    by: str
    reason: str


def late_reclassifications(person: Person, month: dt.date) -> list[Reclassified]:
    """What was judged anew in the last days of the month that begins on `month`, in the person's units, in order."""
    begin = dt.datetime.combine(month.replace(day=LATE_FROM), dt.time(), BRANCH_TIME)
    after = dt.datetime.combine((month.replace(day=28) + dt.timedelta(days=4)).replace(day=1), dt.time(), BRANCH_TIME)
    events = ComplaintEvent.objects.filter(
        kind=EventKind.JUDGED,
        at__gte=begin,
        at__lt=after,
        data__has_key="from",
        complaint__in=Complaint.objects.visible_to(person),
    )
    words = dict(Validity.choices)
    return [
        Reclassified(
            number=event.complaint.number,
            subject=event.complaint.subject,
            unit=event.complaint.unit.name,
            at=event.at,
            was=str(words.get(event.data["from"], "")),
            now=str(words.get(event.data["validity"], "")),
            asked_by=event.data.get("asked_by", ""),
            by=str(event.by or ""),
            reason=event.text,
        )
        for event in events.select_related("complaint__unit", "by").order_by("at", "pk")
    ]


def _names(steps: list[Step]) -> str:
    return "、".join(str(step.label) for step in steps)
