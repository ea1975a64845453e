"""Where each step of a case is taken: the subject whose step it is names its page here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from complaints.casework.choices import Step
from complaints.tickets.models import Complaint
from org.access.choices import Right


@dataclass(frozen=True)
class StepDoor:
    """The page on which a step is taken, and the right that it asks for."""

    address: Callable[[Complaint], str]
    right: Right


_doors: dict[Step, StepDoor] = {}


def step_door(step: Step, *, address: Callable[[Complaint], str], right: Right = Right.COMPLAINT_EDIT) -> None:
    """`step` is taken on the page at `address(complaint)`, by whoever holds `right` there."""
    _doors[step] = StepDoor(address, right)


def door_of(step: Step) -> StepDoor | None:
    return _doors.get(step)
