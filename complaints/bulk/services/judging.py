"""Which of the asked tickets the person may have the act done to, as things stand at this moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from complaints.bulk.rules import holds_at
from complaints.tickets.models import Complaint
from complaints.tickets.services import Left

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from complaints.bulk.registry import Act, Values
    from complaints.tickets.models import ComplaintQuerySet
    from org.people.models import Person

SENTENCE_MOST = 300
LOOKED_AT = ("number", "state", "version", "unit_path", "unit", "handler", "acknowledged_at")


def tickets_for(person: Person) -> ComplaintQuerySet:
    """What the person may see, with what acts on many look at: whole rows and handlers would double the work."""
    return Complaint.objects.visible_to(person).only(*LOOKED_AT)


def unfit(
    act: Act, asked: Sequence[int | None], tickets: Mapping[int, Complaint], *, person: Person, values: Values
) -> dict[int | None, Left]:
    """Why tickets among `asked` stay as they are, by key; None stands for numbers that no ticket in scope has.

    Scope and right are asked of every ticket anew: what lies outside is as if it did not exist (C23).
    """
    left: dict[int | None, Left] = {}
    tops, inside = person.paths_for(act.right), []
    for pk in asked:
        ticket = tickets.get(pk) if pk is not None else None
        if ticket is None:
            left[pk] = Left(_("There is no such complaint here."))
        elif not holds_at(ticket.unit_path, tops):
            left[ticket.pk] = Left(_("You may look at this ticket, but not do this to it."))
        else:
            inside.append(ticket)
    return left | dict(act.check(inside, person, values))
