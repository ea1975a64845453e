"""What a counter does next: pure functions over values."""

from __future__ import annotations

from halls.queue.choices import VisitState


def next_act(state: str, *, is_resting: bool) -> str:
    """The one act that the screen puts in front: by the state of the number that is with the counter, "" without."""
    if is_resting:
        return "go_on"
    if not state:
        return "call_next"
    return "start" if state == VisitState.CALLED else "finish"


def calls_missing(calls: int, *, asked: int) -> int:
    """How many more times a number is called before one may say that nobody came."""
    return max(0, max(1, asked) - calls)
