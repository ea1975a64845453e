"""The indicators of halls and the hotline from their sums (rule book 8.5: SEAT, TALK, CALLS)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kpi.indicators.choices import CALLS, SEAT, TALK, Indicator
from kpi.indicators.rules import Figure, Missing


@dataclass(frozen=True)
class DeskInputs:
    """Seconds of counters, seconds and calls of agents; sums, so that a unit's are those of all below it."""

    serving: int = 0
    open: int = 0
    talk: int = 0
    duty: int = 0
    calls: int = 0
    agent_days: int = 0

    def __add__(self, other: DeskInputs) -> DeskInputs:
        return DeskInputs(
            self.serving + other.serving,
            self.open + other.open,
            self.talk + other.talk,
            self.duty + other.duty,
            self.calls + other.calls,
            self.agent_days + other.agent_days,
        )


def desk_figures(given: DeskInputs | None) -> dict[str, Figure]:
    """By code; "no data" where nothing was open, or nobody was on duty. A share above the whole stays as it is."""
    sums = given or DeskInputs()
    made = [
        _ratio(SEAT, sums.serving, sums.open),
        _ratio(TALK, sums.talk, sums.duty),
        _ratio(CALLS, sums.calls, sums.agent_days),
    ]
    return {figure.indicator.code: figure for figure in made}


def _ratio(indicator: Indicator, part: int, whole: int) -> Figure:
    if not whole:
        return Figure(indicator, None, None, None, Missing.NO_DATA)
    return Figure(indicator, Decimal(part), Decimal(whole), Decimal(part) / whole)
