"""The report of a month for the whole branch: the product's selector and SQL by hand, in turn; the same figures."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.figures import alternate
from benchmarks.works import arguments, tell
from complaints.tickets.choices import ErrorSide
from core.periods.rules import Month, Period, month_period
from kpi.indicators.choices import RATIO_TO_CONTROL
from kpi.reports.rules.report import Report
from kpi.reports.selectors import latest_month, report_of
from org.models import Unit
from org.units.rules import STEP_WIDTH, after

SQL = Path(__file__).resolve().parent.parent / "reference" / "month_report.sql"
Tables = dict[str, list[tuple[Any, ...]]]


def statements() -> dict[str, str]:
    parts = re.split(r"^-- name: (\w+)$", SQL.read_text("utf-8"), flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def parameters(unit: Unit, period: Period) -> dict[str, Any]:
    return {
        "top": unit.path,
        "top_after": after(unit.path),
        "steps": len(unit.path) + STEP_WIDTH,
        "month": period.first.number,
        "before": period.previous.first.number,
        "words": period.first.words,
        "trend": period.first.plus(-12).number,
    }


def by_hand(given: dict[str, Any]) -> Tables:
    tables = {}
    with connection.cursor() as cursor:
        for name, statement in BY_NAME.items():
            cursor.execute(statement, given)
            tables[name] = cursor.fetchall()
    return tables


def plans(given: dict[str, Any]) -> dict[str, str]:
    found = {}
    with connection.cursor() as cursor:
        for name in ("regions", "causes", "trend"):
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) {BY_NAME[name]}", given)
            found[name] = "\n".join(line for (line,) in cursor.fetchall())
    return found


def require_same(report: Report, tables: Tables) -> None:
    """Every table of the report against the hand-written one."""
    names = {path: code for path, code, _name in tables["units"]}
    control = dict(tables["control"])
    by_hand_regions = {
        names[path]: (volume, still_open, previous, control.get(path))
        for path, volume, still_open, previous in tables["regions"]
    }
    ours = {row.code: (row.volume, row.still_open, row.previous, row.control) for row in report.regions.rows}
    assert ours == by_hand_regions, "regions differ"
    assert report.regions.total.volume == sum(row[1] for row in tables["regions"])
    for table in (report.own_errors, report.channel_errors):
        rows = [row for row in tables["errors"] if row[0] == table.side]
        assert (table.total, table.previous) == (sum(row[2] for row in rows), sum(row[3] for row in rows))
        by_bureau: dict[str, int] = {}
        for _side, path, found, _previous in rows:
            code = names[path[: 2 * STEP_WIDTH]]
            by_bureau[code] = by_bureau.get(code, 0) + found
        assert {group.code: group.count for group in table.groups if group.count} == {
            code: count for code, count in by_bureau.items() if count
        }, f"{table.side} errors differ"
    causes = {code or "": count for code, count in tables["causes"]}
    assert all(causes[row.code] == row.count for row in report.causes.rows)
    assert report.causes.not_filled.count == causes.get("", 0)
    assert report.causes.total == sum(causes.values())
    trend = dict(tables["trend"])
    assert [point.volume or 0 for point in report.trend] == [trend.get(p.period.first.number, 0) for p in report.trend]
    assert report.customers is not None
    assert report.customers.customers == dict(tables["customers"])[report.period.first.words]
    ratio = report.headlines[RATIO_TO_CONTROL.code].figure
    assert (ratio.numerator, ratio.denominator) == (report.volume, sum(control.values()))
    assert {table.side for table in (report.own_errors, report.channel_errors)} == set(ErrorSide)


BY_NAME = statements()
unit = Unit.objects.get(code="DEMO")
last = latest_month(unit)
assert last is not None
period = month_period(Month(last.year, last.month).plus(-1))
given = parameters(unit, period)
require_same(report_of(unit, period), by_hand(given))
with CaptureQueriesContext(
    connection,
) as captured:
    report_of(unit, period)
ours, reference = alternate(arguments["times"], lambda: report_of(unit, period), lambda: by_hand(given))
tell(
    {
        "ours": ours,
        "reference": reference,
        "queries": len(captured),
        "slowest": sorted(((float(q["time"]), q["sql"][:300]) for q in captured), reverse=True)[:3],
        "units": Unit.objects.at_or_below(unit).count(),
        "month": period.words,
        "volume": report_of(unit, period).volume,
        "plans": plans(given) if connection.vendor == "postgresql" else {},
    }
)
