"""Where a reader begins: the last month that has tickets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.tickets.models import Complaint
from core.periods.rules import Month

if TYPE_CHECKING:
    from org.units.models import Unit


def latest_month(unit: Unit) -> Month | None:
    """The last month in which the unit received a complaint."""
    rows = Complaint.objects.counted().at_or_below(unit).order_by("-month")
    number = rows.values_list("month", flat=True).first()
    return None if number is None else Month.from_number(number)
