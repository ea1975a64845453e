from org.calendar.models import CalendarDay, CalendarWindow, CalendarYear, WorkCalendar
from org.customers.models import CustomerBase
from org.people.models import Person, Posting
from org.units.models import OpeningHours, Unit, UnitAlias

__all__ = [
    "CalendarDay",
    "CalendarWindow",
    "CalendarYear",
    "CustomerBase",
    "OpeningHours",
    "Person",
    "Posting",
    "Unit",
    "UnitAlias",
    "WorkCalendar",
]
