"""The latest month in one line: volume, ratio to control, per 10,000 customers, thirteen months' line."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from kpi.indicators.choices import PER_10K, RATIO_TO_CONTROL
from kpi.periods.rules import month_period
from kpi.reports.selectors import latest_month, report_of
from org.access.choices import Right
from org.models import Person, Unit


@dataclass(frozen=True)
class HomeLine:
    """Ratios as numbers; None where nothing is set or known. `trend` holds one volume a month."""

    unit: str
    period: str
    url: str
    volume: int
    ratio: Decimal | None
    is_over: bool
    per_10k: Decimal | None
    is_over_limit: bool
    trend: list[int | None]


def headline(person: Person) -> HomeLine | None:
    """The line of the topmost unit whose indicators the person may see; None without any ticket there."""
    paths = person.paths_for(Right.INDICATOR_VIEW)
    unit = Unit.objects.filter(path__in=paths).shallowest_first().first()
    month = latest_month(unit) if unit else None
    if unit is None or month is None:
        return None
    report = report_of(unit, month_period(month), with_addresses=False)
    ratio, per_10k = report.headline(RATIO_TO_CONTROL), report.headline(PER_10K)
    return HomeLine(
        unit=unit.name,
        period=month.words,
        url=f"{reverse('month_report', args=[month.words])}?unit={unit.code}",
        volume=report.volume,
        ratio=ratio.figure.value,
        is_over=ratio.figure.value is not None and ratio.figure.value > 1,
        per_10k=per_10k.figure.value,
        is_over_limit=per_10k.met is False,
        trend=[point.volume for point in report.trend],
    )
