"""What other subjects add to a case: the page where a step is taken, and whom the case concerns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from complaints.casework.choices import Step
from complaints.tickets.models import Complaint
from org.access.choices import Right

if TYPE_CHECKING:
    from complaints.casework.models import Casework
    from org.people.models import Person


@dataclass(frozen=True)
class StepDoor:
    """The page on which a step is taken, and the right that it asks for."""

    address: Callable[[Complaint], str]
    right: Right


Concerned = Callable[["Casework"], Iterable["Person"]]
_doors: dict[Step, StepDoor] = {}
_concerned: list[Concerned] = []


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
