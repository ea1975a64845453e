"""The report outside the page: as plain data, as a workbook, as text. All from the same value."""

from kpi.reports.exports.data import as_data
from kpi.reports.exports.text import as_text
from kpi.reports.exports.workbook import workbook

__all__ = ["as_data", "as_text", "workbook"]
