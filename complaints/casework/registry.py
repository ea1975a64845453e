"""What other subjects add to a case: the page where a step is taken, and whom the case concerns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from complaints.casework.choices import Step
from complaints.tickets.models import Complaint
from complaints.tickets.registry import Act
from org.access.choices import Right

if TYPE_CHECKING:
    from complaints.casework.models import Casework
    from org.people.models import Person


@dataclass(frozen=True)
class StepDoor:
    """The page on which a step is taken, and the right that it asks for."""

    address: Callable[[Complaint], str]
    right: Right


Left = Callable[[Complaint, "Person"], Mapping[int, Act]]
Concerned = Callable[["Casework"], Iterable["Person"]]
_doors: dict[Step, StepDoor] = {}
_concerned: list[Concerned] = []
_left: list[Left] = []


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


def left_by_rounds(left: Left) -> None:
    """`left(complaint, person)` says by the number of an earlier round where one reads what it left."""
    if left not in _left:
        _left.append(left)


def to_read_of_rounds(complaint: Complaint, person: Person) -> dict[int, list[Act]]:
    """What the person may read of earlier rounds, by their numbers."""
    found: dict[int, list[Act]] = {}
    for left in _left:
        for number, act in left(complaint, person).items():
            found.setdefault(number, []).append(act)
    return found
