"""From a finished import of complaints to the report of the months that it brought."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max, Min
from django.utils.translation import gettext as _

from complaints.models import Complaint
from core.imports.registry import ResultLink, result_link
from core.periods.rules import Month, NotAPeriod, span
from core.periods.words import period_title
from kpi.reports.page import report_address
from org.access.choices import Right
from org.units.selectors import highest_of

if TYPE_CHECKING:
    from core.imports.models import ImportRun
    from org.people.models import Person


def report_of_import(run: ImportRun, person: Person) -> ResultLink | None:
    """The report of all months in which the import has tickets; None without them, or without the right."""
    unit = highest_of(person.paths_for(Right.INDICATOR_VIEW))
    rows = Complaint.objects.visible_to(person).filter(import_run=run.pk)
    months = rows.aggregate(first=Min("month"), last=Max("month"))
    if unit is None or months["first"] is None:
        return None
    try:
        period = span(Month.from_number(months["first"]), Month.from_number(months["last"]))
    except NotAPeriod:
        return None
    return ResultLink(report_address(unit.code, period), _("Report of %(period)s") % {"period": period_title(period)})


result_link("complaints", report_of_import)
