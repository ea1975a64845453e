"""The latest month in one line: volume, ratio to control, per 10,000 customers, thirteen months' line."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from complaints.reports.selectors import latest_month
from core.periods.rules import month_period
from kpi.indicators.choices import PER_10K, RATIO_TO_CONTROL
from kpi.reports.lines import Line
from kpi.reports.selectors import report_of
from org.access.choices import Right
from org.models import Person, Unit


@dataclass(frozen=True)
class HomeLine:
    """Ratios in words, as the report prints them: the figure, or why there is none. `trend`: one volume a month."""

    unit: str
    period: str
    url: str
    volume: int
    ratio: str
    is_over: bool
    per_10k: str
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
        ratio=Line(ratio).shown,
        is_over=ratio.figure.value is not None and ratio.figure.value > 1,
        per_10k=Line(per_10k).shown,
        is_over_limit=per_10k.met is False,
        trend=[point.volume for point in report.trend],
    )
