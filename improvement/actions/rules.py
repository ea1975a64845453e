"""What is true of a corrective action by itself: its number, how it stands on a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from core.ui.choices import Status
from core.ui.words import due_day_words
from improvement.actions.choices import ActionState

EFFECT_DAYS = 90
"""How long before and after an action the same cause is counted."""

SOON_DAYS = 3
"""An owner is reminded this many days before the due day, and once a week after it."""


@dataclass(frozen=True)
class Standing:
    """A status and the words that go with it."""

    status: str
    words: str


def series_of(on: dt.date) -> str:
    """Name of the running number of one month's actions."""
    return f"action-{on:%Y%m}"


def number_of(on: dt.date, position: int) -> str:
    """`ZG202611-0042`: the 42nd corrective action 整改 of November 2026."""
    return f"ZG{on:%Y%m}-{position:04d}"


def standing_of(state: str, due_on: dt.date, *, today: dt.date) -> Standing:
    """Words, never bare numbers: `还剩 3 天`, `今天到期`, `已超 15 年`; what is done waits for its verification."""
    if state != ActionState.OPEN:
        tone = {ActionState.DONE: Status.PAUSED, ActionState.VERIFIED: Status.ONTIME}
        return Standing(tone.get(ActionState(state), Status.DONE), str(ActionState(state).label))
    days = (due_on - today).days
    status = Status.LATE if days < 0 else Status.SOON if days <= SOON_DAYS else Status.ONTIME
    return Standing(status, due_day_words(due_on, today))
