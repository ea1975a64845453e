"""Whether the figures kept by the last computation still say what the tickets say."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from complaints.tickets.models import Complaint, ComplaintEvent
from core.periods.rules import PeriodKind
from kpi.indicators.models import IndicatorValue
from kpi.indicators.rules import Figure, stored
from kpi.reports.selectors.addresses import Addresses
from org.units.models import below_any

if TYPE_CHECKING:
    from kpi.reports.rules.report import Report
    from org.units.models import Unit


@dataclass(frozen=True)
class Differences:
    """A stored figure beside the live one."""

    live: Figure
    kept: Figure


@dataclass(frozen=True)
class Stored:
    """When the month was computed, what differs now, and how many tickets were touched since."""

    computed_at: dt.datetime
    differences: tuple[Differences, ...]
    changed_tickets: int
    changed_address: str = ""

    @property
    def is_current(self) -> bool:
        return not self.differences


def stored_figures(report: Report, unit: Unit) -> Stored | None:
    """The stored figures of a month beside the live ones; None for longer periods or if never computed."""
    if report.period.kind is not PeriodKind.MONTH:
        return None
    kept = {row.indicator: row for row in IndicatorValue.objects.filter(unit=unit, month=report.period.words)}
    if not kept:
        return None
    differences = tuple(
        Differences(headline.figure, _figure(headline.figure, kept[code]))
        for code, headline in report.headlines.items()
        if code in kept and stored(headline.figure.value) != kept[code].value
    )
    computed_at = max(row.computed_at for row in kept.values())
    changed = changed_since(unit, report.period.first.number, computed_at) if differences else 0
    addresses = Addresses(unit, report.period, bool(report.address))
    return Stored(computed_at, differences, changed, addresses.changed_after(computed_at))


def _figure(live: Figure, kept: IndicatorValue) -> Figure:
    return Figure(live.indicator, kept.numerator, kept.denominator, kept.value)


def changed_since(unit: Unit, month: int, moment: dt.datetime) -> int:
    """Tickets of the month with an entry in their trail since `moment`, void ones included."""
    tickets = Complaint.objects.filter(below_any("unit_path", [unit.path]), month=month)
    return ComplaintEvent.objects.filter(complaint__in=tickets, at__gt=moment).values("complaint").distinct().count()
