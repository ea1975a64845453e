"""The report as xlsx: one sheet a table, real numbers with formats, the same figures as the page."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from core.periods.words import period_title, previous_title
from core.ui.words import no_data, unset
from kpi.indicators.choices import Measure
from kpi.indicators.rules import Missing
from kpi.reports.rules.causes import CauseRow
from kpi.reports.rules.errors import ErrorTable
from kpi.reports.rules.regions import RegionRow
from kpi.reports.rules.report import Headline, Report

WHOLE, RATE, SHARE, TEXT, STRONG = "whole", "rate", "share", "text", "strong"
_FORMATS: dict[str, dict[str, Any]] = {
    WHOLE: {"num_format": "#,##0"},
    RATE: {"num_format": "#,##0.00"},
    SHARE: {"num_format": "0.00%"},
    TEXT: {"text_wrap": False},
    STRONG: {"bold": True, "bottom": 1},
}
_MEASURES = {Measure.COUNT: WHOLE, Measure.RATE: RATE, Measure.SHARE: SHARE, Measure.PER_MILLE: RATE}
_NARROW, _WIDE, _WIDEST = 12, 18, 60


@dataclass(frozen=True)
class Cell:
    """A value with the format it is shown in; None becomes `absent` in words."""

    value: Decimal | int | str | None
    format: str = TEXT
    absent: str = ""


def workbook(report: Report) -> bytes:
    """The whole report as the bytes of an xlsx file."""
    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    formats = {name: book.add_format({"font_size": 11, **given}) for name, given in _FORMATS.items()}
    for title, widths, rows in _sheets(report):
        _fill(book.add_worksheet(title), widths, rows, formats)
    book.set_properties({"title": f"{report.unit_name} {period_title(report.period)}"})
    book.close()
    return buffer.getvalue()


def _sheets(report: Report) -> Iterable[tuple[str, Sequence[int], list[list[Cell]]]]:
    yield _("Summary"), (28, 14, 14, 14, 16, 14, 14, 16, 14, _WIDEST), _summary(report)
    yield _("Regions"), (18, 10, 10, 14, 12, 12, 12, 12, 14, 10, 12), _regions(report)
    yield _("Own errors"), (_WIDE, _WIDE, _NARROW), _errors(report.own_errors)
    yield _("Errors of channels"), (_WIDE, _WIDE, _NARROW), _errors(report.channel_errors)
    yield _("Causes"), (6, 36, _NARROW, _NARROW), _causes(report)
    yield _("Trend"), (24, _NARROW, 16), _trend(report)


def _fill(sheet: Worksheet, widths: Sequence[int], rows: list[list[Cell]], formats: dict[str, Format]) -> None:
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    for line, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell.value is None or isinstance(cell.value, str):
                sheet.write_string(
                    line,
                    column,
                    cell.absent if cell.value is None else cell.value,
                    formats[cell.format if cell.value else TEXT],
                )
            else:
                sheet.write_number(line, column, cell.value, formats[cell.format])
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _head(*titles: Any) -> list[Cell]:
    return [Cell(str(title), STRONG) for title in titles]


def _whole(value: Decimal | int | None, absent: str = "") -> Cell:
    return Cell(value, WHOLE, absent)


def _share(value: Decimal | None, absent: str = "") -> Cell:
    return Cell(value, SHARE, absent)


def _summary(report: Report) -> list[list[Cell]]:
    rows = [
        [Cell(f"{report.unit_name} · {period_title(report.period)}", STRONG)],
        [],
        _head(
            _("Indicator"),
            _("Value"),
            _("Numerator"),
            _("Denominator"),
            _("Requirement"),
            previous_title(report.period),
            _("Change"),
            _("Change, relative"),
            _("Rule"),
            _("Formula"),
        ),
    ]
    rows += [_indicator(headline) for headline in report.in_order()]
    if report.customers:
        rows += [
            [],
            [Cell(_("Customers")), _whole(report.customers.customers), Cell(", ".join(report.customers.sources))],
        ]
        rows[-1].append(Cell(", ".join(day.isoformat() for day in report.customers.counted_on)))
    return rows


def _indicator(headline: Headline) -> list[Cell]:
    indicator, figure, change = headline.indicator, headline.figure, headline.change
    measure = _MEASURES[indicator.measure]
    absent = unset() if figure.missing is Missing.NOT_SET else no_data()
    required = headline.requirement
    name = f"{indicator.name} (‰)" if indicator.measure is Measure.PER_MILLE else str(indicator.name)
    return [
        Cell(name),
        Cell(figure.value, measure, absent),
        _whole(figure.numerator),
        _whole(figure.denominator),
        Cell(f"{required.sign} {headline.required_words}" if required else ""),
        Cell(headline.before.value, measure, no_data()),
        Cell(change.difference if change else None, measure, no_data()),
        _share(change.relative if change else None, no_data()),
        Cell(indicator.rule),
        Cell(str(indicator.formula)),
    ]


def _regions(report: Report) -> list[list[Cell]]:
    table = report.regions
    head = _head(
        _("Region"),
        _("Complaint volume"),
        _("Control volume"),
        _("Ratio to control"),
        _("Excess rate"),
        _("Excess"),
        previous_title(report.period),
        _("Change"),
        _("Change, relative"),
        _("Still open"),
        _("Share still open"),
    )
    rows = [head, *(_region(row) for row in table.rows), _region(table.total)]
    if table.with_control and table.uncontrolled_volume:
        rows.append(_region(table.controlled, name=_("Without uncontrolled units")))
    return rows


def _region(row: RegionRow, *, name: str = "") -> list[Cell]:
    change = row.change
    return [
        Cell(name or row.name),
        _whole(row.volume),
        _whole(row.control, unset()),
        _share(row.ratio_to_control),
        _share(row.excess_rate),
        _whole(row.excess_count),
        _whole(row.previous, no_data()),
        _whole(change.difference if change else None, no_data()),
        _share(change.relative if change else None, no_data()),
        _whole(row.still_open),
        _share(row.open_share, no_data()),
    ]


def _errors(table: ErrorTable) -> list[list[Cell]]:
    rows = [_head(_("Bureau"), _("Sub-bureau"), _("Errors"))]
    for group in table.groups:
        rows += [[Cell(group.name), Cell(row.name), _whole(row.count)] for row in group.rows]
    return [*rows, [Cell(_("Total"), STRONG), Cell(""), _whole(table.total)]]


def _causes(report: Report) -> list[list[Cell]]:
    causes = report.causes
    rows = [_head("#", _("Cause"), _("Complaint volume"), _("Share"))]
    rows += [[_whole(place), *_cause(row, row.name)] for place, row in enumerate(causes.rows, start=1)]
    rows.append([Cell(""), *_cause(causes.others, _("Other causes"))])
    rows.append([Cell(""), *_cause(causes.not_filled, _("Not filled"))])
    return [*rows, [Cell(""), Cell(_("Total"), STRONG), _whole(causes.total)]]


def _cause(row: CauseRow, name: str) -> list[Cell]:
    return [Cell(name), _whole(row.count), _share(row.share, no_data())]


def _trend(report: Report) -> list[list[Cell]]:
    rows = [_head(_("Period"), _("Complaint volume"), _("Complaints per 10,000 customers"))]
    return rows + [
        [Cell(point.period.words), _whole(point.volume, no_data()), Cell(point.per_10k, RATE, no_data())]
        for point in report.trend
    ]
