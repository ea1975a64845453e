"""The charts of the report page; each answers the question of its title (ux.md, charts)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from core.periods.words import trend_title
from core.ui.charts import Chart, Series, TargetLine
from kpi.indicators.choices import PER_10K
from kpi.reports.rules.report import Report


def regions_chart(report: Report) -> Chart | None:
    """Ratio to control of the regions that have one, against 100 %; None without any."""
    rows = [row for row in report.regions.rows if row.ratio_to_control is not None]
    if not rows:
        return None
    ratios = [row.ratio_to_control for row in rows if row.ratio_to_control is not None]
    return Chart(
        key="regions",
        kind="bar",
        title=_("Which regions exceed their control volume?"),
        head=_("Region"),
        categories=[row.name for row in rows],
        series=[Series(_("Ratio to control"), [ratio * 100 for ratio in ratios])],
        urls=[row.address for row in rows] if report.address else [],
        target=TargetLine(Decimal(100), _("Control volume")),
        measure="%",
        places=2,
    )


def trend_charts(report: Report) -> list[Chart]:
    """Thirteen periods per 10,000 customers, where a customer base is known, and of volumes."""
    span = trend_title(report.period)
    charts = []
    if any(point.per_10k is not None for point in report.trend):
        charts.append(
            _trend(
                report,
                key="trend-rate",
                kind="line",
                title=_("%(span)s: complaints per 10,000 customers") % {"span": span},
                values=[point.per_10k for point in report.trend],
                places=2,
                target=_limit(report),
            )
        )
    charts.append(
        _trend(
            report,
            key="trend-volume",
            kind="column",
            title=_("%(span)s: complaints") % {"span": span},
            values=[point.volume for point in report.trend],
            addresses=[point.address for point in report.trend],
        )
    )
    return charts


def _trend(
    report: Report,
    *,
    key: str,
    kind: str,
    title: str,
    values: list[Decimal | int | None],
    places: int = 0,
    target: TargetLine | None = None,
    addresses: Sequence[str] = (),
) -> Chart:
    return Chart(
        key=key,
        kind=kind,
        title=title,
        head=_("Period"),
        categories=[point.period.words for point in report.trend],
        series=[Series(title, values, urls=addresses)],
        urls=[point.address for point in report.trend] if report.address else [],
        target=target,
        places=places,
    )


def _limit(report: Report) -> TargetLine | None:
    headline = report.headline(PER_10K)
    required = headline.requirement
    if required is None:
        return None
    words = {"sign": required.sign, "value": headline.required_words}
    return TargetLine(required.value, _("limit %(sign)s %(value)s") % words)


def errors_chart(report: Report) -> Chart | None:
    """Own and channel errors of each unit that has any; None without errors."""
    if not report.erring_units:
        return None
    units = report.erring_units
    return Chart(
        key="errors",
        kind="stacked",
        title=_("Where do errors gather?"),
        head=_("Unit"),
        categories=[unit.name for unit in units],
        series=[
            Series(_("Own"), [unit.own for unit in units], urls=[unit.own_address for unit in units]),
            Series(_("Channel"), [unit.channel for unit in units], urls=[unit.channel_address for unit in units]),
        ],
        urls=[unit.address for unit in units] if report.address else [],
    )
