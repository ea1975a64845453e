"""What the report page shows, put into words and scales, so that its template neither asks nor computes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.http import urlencode

from core.periods.menu import PeriodMenu
from core.periods.rules import Period
from core.periods.words import compared_title, period_title, previous_title
from core.ui.charts import Chart
from kpi.indicators.choices import (
    CHANNEL_ERRORS,
    EXCESS_RATE,
    OPEN_SHARE,
    OWN_ERRORS,
    PER_10K,
    PER_MILLE,
    RATIO_TO_CONTROL,
    VOLUME,
)
from kpi.reports.charts import errors_chart, regions_chart, trend_charts
from kpi.reports.lines import Line
from kpi.reports.rules.report import Report

if TYPE_CHECKING:
    from org.units.models import Unit

SMALLEST_SCALE = Decimal(2)


def report_address(unit_code: str, to: Period, name: str = "month_report") -> str:
    return f"{reverse(name, args=[to.words])}?{urlencode({'unit': unit_code})}"


class ReportPage:
    """The report of `unit` for the reader of one page."""

    def __init__(self, report: Report, unit: Unit, *, today: dt.date) -> None:
        self.report = report
        self.unit = unit
        self.title = period_title(report.period)
        self.previous_title = previous_title(report.period)
        self.compared_title = compared_title(report.period)
        self.lines = [Line(headline) for headline in report.in_order()]
        self.regions_chart = regions_chart(report)
        self.trend_charts: list[Chart] = trend_charts(report)
        self.errors_chart = errors_chart(report)
        self._today = today

    @property
    def menu(self) -> PeriodMenu:
        """The ways to other periods of the unit."""
        to = partial(report_address, self.unit.code)
        return PeriodMenu(self.report.period, to, reverse("report_latest"), self._today)

    @property
    def xlsx_address(self) -> str:
        return report_address(self.unit.code, self.report.period, "month_report_xlsx")

    @property
    def compute_address(self) -> str:
        return report_address(self.unit.code, self.report.period, "month_report_compute")

    @property
    def own_address(self) -> str:
        return report_address(self.unit.code, self.report.period)

    @property
    def targets_address(self) -> str:
        return f"{reverse('targets')}?{urlencode({'unit': self.unit.code, 'month': self.report.period.last.words})}"

    @property
    def volume(self) -> Line:
        return Line(self.report.headline(VOLUME))

    @property
    def per_10k(self) -> Line:
        return Line(self.report.headline(PER_10K))

    @property
    def per_mille(self) -> Line:
        return Line(self.report.headline(PER_MILLE))

    @property
    def ratio(self) -> Line:
        return Line(self.report.headline(RATIO_TO_CONTROL))

    @property
    def excess(self) -> Line:
        return Line(self.report.headline(EXCESS_RATE))

    @property
    def own_errors(self) -> Line:
        return Line(self.report.headline(OWN_ERRORS))

    @property
    def channel_errors(self) -> Line:
        return Line(self.report.headline(CHANNEL_ERRORS))

    @property
    def open_share(self) -> Line:
        return Line(self.report.headline(OPEN_SHARE))

    @property
    def trend_volumes(self) -> list[int | None]:
        return [point.volume for point in self.report.trend]

    @property
    def ratio_scale(self) -> Decimal:
        """Right end of the bullet bars: twice the control volume, or the worst region where that is more."""
        rows = (*self.report.regions.rows, self.report.regions.total)
        return max([SMALLEST_SCALE, *(row.ratio_to_control for row in rows if row.ratio_to_control is not None)])

    @property
    def rate_scale(self) -> Decimal:
        """Right end of the bar per 10,000: twice the limit, or the value where that is more."""
        required, value = self.per_10k.headline.requirement, self.per_10k.figure.value
        return max(required.value * 2 if required else SMALLEST_SCALE, value or SMALLEST_SCALE)

    @property
    def open_rows(self) -> list:
        """Regions with tickets still open, the most first."""
        return [row for row in self.report.regions.by_open if row.volume]

    @property
    def region_shares(self) -> list[tuple]:
        """For a branch without control volumes: each region beside its part of all complaints."""
        table = self.report.regions
        return [(row, table.share_of(row)) for row in table.rows]
