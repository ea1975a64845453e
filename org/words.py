"""What the trail says of the acts of this app. Imported when the app is ready."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.audit.registry import call, describe, leave_out, mean, say
from org.calendar.models import CalendarDay
from org.customers.models import CustomerBase
from org.people.models import Person, Posting
from org.units.models import Unit

say("unit.created", _("Added the unit"))
say("unit.changed", _("Changed the unit's data"))
say("unit.moved", _("Moved the unit"))
say("unit.closed", _("Closed the unit"))
say("unit.reopened", _("Reopened the unit"))
say("unit.aliases_set", _("Set the aliases"))
say("unit.hours_set", _("Set the opening hours"))
say("unit.calendar_set", _("Set the working calendar"))
say("person.created", _("Entered the person"))
say("person.changed", _("Changed the person's data"))
say("person.invited", _("Made a link to set a password"))
say("person.posted", _("Started a posting"))
say("person.posting_ended", _("Ended a posting"))
say("person.left", _("Entered the leaving"))
say("person.came_back", _("Let the person come back"))
say("session.opened", _("Signed in"))
say("session.closed", _("Signed out"))
say("session.refused", _("Wrong password at sign-in"))
say("session.locked", _("Sign-in refused: locked after wrong passwords"))
say("person.unlocked", _("Unlocked signing in"))
say("person.second_factor_dropped", _("Took away the second factor"))
say("person.password_set", _("Set a password"))
say("person.second_factor_set", _("Set up the second factor"))
say("person.second_factor_removed", _("Removed the second factor"))
say("calendar.year_loaded", _("Loaded the official notice"))
say("calendar.notice_imported", _("Imported a notice"))
say("calendar.day_set", _("Changed a day"))
say("calendar.windows_set", _("Set the working hours"))
say("customers.entered", _("Entered the customer base"))
say("customers.changed", _("Changed the customer base"))

call("unit", _("Unit"))
call("unit_name", _("Unit"))
call("role", _("Role"))
call("post", _("post"))
call("staff_number", _("staff number"))
call("starts_on", _("from"))
call("ends_on", _("to"))
call("customers", _("customers"))
call("counted_on", _("counted on"))
call("on", _("day"))
call("units", _("units"))
call("days", _("days"))
call("line_manager", _("line manager"))
call("parent", _("under"), of="unit")
call("calendar", _("working calendar"))
call("name", _("name"), of="unit")
call("was_closed_on", _("closed from"))
call("postings_ended", _("postings ended"))
call("postings_dropped", _("postings that never began"))
leave_out("path", "from_parent", "to_parent", of="unit")
leave_out("unit_name")
for thing, model in (
    ("unit", Unit),
    ("person", Posting),
    ("person", Person),
    ("customers", CustomerBase),
    ("calendar", CalendarDay),
):
    describe(model, of=thing)


def _units(values: set[Any]) -> Mapping[Any, str]:
    """Units by their codes or their paths."""
    words = [value for value in values if isinstance(value, str)]
    found = Unit.objects.filter(Q(code__in=words) | Q(path__in=words)).only("code", "path", "name")
    return {key: unit.name for unit in found for key in (unit.code, unit.path)}


mean("unit", _units)
mean("error_unit", _units)
mean("change", _units, of="unit.moved")
