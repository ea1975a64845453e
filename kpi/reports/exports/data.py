"""The report as plain data for the API and `month_report --json`.

The shape is a promise: keys are added, never renamed, and `schema` moves when that is broken.
Numbers are unrounded JSON numbers; shares are ratios (1.8592, not 185.92). What is missing is
null with a reason beside it, never zero.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from core.periods.rules import Period
from kpi.indicators.choices import OPEN_SHARE, RATIO_TO_CONTROL, VOLUME, Indicator
from kpi.indicators.rules import Change, stored
from kpi.reports.rules.causes import CauseRow
from kpi.reports.rules.errors import ErrorTable
from kpi.reports.rules.regions import RegionRow
from kpi.reports.rules.report import Headline, Report
from kpi.targets.rules import Requirement

SCHEMA = "servicedesk.month_report/1"

Data = dict[str, Any]


def as_data(report: Report) -> Data:
    """Every indicator and table with numerator, denominator, formula and rule version."""
    return {
        "schema": SCHEMA,
        "unit": {"code": report.unit_code, "name": report.unit_name},
        "period": _period(report.period),
        "previous_period": _period(report.period.previous),
        "customers": _customers(report),
        "indicators": [_headline(headline) for headline in report.in_order()],
        "regions": _regions(report),
        "own_errors": _errors(report.own_errors, report.headlines["ERR_OWN"].indicator),
        "channel_errors": _errors(report.channel_errors, report.headlines["ERR_CHANNEL"].indicator),
        "errors": {"count": report.errors, "share_of_complaints": number(report.errors_share)},
        "errors_by_unit": [
            {"code": unit.code, "name": unit.name, "own": unit.own, "channel": unit.channel, "total": unit.total}
            for unit in report.erring_units
        ],
        "causes": _causes(report),
        "states": _states(report),
        "trend": _trend(report),
    }


def number(value: Decimal | None) -> int | float | None:
    """A JSON number: whole if it is whole, else in the precision in which values are stored."""
    kept = stored(value)
    if kept is None:
        return None
    return int(kept) if kept == kept.to_integral_value() else float(kept)


def _period(period: Period) -> Data:
    return {
        "period": period.words,
        "kind": period.kind.value,
        "first_month": period.first.words,
        "last_month": period.last.words,
    }


def _rule(indicator: Indicator) -> Data:
    return {"formula": str(indicator.formula), "rule_version": indicator.rule, "source": indicator.source}


def _headline(headline: Headline) -> Data:
    figure, indicator = headline.figure, headline.indicator
    return {
        "code": indicator.code,
        "name": str(indicator.name),
        "measure": indicator.measure.value,
        "direction": indicator.direction.value,
        "value": number(figure.value),
        "shown": figure.shown,
        "missing": figure.missing.value if figure.missing else None,
        "numerator": number(figure.numerator),
        "numerator_means": str(indicator.numerator),
        "denominator": number(figure.denominator),
        "denominator_means": str(indicator.denominator),
        **_rule(indicator),
        "requirement": _requirement(headline.requirement, met=headline.met),
        "previous": number(headline.before.value),
        "change": _change(headline.change),
    }


def _requirement(requirement: Requirement | None, *, met: bool | None) -> Data | None:
    if requirement is None:
        return None
    return {
        "operator": requirement.operator.value,
        "value": number(requirement.value),
        "source": requirement.source,
        "met": met,
    }


def _change(change: Change | None) -> Data | None:
    """I-19, I-35: points and relative side by side, each under its own name."""
    if change is None:
        return None
    return {"points": number(change.difference), "relative": number(change.relative)}


def _customers(report: Report) -> Data | None:
    base = report.customers
    if base is None:
        return None
    return {
        "customers": base.customers,
        "sources": list(base.sources),
        "counted_on": [day.isoformat() for day in base.counted_on],
    }


def _regions(report: Report) -> Data:
    table = report.regions
    return {
        **_rule(RATIO_TO_CONTROL),
        "rows": [_region(row) for row in table.rows],
        "total": _region(table.total),
        "total_with_control": _region(table.controlled),
        "uncontrolled_volume": table.uncontrolled_volume,
        "control_not_set": list(table.unset),
        "rising": table.rising,
        "falling": table.falling,
        "level": table.level,
    }


def _region(row: RegionRow) -> Data:
    return {
        "code": row.code,
        "name": row.name,
        "volume": row.volume,
        "control": number(row.control),
        "ratio_to_control": number(row.ratio_to_control),
        "excess_rate": number(row.excess_rate),
        "excess_count": number(row.excess_count),
        "previous": row.previous,
        "change": _change(row.change),
    }


def _errors(table: ErrorTable, indicator: Indicator) -> Data:
    return {
        **_rule(indicator),
        "groups": [
            {
                "code": group.code,
                "name": group.name,
                "count": group.count,
                "rows": [{"code": row.code, "name": row.name, "count": row.count} for row in group.rows],
            }
            for group in table.groups
        ],
        "total": table.total,
        "previous": table.previous,
    }


def _causes(report: Report) -> Data:
    causes = report.causes
    return {
        "formula": str(VOLUME.formula),
        "rule_version": VOLUME.rule,
        "source": VOLUME.source,
        "rows": [_cause(row) for row in causes.rows],
        "others": _cause(causes.others),
        "not_filled": _cause(causes.not_filled),
        "total": causes.total,
    }


def _cause(row: CauseRow) -> Data:
    return {"code": row.code, "name": row.name, "count": row.count, "share": number(row.share)}


def _states(report: Report) -> Data:
    rows = [*report.regions.by_open, report.regions.total]
    made = [
        {
            "code": row.code,
            "name": row.name,
            "open": row.still_open,
            "received": row.volume,
            "open_share": number(row.open_share),
        }
        for row in rows
    ]
    return {**_rule(OPEN_SHARE), "rows": made[:-1], "total": made[-1]}


def _trend(report: Report) -> Data:
    limit = report.headlines["C10K"].requirement
    return {
        **_rule(report.headlines["C10K"].indicator),
        "limit": number(limit.value) if limit else None,
        "rows": [
            {"period": point.period.words, "volume": point.volume, "per_10k": number(point.per_10k)}
            for point in report.trend
        ],
    }
