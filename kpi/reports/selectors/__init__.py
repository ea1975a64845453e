"""From rows to the report: few aggregate queries grouped by unit path, rolled up in Python."""

from kpi.reports.selectors.report import report_of
from kpi.reports.selectors.stored import Differences, Stored, stored_figures
from kpi.reports.selectors.units import DEMO_CODE

__all__ = ["DEMO_CODE", "Differences", "Stored", "report_of", "stored_figures"]
