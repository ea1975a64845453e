"""What is required of a unit in a month."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from core.periods.rules import month_period
from kpi.indicators.choices import RATIO_TO_CONTROL, Indicator
from kpi.targets.choices import Operator, TargetKind
from kpi.targets.models import Target
from kpi.targets.rules import Requirement, is_looser, over_months
from kpi.volumes.rules import rolled_up
from kpi.volumes.selectors import volumes
from org.units.models import below_any
from org.units.rules import chain
from org.units.selectors import children

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.periods.rules import Month, Period
    from org.units.models import Unit


def control_volumes(top: Unit, period: Period) -> dict[str, Decimal]:
    """Control volumes set at or below `top`, by unit path; units with a month missing are left out. One query."""
    rows = Target.objects.filter(
        below_any("unit__path", [top.path]),
        indicator=RATIO_TO_CONTROL.code,
        kind=TargetKind.CONTROL,
        month__in=[month.words for month in period.months],
    ).values_list("unit__path", "month", "value")
    by_path: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for path, month, value in rows:
        by_path[path][month] = value
    summed = {path: over_months(months.get(month.words) for month in period.months) for path, months in by_path.items()}
    return {path: value for path, value in summed.items() if value is not None}


def requirements(indicators: Iterable[Indicator], unit: Unit, month: Month) -> dict[str, Requirement]:
    """The limits in force by indicator code, in one query; indicators without one are left out.

    In force is the latest limit set up to `month` at the unit, else at the nearest unit above it
    that has one, else the one that the indicator's source states.
    """
    rows = Target.objects.filter(
        unit__path__in=chain(unit.path), kind=TargetKind.LIMIT, month__lte=month.words
    ).select_related("unit")
    nearest: dict[str, Target] = {}
    for row in sorted(rows, key=lambda row: (len(row.unit.path), row.month)):
        nearest[row.indicator] = row
    found: dict[str, Requirement] = {}
    for indicator in indicators:
        if target := nearest.get(indicator.code):
            found[indicator.code] = Requirement(Operator(target.operator), target.value, target.source or target.month)
        elif indicator.limit is not None:
            limit = indicator.limit
            found[indicator.code] = Requirement(limit.operator, limit.value, limit.clause)
    return found


@dataclass(frozen=True)
class GridRow:
    """One unit of the grid. Volumes are whole numbers; None is "not set" or "no data"."""

    unit: Unit
    depth: int
    value: Decimal | None
    month_before: Decimal | None
    result_before: int | None
    result_last_year: int | None

    @property
    def is_looser(self) -> bool:
        """I-22: asks for less than was reached in the same month of last year."""
        if self.value is None or self.result_last_year is None:
            return False
        return is_looser(Operator.AT_MOST, self.value, Decimal(self.result_last_year))


def grid(top: Unit, month: Month) -> list[GridRow]:
    """`top` and the units directly below it with their control volumes, and what came of the months before."""
    units = [top, *children(top, on=month.last_day)]
    set_now, set_before = _own_volumes(units, month), _own_volumes(units, month.plus(-1))
    before, last_year = (_results(top, month_period(month.plus(-back))) for back in (1, 12))
    return [
        GridRow(
            unit=unit,
            depth=int(unit.pk != top.pk),
            value=set_now.get(unit.pk),
            month_before=set_before.get(unit.pk),
            result_before=None if before is None else before.get(unit.path, 0),
            result_last_year=None if last_year is None else last_year.get(unit.path, 0),
        )
        for unit in units
        if unit.has_control or unit.pk in set_now
    ]


def _own_volumes(units: Iterable[Unit], month: Month) -> dict[int, Decimal]:
    rows = Target.objects.filter(
        unit__in=[unit.pk for unit in units],
        indicator=RATIO_TO_CONTROL.code,
        kind=TargetKind.CONTROL,
        month=month.words,
    )
    return dict(rows.values_list("unit", "value"))


def _results(top: Unit, period: Period) -> dict[str, int] | None:
    """Complaints received by unit path; None where nothing at all was recorded."""
    tallies = rolled_up(volumes(top, period).of(period))
    return {path: tally.received for path, tally in tallies.items()} or None


def own_limit(indicator: Indicator, unit: Unit, month: Month) -> Target | None:
    """The limit set at this very unit for this very month."""
    return Target.objects.filter(unit=unit, indicator=indicator.code, kind=TargetKind.LIMIT, month=month.words).first()
