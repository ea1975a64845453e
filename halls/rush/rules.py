"""When a hall is so busy that the emergency procedure 忙时应急 begins, and when it is calm: pure functions (S0-Q1)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from halls.rush.choices import Silence, StepKind, Trigger

WORDS_MOST = 200
RESULT_MOST = 400
NOTE_MOST = 120
STEPS_MOST = 12

PROPOSED = tuple(kind for kind in StepKind if kind != StepKind.OTHER)
"""The order of steps where nobody set one: S0 1.1 names diversion and no order, so this one is a proposal."""


@dataclass(frozen=True)
class Measured:
    """A hall at a moment: who waits, for how long at most, and how many numbers the day has had.

    `over` is None where the hall has no wait limit.
    """

    waiting: int
    longest_seconds: int
    over: int | None
    limit_minutes: int | None
    tickets: int
    open_counters: int

    @property
    def longest_minutes(self) -> int:
        return self.longest_seconds // 60

    @property
    def share(self) -> Decimal | None:
        """Of those waiting now, the part over the limit, 0 to 1; None where nobody waits or nothing is measured."""
        if self.over is None or not self.waiting:
            return None
        return Decimal(self.over) / self.waiting


@dataclass(frozen=True)
class Conditions:
    """What opens an emergency. Each is off while None: the source gives no number but the 10 % of S0-Q1.

    `share_tickets`: the share counts once the day has had so many numbers. `share_limit` in per cent.
    """

    share_limit: Decimal
    share_tickets: int | None = None
    queue_length: int | None = None
    longest_minutes: int | None = None

    @property
    def is_empty(self) -> bool:
        return self.share_tickets is None and self.queue_length is None and self.longest_minutes is None


def met(conditions: Conditions, measured: Measured) -> Trigger | None:
    """The first condition that holds; None while none does.

    S0-Q1: a share *above* the limit, compared as a ratio of whole numbers and never as a rounded figure.
    """
    if _is_share_met(conditions, measured):
        return Trigger.SHARE
    if conditions.queue_length is not None and measured.waiting >= conditions.queue_length:
        return Trigger.QUEUE
    if conditions.longest_minutes is not None and measured.longest_seconds > conditions.longest_minutes * 60:
        return Trigger.LONGEST
    return None


def _is_share_met(conditions: Conditions, measured: Measured) -> bool:
    if conditions.share_tickets is None or measured.over is None or measured.tickets < conditions.share_tickets:
        return False
    return measured.over * 100 > conditions.share_limit * measured.waiting


def silence(conditions: Conditions | None, *, limit_minutes: int | None) -> Silence | None:
    """Why nothing opens by rule, or why the share does not; None where all that is set can be measured."""
    if conditions is None:
        return Silence.NO_RULE
    if conditions.is_empty:
        return Silence.NO_CONDITION
    if conditions.share_tickets is not None and limit_minutes is None:
        return Silence.NO_LIMIT
    return None


def is_over(calm_since: dt.datetime | None, *, calm_minutes: int | None, now: dt.datetime) -> bool:
    """Whether it has been calm for as long as the rule asks; never where the rule does not say how long."""
    if calm_since is None or calm_minutes is None:
        return False
    return now - calm_since >= dt.timedelta(minutes=calm_minutes)


def lasts_too_long(opened_at: dt.datetime, *, escalate_minutes: int | None, now: dt.datetime) -> bool:
    """Whether those above are told that it goes on."""
    return escalate_minutes is not None and now - opened_at >= dt.timedelta(minutes=escalate_minutes)
