"""From rows to the report: few aggregate queries grouped by unit path, rolled up in Python."""

from kpi.reports.selectors.report import report_of
from kpi.reports.selectors.stored import Differences, Stored, stored_figures
from kpi.reports.selectors.units import DEMO_CODE, latest_month, unit_for_report

__all__ = ["DEMO_CODE", "Differences", "Stored", "latest_month", "report_of", "stored_figures", "unit_for_report"]
