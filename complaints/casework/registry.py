"""What other subjects add to a case: the page where a step is taken, and whom the case concerns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, Q

from complaints.casework.choices import Step
from complaints.casework.models import Casework
from complaints.tickets.models import Complaint
from complaints.tickets.registry import Act
from org.access.choices import Right

if TYPE_CHECKING:
    from org.people.models import Person


@dataclass(frozen=True)
class StepDoor:
    """The page on which a step is taken, and the right that it asks for."""

    address: Callable[[Complaint], str]
    right: Right


@dataclass(frozen=True)
class LeftByRound:
    """Something that earlier rounds may have left to be read.

    `where` is a condition on the round: whether it left any. `act(complaint, number)` leads to it; `is_read_by` says
    who may, and nobody else is told that there is any. Without it that is whoever sees the ticket.
    """

    where: Q | Exists
    act: Callable[[Complaint, int], Act]
    is_read_by: Callable[[Person, Complaint], bool] = lambda _person, _complaint: True


Concerned = Callable[["Casework"], Iterable["Person"]]
_doors: dict[Step, StepDoor] = {}
_concerned: list[Concerned] = []
_left: list[LeftByRound] = []


def step_door(step: Step, *, address: Callable[[Complaint], str], right: Right = Right.COMPLAINT_EDIT) -> None:
    """`step` is taken on the page at `address(complaint)`, by whoever holds `right` there."""
    _doors[step] = StepDoor(address, right)


def door_of(step: Step) -> StepDoor | None:
    return _doors.get(step)


def concern(people: Concerned) -> None:
    """`people(casework)` names persons whom the case concerns, so that they decide nothing in it."""
    if people not in _concerned:
        _concerned.append(people)


def named_by_others(casework: Casework) -> set[Person]:
    """Whom other subjects name as concerned in a case."""
    return {person for people in _concerned for person in people(casework)}


def left_by_rounds(left: LeftByRound) -> None:
    """Declare what the rounds before the one at work may have left."""
    if left not in _left:
        _left.append(left)


def to_read_of_rounds(complaint: Complaint, person: Person) -> dict[int, list[Act]]:
    """What the person may read of earlier rounds, by their numbers: one question, however many may leave something."""
    mine = [left for left in _left if left.is_read_by(person, complaint)]
    marks = {f"left_{place}": left.where for place, left in enumerate(mine)}
    rounds = Casework.objects.filter(complaint=complaint, is_current=False).annotate(**marks)
    found = {}
    for number, *has in rounds.values_list("round", *marks):
        found[number] = [left.act(complaint, number) for left, is_there in zip(mine, has, strict=True) if is_there]
    return found
