"""When a hall's live board raises an alarm: figures in, alarms out; no row, no clock, no settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from core.ui.rules import half_up
from halls.board.choices import AlarmKind

SILENT_MINUTES = 3
"""A machine asks at least once a minute; after three it is off, or has no network."""


@dataclass(frozen=True)
class Figures:
    """A hall at a moment. Minutes are whole; what is None is not set, and then nothing is measured by it.

    `today` counts every number of the day so far, `today_over` those whose wait passed the limit, whoever still
    waits included (rule book 1.1: all numbers are the base).
    """

    waiting: int = 0
    longest_minutes: int = 0
    limit_minutes: int | None = None
    over_limit: int | None = None
    today: int = 0
    today_over: int | None = None
    share_limit: Decimal | None = None
    open_counters: int = 0
    counters: int = 0
    rest_minutes: int | None = None
    rests: Mapping[str, int] = field(default_factory=dict)
    unseen: Mapping[str, int] = field(default_factory=dict)

    @property
    def share(self) -> Decimal | None:
        """Overtime of today so far in per cent, unrounded; None where no limit is set or nobody came yet."""
        if self.today_over is None or not self.today:
            return None
        return Decimal(100) * self.today_over / self.today

    @property
    def is_over_share(self) -> bool:
        return self.share is not None and self.share_limit is not None and self.share > self.share_limit


@dataclass(frozen=True)
class Alarm:
    kind: AlarmKind
    values: Mapping[str, object]

    @property
    def words(self) -> str:
        return self.kind.sentence % self.values


def alarms(figures: Figures) -> list[Alarm]:
    """What is wrong in a hall, worst first. S0-Q1: a share of overtime above the allowed one is a finding."""
    found = []
    if figures.waiting and not figures.open_counters:
        found.append(Alarm(AlarmKind.NOBODY, {"waiting": figures.waiting}))
    if figures.over_limit:
        said = {"over": figures.over_limit, "limit": figures.limit_minutes, "longest": figures.longest_minutes}
        found.append(Alarm(AlarmKind.OVER_LIMIT, said))
    if figures.is_over_share and figures.share is not None:
        shares = {"share": f"{half_up(figures.share, 2):f}", "allowed": f"{figures.share_limit:f}"}
        found.append(Alarm(AlarmKind.SHARE, shares))
    if figures.rest_minutes is not None:
        for counter, minutes in figures.rests.items():
            if minutes > figures.rest_minutes:
                rest = {"counter": counter, "minutes": minutes, "allowed": figures.rest_minutes}
                found.append(Alarm(AlarmKind.RESTING, rest))
    for machine, minutes in figures.unseen.items():
        if minutes >= SILENT_MINUTES:
            found.append(Alarm(AlarmKind.SILENT, {"machine": machine, "minutes": minutes}))
    return found


def urgency(figures: Figures) -> tuple[int, int, int]:
    """Orders halls: those with alarms first, the worst kind in front, then the longest wait."""
    kinds = list(AlarmKind)
    worst = min((kinds.index(one.kind) for one in alarms(figures)), default=len(kinds))
    return worst, -figures.longest_minutes, -figures.waiting
