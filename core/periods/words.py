"""Periods as a reader writes them: 2011年1月, 2011年第1季度."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.periods.rules import Period, PeriodKind


def period_title(period: Period) -> str:
    """In the reader's language."""
    if period.kind is PeriodKind.MONTH:
        return date_format(period.first_day, "YEAR_MONTH_FORMAT")
    if period.kind is PeriodKind.QUARTER:
        return _("Quarter %(quarter)s of %(year)s") % {"quarter": period.last.month // 3, "year": period.first.year}
    if period.kind is PeriodKind.YEAR:
        return _("Year %(year)s") % {"year": period.first.year}
    return _("%(first)s to %(last)s") % {"first": period.first.words, "last": period.last.words}


def previous_title(period: Period) -> str:
    """The heading of the column with the period before: last month, last quarter, last year."""
    return {
        PeriodKind.MONTH: _("Last month"),
        PeriodKind.QUARTER: _("Last quarter"),
        PeriodKind.YEAR: _("Last year"),
        PeriodKind.RANGE: _("Period before"),
    }[period.kind]


def trend_title(period: Period) -> str:
    """How a trend calls its thirteen steps."""
    return {
        PeriodKind.MONTH: _("13 months"),
        PeriodKind.QUARTER: _("13 quarters"),
        PeriodKind.YEAR: _("13 years"),
        PeriodKind.RANGE: _("13 periods"),
    }[period.kind]


def compared_title(period: Period) -> str:
    """What a change is measured from: 较上月."""
    return {
        PeriodKind.MONTH: _("from last month"),
        PeriodKind.QUARTER: _("from last quarter"),
        PeriodKind.YEAR: _("from last year"),
        PeriodKind.RANGE: _("from the period before"),
    }[period.kind]
