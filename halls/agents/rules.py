"""S4 5.3 and 5.4: how an agent's day is measured. Pure functions over values."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from core.ui.rules import half_up

DAY_SECONDS = 24 * 3600
CALLS_MOST = 2000
"""A call a minute for a day and a night is 1,440; more in a day is a slip of the sheet."""

TALK_VERSION, CALLS_VERSION = "TALK v1", "CALLS v1"


class Standing(StrEnum):
    """Where a figure stands against the band."""

    BELOW = "below"
    WITHIN = "within"
    ABOVE = "above"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True)
class Asked:
    """What is asked of an agent: a band of talk utilisation in per cent, calls a day, minutes a call."""

    talk_from: Decimal
    talk_until: Decimal
    calls_a_day: int
    minutes_a_call: Decimal
    wording: str

    def standing(self, talk: Decimal | None) -> Standing | None:
        """Of a talk utilisation as a ratio; both ends of the band belong to it. Above the whole it cannot be."""
        if talk is None:
            return None
        per_cent = talk * 100
        if per_cent > 100:
            return Standing.IMPOSSIBLE
        if per_cent < self.talk_from:
            return Standing.BELOW
        return Standing.ABOVE if per_cent > self.talk_until else Standing.WITHIN

    def has_few_calls(self, calls_a_day: Decimal | None) -> bool:
        return calls_a_day is not None and calls_a_day < self.calls_a_day

    def has_long_calls(self, seconds_a_call: Decimal | None) -> bool:
        """As it is shown, in whole seconds: 5:00 is not longer than five minutes."""
        return seconds_a_call is not None and half_up(seconds_a_call) > self.minutes_a_call * 60


OF_THE_SOURCE = Asked(
    Decimal(69),
    Decimal(74),
    70,
    Decimal(5),
    "S4 5.3 每人每天接听70个电话，常见问题5分钟以内；S4 5.4 通话利用率69%~74%",
)
"""Holds until a unit has rules of its own."""


@dataclass(frozen=True)
class Worked:
    """What one agent, or a team, did in some days: sums, whose ratios are the figures."""

    days: int = 0
    calls: int = 0
    talk: int = 0
    duty: int = 0
    after_call: int = 0
    transfers: int = 0
    solved: int | None = None
    solved_of: int = 0
    over_days: int = 0

    def __add__(self, other: Worked) -> Worked:
        return Worked(
            self.days + other.days,
            self.calls + other.calls,
            self.talk + other.talk,
            self.duty + other.duty,
            self.after_call + other.after_call,
            self.transfers + other.transfers,
            None if self.solved is None and other.solved is None else (self.solved or 0) + (other.solved or 0),
            self.solved_of + other.solved_of,
            self.over_days + other.over_days,
        )

    @property
    def talk_share(self) -> Decimal | None:
        """S4 5.4: talk ÷ on duty; after-call work is "the only rest" and stays outside."""
        return ratio(self.talk, self.duty)

    @property
    def calls_a_day(self) -> Decimal | None:
        return ratio(self.calls, self.days)

    @property
    def seconds_a_call(self) -> Decimal | None:
        """Talk ÷ calls, the five minutes of S4 5.3: 70 x 5 min ÷ 8 h = 72.92 %."""
        return ratio(self.talk, self.calls)

    @property
    def handling_seconds(self) -> Decimal | None:
        """Rule book 10, AHT: talk and after-call work ÷ calls."""
        return ratio(self.talk + self.after_call, self.calls)

    @property
    def transfer_share(self) -> Decimal | None:
        return ratio(self.transfers, self.calls)

    @property
    def solved_share(self) -> Decimal | None:
        """Of the calls of days whose sheet says how many were solved; None where none does."""
        return None if self.solved is None else ratio(self.solved, self.solved_of)


def ratio(part: int, whole: int) -> Decimal | None:
    return Decimal(part) / whole if whole else None


def talk_utilisation(*, calls: int, minutes_a_call: Decimal | int, duty_minutes: int) -> Decimal:
    """S4 5.3 against 5.4: 70 calls of 5 minutes in 480 minutes on duty are 72.92 %."""
    return Decimal(calls) * Decimal(minutes_a_call) / duty_minutes
