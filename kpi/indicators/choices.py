"""The indicators, one declared object each (rule book 8.5, S0-C1, S1, S4).

`formula`, `numerator` and `denominator` are words for the reader; `factor` and `offset` are the
same formula for the machine: value = numerator / denominator x factor + offset. An indicator
without a denominator is a count. A `limit` is the source's own; a target of the branch comes
before it (kpi.targets).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from halls.agents.choices import CALLS_FORMULA, TALK_FORMULA
from halls.desks.choices import FORMULA as SEAT_FORMULA
from kpi.targets.choices import SIGNS, Operator

if TYPE_CHECKING:
    from django.utils.functional import Promise

COMPUTE_MONTH = "kpi.compute_month"
"""The kind of job that computes and keeps a month's figures."""


class Measure(StrEnum):
    """How a value is printed: a count, a plain rate, a share of one hundred, or per mille."""

    COUNT = "count"
    RATE = "rate"
    SHARE = "share"
    PER_MILLE = "per_mille"


class Direction(StrEnum):
    LOWER = "lower"
    HIGHER = "higher"


@dataclass(frozen=True)
class SourceLimit:
    """A requirement as its source states it."""

    operator: Operator
    value: Decimal
    clause: str


@dataclass(frozen=True)
class Indicator:
    code: str
    name: str | Promise
    measure: Measure
    formula: str | Promise
    numerator: str | Promise
    source: str
    version: str
    denominator: str | Promise = ""
    old_wording: str = ""
    direction: Direction = Direction.LOWER
    factor: Decimal = Decimal(1)
    offset: Decimal = Decimal(0)
    places: int = 2
    limit: SourceLimit | None = None
    upper: SourceLimit | None = None

    @property
    def is_count(self) -> bool:
        return self.measure is Measure.COUNT

    @property
    def limit_words(self) -> str:
        """The source's requirement as it is written: `≤ 25`, `< 1.5 ‰`, `≤ 100 %`; a band has two ends."""
        hundredfold = 100 if self.measure is Measure.SHARE else 1
        mark = {Measure.SHARE: " %", Measure.PER_MILLE: " ‰"}.get(self.measure, "")
        ends = [end for end in (self.limit, self.upper) if end is not None]
        return ", ".join(f"{SIGNS[end.operator]} {(end.value * hundredfold).normalize():f}{mark}" for end in ends)

    @property
    def rule(self) -> str:
        """Code and version of the rule, as every figure and every stored value carries it."""
        return f"{self.code} {self.version}"


_COMPLAINTS = _("complaints received in the period, void ones left out")
_CUSTOMERS = _("customers, summed over the months of the period")
_CONTROL = _("control volume, summed over the months of the period")

VOLUME = Indicator(
    code="C_VOL",
    name=_("Complaint volume"),
    measure=Measure.COUNT,
    formula=_("complaints received, void ones left out, counted at the unit they belonged to then"),
    numerator=_COMPLAINTS,
    source="S0-C1",
    version="v1",
    places=0,
)
PER_10K = Indicator(
    code="C10K",
    name=_("Complaints per 10,000 customers"),
    measure=Measure.RATE,
    formula=_("complaints ÷ customers × 10,000"),
    numerator=_COMPLAINTS,
    denominator=_CUSTOMERS,
    source="S0-C1, I-03",
    version="v1",
    old_wording="每万占比",
    factor=Decimal(10_000),
    limit=SourceLimit(Operator.AT_MOST, Decimal(25), "S0-C1"),
)
RATIO_TO_CONTROL = Indicator(
    code="CCTRL",
    name=_("Ratio to control"),
    measure=Measure.SHARE,
    formula=_("complaints ÷ control volume"),
    numerator=_COMPLAINTS,
    denominator=_CONTROL,
    source="S0 1.4, I-02",
    version="v1",
    old_wording="超额",
    limit=SourceLimit(Operator.AT_MOST, Decimal(1), "S0-C1"),
)
EXCESS_RATE = Indicator(
    code="EXCESS",
    name=_("Excess rate"),
    measure=Measure.SHARE,
    formula=_("complaints ÷ control volume − 1"),
    numerator=_COMPLAINTS,
    denominator=_CONTROL,
    source="S0 1.4, I-02",
    version="v1",
    offset=Decimal(-1),
    limit=SourceLimit(Operator.AT_MOST, Decimal(0), "S0-C1"),
)
OWN_ERRORS = Indicator(
    code="ERR_OWN",
    name=_("Own-business errors"),
    measure=Measure.COUNT,
    formula=_("complaints in which a work error of our own halls, departments or account managers was found"),
    numerator=_("complaints with an own-business error"),
    source="S0 1.4",
    version="v1",
    old_wording="自有业务投诉差错",
    places=0,
)
CHANNEL_ERRORS = Indicator(
    code="ERR_CHANNEL",
    name=_("Channel errors"),
    measure=Measure.COUNT,
    formula=_("complaints in which a work error of a channel agent was found"),
    numerator=_("complaints with a channel error"),
    source="S0 1.4",
    version="v1",
    old_wording="渠道业务投诉差错",
    places=0,
)
OPEN_SHARE = Indicator(
    code="OPEN_SHARE",
    name=_("Share still open"),
    measure=Measure.SHARE,
    formula=_("complaints still open ÷ complaints received in the period"),
    numerator=_("complaints of the period that are open now"),
    denominator=_COMPLAINTS,
    source="S0-F3",
    version="v1",
)
PER_MILLE = Indicator(
    code="CRATE",
    name=_("Complaint rate"),
    measure=Measure.PER_MILLE,
    formula=_("complaints ÷ customers × 1,000"),
    numerator=_COMPLAINTS,
    denominator=_CUSTOMERS,
    source="S1 2.1",
    version="v1",
    factor=Decimal(1_000),
    limit=SourceLimit(Operator.LESS, Decimal("1.5"), "S1 2.2"),
)

INDICATORS: tuple[Indicator, ...] = (
    VOLUME,
    PER_10K,
    RATIO_TO_CONTROL,
    EXCESS_RATE,
    OWN_ERRORS,
    CHANNEL_ERRORS,
    OPEN_SHARE,
    PER_MILLE,
)
"""Those of the complaint report."""

SEAT = Indicator(
    code="SEAT",
    name=_("Counter utilisation"),
    measure=Measure.SHARE,
    formula=SEAT_FORMULA,
    numerator=_("seconds in which customers were served at counters, on days whose open time is known"),
    denominator=_("seconds in which somebody sat at a counter and did not rest"),
    source="S0 1.1",
    version="v1",
    old_wording="台席利用率",
    direction=Direction.HIGHER,
)
TALK = Indicator(
    code="TALK",
    name=_("Talk utilisation"),
    measure=Measure.SHARE,
    formula=TALK_FORMULA,
    numerator=_("seconds in which agents talked"),
    denominator=_("seconds in which agents were on duty"),
    source="S4 5.4",
    version="v1",
    old_wording="通话利用率",
    direction=Direction.HIGHER,
    limit=SourceLimit(Operator.AT_LEAST, Decimal("0.69"), "S4 5.4"),
    upper=SourceLimit(Operator.AT_MOST, Decimal("0.74"), "S4 5.4"),
)
CALLS = Indicator(
    code="CALLS",
    name=_("Calls per agent-day"),
    measure=Measure.RATE,
    formula=CALLS_FORMULA,
    numerator=_("calls answered by agents"),
    denominator=_("days on which an agent was on duty"),
    source="S4 5.3",
    version="v1",
    old_wording="接听量",
    direction=Direction.HIGHER,
    limit=SourceLimit(Operator.AT_LEAST, Decimal(70), "S4 5.3"),
)

OVERTIME_SHARE = Indicator(
    code="Q_OT",
    name=_("Overtime share of waits"),
    measure=Measure.SHARE,
    formula=_("tickets that waited longer than the limit of their hall on that day ÷ all tickets of days with a limit"),
    numerator=_("tickets that waited longer than the limit"),
    denominator=_("tickets on days for which a limit is set, with those who left or still wait"),
    source="S0-Q1, I-17",
    version="v1",
    old_wording="等候超时占比",
    limit=SourceLimit(Operator.AT_MOST, Decimal("0.1"), "S0-Q1"),
)
WAIT_MEAN = Indicator(
    code="Q_WAIT",
    name=_("Mean wait in halls, minutes"),
    measure=Measure.RATE,
    formula=_("waiting time ÷ tickets whose wait has ended, in minutes"),
    numerator=_("minutes from taking a number to its first call"),
    denominator=_("tickets whose wait has ended"),
    source="S0 1.1",
    version="v1",
)
WAIT_P90 = Indicator(
    code="Q_P90",
    name=_("p90 of waits in halls, minutes"),
    measure=Measure.RATE,
    formula=_("the waits in order, the one at place 0.9 × n, rounded up (nearest rank), in minutes"),
    numerator=_("the wait at that place"),
    denominator=_("tickets whose wait has ended (n)"),
    source="S0 1.1",
    version="v1",
)
HALL_TICKETS = Indicator(
    code="Q_TICKETS",
    name=_("Tickets of halls"),
    measure=Measure.COUNT,
    formula=_("tickets of halls in the period, each counted from one source of its day"),
    numerator=_("tickets of halls in the period, with those who left or still wait"),
    source="S0 1.1",
    version="v1",
    places=0,
)

HALL_INDICATORS: tuple[Indicator, ...] = (SEAT, TALK, CALLS, OVERTIME_SHARE, WAIT_MEAN, WAIT_P90, HALL_TICKETS)
"""Those of halls and the hotline: computed and kept with the others, shown on their own pages."""

EVERY: tuple[Indicator, ...] = (*INDICATORS, *HALL_INDICATORS)
BY_CODE: dict[str, Indicator] = {indicator.code: indicator for indicator in EVERY}
