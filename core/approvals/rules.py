"""The algebra of approvals: what a step and a request come to from the voices given (peers-complaints.md 4.5).

Pure: a request's answer follows from its own voices and from nothing else, so that the state of
one never shows in another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from core.approvals.choices import Mode

Outcome = Literal["approved", "waiting", "refused"]


@dataclass(frozen=True)
class Tally:
    """How many voices of a step have approved, refused, and not spoken yet."""

    approved: int
    refused: int
    waiting: int


@dataclass(frozen=True)
class FactLine:
    """A line of what is decided on; `before` is what the round before said, None where it said the same."""

    label: str
    value: str
    before: str | None = None


def step_outcome(mode: str, tally: Tally, *, percent: int = 100) -> Outcome:
    """The state of one step.

    The share that approved reaches the threshold -> approved; it still may with those who have not
    spoken -> waiting; else refused. `all` is a threshold of 100, `percent` one of `percent` (1 to 100).
    With `any` the first who speaks is the only one who counts, whichever way.
    """
    if mode == Mode.ANY:
        spoken = tally.approved + tally.refused
        tally = Tally(tally.approved, tally.refused, 0) if spoken else tally
        percent = 1
    needed = 100 if mode == Mode.ALL else percent
    voices = tally.approved + tally.refused + tally.waiting
    if tally.approved * 100 >= needed * voices:
        return "approved"
    return "waiting" if (tally.approved + tally.waiting) * 100 >= needed * voices else "refused"


def request_outcome(steps: Sequence[Outcome]) -> Outcome:
    """The state of a whole request from its steps in order: one refused refuses it, all approved approve it."""
    if "refused" in steps:
        return "refused"
    return "approved" if all(step == "approved" for step in steps) else "waiting"


def open_step(steps: Sequence[Outcome]) -> int | None:
    """The place of the one step that is asked now: the first that is not approved; None when none is."""
    if request_outcome(steps) != "waiting":
        return None
    return next(place for place, step in enumerate(steps) if step != "approved")


def with_changes(facts: Sequence[Sequence[str]], before: Sequence[Sequence[str]] | None) -> list[FactLine]:
    """The facts as lines, each with what the earlier round said where that differs."""
    known = {said[0]: said[1] for said in before or ()}
    return [
        FactLine(label, value, known.get(label, "") if before is not None and known.get(label) != value else None)
        for label, value in facts
    ]
