"""What tags add to a ticket, and their words in the trail. Imported when the app is ready."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.tags.models import Tag, TicketTag
from complaints.tags.selectors import carried_by
from complaints.tickets import registry
from complaints.tickets.choices import EventKind, State
from complaints.tickets.registry import Panel
from core.audit.registry import call, describe, mean, say
from org.access.choices import Right

if TYPE_CHECKING:
    from complaints.tickets.models import Complaint
    from org.people.models import Person

PLACE = 35


@dataclass(frozen=True)
class Carried:
    tags: list[TicketTag]
    may_put: bool
    may_take_off: bool


def beside(complaint: Complaint, person: Person, _now: dt.datetime) -> Carried:
    return Carried(
        tags=carried_by(complaint),
        may_put=complaint.state != State.VOID and person.may(Right.COMPLAINT_EDIT, at=complaint),
        may_take_off=person.may(Right.TAG_EDIT, at=complaint),
    )


def lines(data: Mapping[str, Any]) -> list[str]:
    if data["act"] == "off":
        return [_("“%(tag)s” taken off") % {"tag": data["name"]}]
    said = [_("“%(tag)s” put on") % {"tag": data["name"]}]
    if data.get("again"):
        said.append(_("again at this unit: a supervision order is proposed"))
    return said


registry.tell_in_lines(EventKind.TAGGED, lines)
registry.show_beside(PLACE, Panel(gettext_lazy("Tags"), "complaints/tags/_beside.html", beside))

_TAGGED = "complaint.tagged"
ACTS = {"put": gettext_lazy("put on"), "off": gettext_lazy("taken off")}
call("act", gettext_lazy("what was done"), of=_TAGGED)
mean("act", lambda _values: ACTS, of=_TAGGED)
call("tag", gettext_lazy("Tag code"), of=_TAGGED)
call("name", gettext_lazy("Tag"), of=_TAGGED)
call("zero_tolerance", gettext_lazy("zero tolerance"), of=_TAGGED)
call("again", gettext_lazy("again at this unit"), of=_TAGGED)
say("tag.planted", gettext_lazy("Loaded a tag of the sources"))
say("tag.defined", gettext_lazy("Said what a tag means"))
describe(Tag, of="tag")
