"""The report of a unit and a period, put together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from complaints.tickets.choices import ANY_ERROR, ErrorSide, State
from core.periods.rules import Period, PeriodKind
from kpi.indicators.choices import CHANNEL_ERRORS, INDICATORS, OPEN_SHARE, OWN_ERRORS
from kpi.indicators.rules import Inputs, figures, per_10k
from kpi.reports.rules.report import CustomerCount, Headline, Report, TrendPoint
from kpi.reports.selectors import tables
from kpi.reports.selectors.addresses import Addresses
from kpi.reports.selectors.units import UnitsOfThen
from kpi.targets.rules import control_of
from kpi.targets.selectors import control_volumes, requirements
from kpi.volumes import selectors as counts
from org.customers.selectors import customers_by_unit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from org.customers.models import CustomerBase
    from org.units.models import Unit


@dataclass(frozen=True)
class _Recorded:
    """Everything that was asked of the database for one report."""

    volumes: counts.Volumes
    errors: dict[int, counts.ErrorCounts]
    trend: dict[int, int]
    bases: dict[str, CustomerBase]
    months: set[int]

    def reaches(self, period: Period) -> bool:
        """Whether tickets were recorded then at all; if not, there is no data, which is not zero."""
        return any(month.number in self.months for month in period.months)

    def inputs(self, period: Period, unit: Unit, control: dict) -> Inputs | None:
        if not self.reaches(period):
            return None
        tallies = self.volumes.of(period).values()
        customers = customer_count(self.bases, period)
        return Inputs(
            complaints=sum(tally.received for tally in tallies),
            still_open=sum(tally.still_open for tally in tallies),
            own_errors=sum(counts.errors_of(self.errors, ErrorSide.OWN, period).values()),
            channel_errors=sum(counts.errors_of(self.errors, ErrorSide.CHANNEL, period).values()),
            customers=customers.customers if customers else None,
            control=control_of(unit.path, control),
        )


def report_of(unit: Unit, period: Period, *, with_addresses: bool = True) -> Report:
    """Every table of the complaint report of `unit` (and all below it) in `period`.

    About ten queries whatever the number of tickets or units. `with_addresses` False leaves out
    the ways to the tickets, for readers without the right to see those.
    """
    addresses = Addresses(unit, period, with_addresses)
    recorded = _ask(unit, period)
    control, control_before = control_volumes(unit, period), control_volumes(unit, period.previous)
    sides = tables.Sides(
        recorded.volumes.of(period),
        recorded.volumes.of(period.previous) if recorded.reaches(period.previous) else None,
    )
    errors = {side: counts.errors_of(recorded.errors, side, period) for side in ErrorSide}
    units = UnitsOfThen(
        unit, period, [*sides.now, *(sides.before or ()), *errors[ErrorSide.OWN], *errors[ErrorSide.CHANNEL]]
    )
    regions = tables.regions(unit, sides, control, units, addresses)
    own, channel = (
        tables.errors(side, errors[side], _before(recorded, side, period), unit, units, addresses) for side in ErrorSide
    )
    limits = requirements(INDICATORS, unit, period.last)
    return Report(
        unit_code=unit.code,
        unit_name=unit.name,
        period=period,
        headlines=_headlines(
            recorded.inputs(period, unit, control),
            recorded.inputs(period.previous, unit, control_before),
            limits,
            addresses,
        ),
        regions=regions,
        own_errors=own,
        channel_errors=channel,
        erring_units=tables.erring(own, channel, addresses),
        causes=tables.causes(counts.causes(unit, period), addresses),
        trend=tuple(_trend(recorded, period.trend(), addresses)),
        customers=customer_count(recorded.bases, period),
        own_control=control.get(unit.path),
        address=addresses.tickets(),
        errors_address=addresses.tickets(error=ANY_ERROR),
    )


def _ask(unit: Unit, period: Period) -> _Recorded:
    trend = period.trend()
    both = Period(PeriodKind.RANGE, period.previous.first, period.last)
    whole = Period(PeriodKind.RANGE, trend[0].first, period.last)
    monthly = counts.monthly_volume(unit, whole)
    silent = [month for month in whole.months if month.number not in monthly]
    bases = customers_by_unit([unit], [month.words for month in whole.months])
    return _Recorded(
        volumes=counts.volumes(unit, both),
        errors=counts.errors(unit, both),
        trend=monthly,
        bases={month: base for (_unit, month), base in bases.items()},
        months=monthly.keys() | counts.recorded_months(unit, silent),
    )


def _before(recorded: _Recorded, side: ErrorSide, period: Period) -> dict[str, int] | None:
    if not recorded.reaches(period.previous):
        return None
    return counts.errors_of(recorded.errors, side, period.previous)


def _headlines(now: Inputs | None, before: Inputs | None, limits: dict, addresses: Addresses) -> dict[str, Headline]:
    narrowed: dict[str, dict[str, str]] = {
        OWN_ERRORS.code: {"error": ErrorSide.OWN},
        CHANNEL_ERRORS.code: {"error": ErrorSide.CHANNEL},
        OPEN_SHARE.code: {"state": State.OPEN},
    }
    earlier, then = figures(before), addresses.of(addresses.period.previous)
    return {
        code: Headline(
            figure=figure,
            before=earlier[code],
            requirement=limits.get(code),
            address=addresses.tickets(**narrowed.get(code, {})),
            before_address=then.tickets(**narrowed.get(code, {})),
        )
        for code, figure in figures(now).items()
    }


def customer_count(bases: dict[str, CustomerBase], period: Period) -> CustomerCount | None:
    """I-03: the base used, with its source and date; None unless every month of the period has one."""
    used = [bases.get(month.words) for month in period.months]
    known = [base for base in used if base is not None]
    if len(known) < len(used):
        return None
    return CustomerCount(
        customers=sum(base.customers for base in known),
        sources=tuple(dict.fromkeys(base.source for base in known)),
        counted_on=tuple(base.counted_on for base in known if base.counted_on),
    )


def _trend(recorded: _Recorded, periods: Iterable[Period], addresses: Addresses) -> Iterable[TrendPoint]:
    for period in periods:
        known = recorded.reaches(period)
        volume = sum(recorded.trend.get(month.number, 0) for month in period.months) if known else None
        customers = customer_count(recorded.bases, period)
        rate = per_10k(volume, customers.customers) if customers and volume is not None else None
        yield TrendPoint(period, volume, rate, addresses.of(period).tickets() if known else "")
