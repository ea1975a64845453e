"""Where a reader begins: the highest unit in scope, and the last month that has tickets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.tickets.models import Complaint
from core.periods.rules import Month
from org.access.choices import Right
from org.units.models import Unit

if TYPE_CHECKING:
    from org.people.models import Person


def unit_for_reports(person: Person) -> Unit | None:
    """The highest unit whose complaints `person` sees; None if there is none."""
    return Unit.objects.filter(path__in=person.paths_for(Right.COMPLAINT_VIEW)).shallowest_first().first()


def latest_month(unit: Unit) -> Month | None:
    """The last month in which the unit received a complaint."""
    rows = Complaint.objects.counted().at_or_below(unit).order_by("-month")
    number = rows.values_list("month", flat=True).first()
    return None if number is None else Month.from_number(number)
