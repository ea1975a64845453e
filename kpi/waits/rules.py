"""The indicators of waiting in halls from their sums (rule book 8.5: Q_OT)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from halls.waiting.choices import Base
from halls.waiting.rules import MINUTE, NOTHING, Tally
from kpi.indicators.choices import HALL_TICKETS, OVERTIME_SHARE, WAIT_MEAN, WAIT_P90
from kpi.indicators.rules import Figure, Missing, count_figure


@dataclass(frozen=True)
class WaitInputs:
    """Waits of the halls at and below a unit; `p90_seconds` is of all of them in one order."""

    tally: Tally = NOTHING
    p90_seconds: int | None = None


def wait_figures(given: WaitInputs | None) -> dict[str, Figure]:
    """By code; "no data" where nobody came, "not set" while no hall has a limit (rule book 7, I-17)."""
    if given is None or not given.tally.tickets:
        codes = (OVERTIME_SHARE, WAIT_MEAN, WAIT_P90, HALL_TICKETS)
        return {one.code: Figure(one, None, None, None, Missing.NO_DATA) for one in codes}
    tally = given.tally
    made = [_share(tally), _mean(tally), _p90(given), count_figure(HALL_TICKETS, tally.tickets)]
    return {figure.indicator.code: figure for figure in made}


def _share(tally: Tally) -> Figure:
    share = tally.share(Base.ALL)
    if share is None:
        return Figure(OVERTIME_SHARE, None, None, None, Missing.NOT_SET)
    return Figure(OVERTIME_SHARE, Decimal(tally.over), Decimal(tally.measured), share)


def _mean(tally: Tally) -> Figure:
    mean = tally.mean_seconds
    if mean is None:
        return Figure(WAIT_MEAN, None, None, None, Missing.NO_DATA)
    return Figure(WAIT_MEAN, Decimal(tally.wait_seconds) / MINUTE, Decimal(tally.known), mean / MINUTE)


def _p90(given: WaitInputs) -> Figure:
    """A place in an order is no ratio: it has the number of waits beside it, and no numerator."""
    if given.p90_seconds is None:
        return Figure(WAIT_P90, None, None, None, Missing.NO_DATA)
    return Figure(WAIT_P90, None, Decimal(given.tally.known), Decimal(given.p90_seconds) / MINUTE)
