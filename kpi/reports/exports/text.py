"""The report as plain text for a terminal: tables with aligned columns, East Asian letters counted as two."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from core.periods.words import period_title, previous_title, trend_title
from core.ui.rules import grouped, share_text, signed
from core.ui.words import no_data, unset
from kpi.indicators.choices import OPEN_SHARE, PER_10K, RATIO_TO_CONTROL, VOLUME, Indicator
from kpi.indicators.rules import Missing, plain
from kpi.reports.rules.causes import CauseRow
from kpi.reports.rules.errors import ErrorTable
from kpi.reports.rules.regions import RegionRow
from kpi.reports.rules.report import Headline, Report

NOTHING = "—"


def as_text(report: Report) -> str:
    """Every indicator and table with numerator, denominator, formula and rule version."""
    parts = [
        f"{report.unit_name} ({report.unit_code}) · {period_title(report.period)}",
        _indicators(report),
        *_regions(report),
        *_errors(report.own_errors, report.headlines["ERR_OWN"].indicator),
        *_errors(report.channel_errors, report.headlines["ERR_CHANNEL"].indicator),
        *_causes(report),
        *_states(report),
        *_trend(report),
    ]
    return "\n\n".join(parts)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The first column to the left, the others to the right."""
    lines = [list(map(str, head)), *(list(map(str, row)) for row in rows)]
    widths = [max(_width(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join(
        "  ".join(_padded(cell, widths[column], left=column == 0) for column, cell in enumerate(line)).rstrip()
        for line in lines
    )


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _padded(text: str, width: int, *, left: bool) -> str:
    space = " " * (width - _width(text))
    return text + space if left else space + text


def _titled(title: str, indicator: Indicator) -> str:
    return f"{title}\n  {indicator.formula}  [{indicator.rule}; {indicator.source}]"


def _indicators(report: Report) -> str:
    head = (
        _("Indicator"),
        _("Value"),
        _("Numerator"),
        _("Denominator"),
        _("Requirement"),
        previous_title(report.period),
        _("Rule"),
    )
    rows = [(*_indicator(headline), headline.indicator.rule) for headline in report.in_order()]
    notes = "\n".join(f"  {one.indicator.code}: {one.indicator.formula}" for one in report.in_order())
    return f"{table(head, rows)}\n{notes}"


def _indicator(headline: Headline) -> tuple[str, ...]:
    figure = headline.figure
    absent = unset() if figure.missing is Missing.NOT_SET else no_data()
    required = headline.requirement
    return (
        f"{headline.indicator.code} {headline.indicator.name}",
        figure.shown or absent,
        NOTHING if figure.numerator is None else plain(figure.numerator),
        NOTHING if figure.denominator is None else plain(figure.denominator),
        f"{required.sign} {headline.required_words}" if required else NOTHING,
        headline.before.shown or no_data(),
    )


def _regions(report: Report) -> list[str]:
    regions = report.regions
    head = (
        _("Region"),
        _("Complaint volume"),
        _("Control volume"),
        _("Ratio to control"),
        _("Excess rate"),
        _("Excess"),
        previous_title(report.period),
    )
    rows = [_region(row, row.name) for row in (*regions.rows, regions.total)]
    if regions.with_control and regions.uncontrolled_volume:
        rows.append(_region(regions.controlled, _("Without uncontrolled units")))
    return [_titled(_("Which regions exceed their control volume?"), RATIO_TO_CONTROL), table(head, rows)]


def _region(row: RegionRow, name: str) -> tuple[str, ...]:
    return (
        name,
        grouped(row.volume),
        unset() if row.control is None else grouped(row.control),
        NOTHING if row.ratio_to_control is None else share_text(row.ratio_to_control),
        NOTHING if row.excess_rate is None else share_text(row.excess_rate),
        NOTHING if row.excess_count is None else signed(row.excess_count),
        no_data() if row.previous is None else grouped(row.previous),
    )


def _errors(errors: ErrorTable, indicator: Indicator) -> list[str]:
    rows = [(group.name, row.name, grouped(row.count)) for group in errors.groups for row in group.rows]
    rows.append((_("Total"), "", grouped(errors.total)))
    return [_titled(str(indicator.name), indicator), table((_("Bureau"), _("Sub-bureau"), _("Errors")), rows)]


def _causes(report: Report) -> list[str]:
    causes = report.causes
    rows = [_cause(row, row.name) for row in causes.rows]
    rows += [_cause(causes.others, _("Other causes")), _cause(causes.not_filled, _("Not filled"))]
    rows.append((_("Total"), grouped(causes.total), ""))
    return [_titled(_("Top 10 causes"), VOLUME), table((_("Cause"), _("Complaint volume"), _("Share")), rows)]


def _cause(row: CauseRow, name: str) -> tuple[str, ...]:
    return (name, grouped(row.count), NOTHING if row.share is None else share_text(row.share))


def _states(report: Report) -> list[str]:
    rows = [
        (
            row.name,
            grouped(row.still_open),
            grouped(row.volume),
            no_data() if row.open_share is None else share_text(row.open_share, 4),
        )
        for row in (*report.regions.by_open, report.regions.total)
    ]
    head = (_("Region"), _("Still open"), _("Complaint volume"), _("Share still open"))
    return [_titled(str(OPEN_SHARE.name), OPEN_SHARE), table(head, rows)]


def _trend(report: Report) -> list[str]:
    rows = [
        (
            point.period.words,
            no_data() if point.volume is None else grouped(point.volume),
            no_data() if point.per_10k is None else grouped(point.per_10k, 2),
        )
        for point in report.trend
    ]
    return [
        _titled(trend_title(report.period), PER_10K),
        table((_("Period"), _("Complaint volume"), str(PER_10K.name)), rows),
    ]
