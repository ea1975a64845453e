"""The acts that may be done to many tickets at once, with the reasons why one of them stays as it is.

Whoever calls holds the rows (`select_for_update`, on SQLite the write lock of the transaction), has asked for
the reasons under that hold, and passes only tickets that have none.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import F
from django.utils.translation import gettext as _

from complaints.tickets import rules
from complaints.tickets.choices import EventKind, State
from complaints.tickets.models import Complaint
from complaints.tickets.services.talk import NOTE_MOST
from complaints.tickets.services.trail import remember_many
from org.access.choices import Right
from org.people.models import Person
from org.units.rules import is_at_or_below

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Left(NamedTuple):
    """Why a ticket is left as it is; `same` if it already is as the act would make it."""

    why: str
    same: bool = False


def not_to_assign(complaints: Sequence[Complaint], *, handler: Person | None) -> dict[int, Left]:
    """Which of them cannot be given to `handler` (None: to nobody), by their keys: as assign_complaint."""
    tops = handler.paths_for(Right.COMPLAINT_EDIT) if handler else []
    left = {}
    for one in complaints:
        if one.state != State.OPEN:
            left[one.pk] = Left(_("Only an open ticket can be given to somebody."))
        elif handler is None:
            if one.handler_id is None:
                left[one.pk] = Left(_("It is with nobody already."), same=True)
        elif not any(is_at_or_below(one.unit_path, top) for top in tops):
            left[one.pk] = Left(_("%(name)s does not handle tickets of this unit.") % {"name": handler})
        elif one.handler_id == handler.pk:
            left[one.pk] = Left(_("It is with %(name)s already.") % {"name": handler}, same=True)
    return left


def assign_many(
    complaints: Sequence[Complaint],
    *,
    handler: Person | None,
    by: Person | None,
    now: dt.datetime,
    data: Mapping[str, Any],
) -> None:
    """Give them to `handler`. Nobody is told: the caller says so once for all of them. `data` goes into each step."""
    formers = Person.objects.in_bulk({one.handler_id for one in complaints if one.handler_id})
    to = {"to": str(handler or ""), "to_id": handler.pk if handler else None, **data}
    steps = [
        (one, {"from": str(formers.get(one.handler_id, "")), "from_id": one.handler_id, **to}) for one in complaints
    ]
    _move(complaints, handler=handler)
    remember_many(EventKind.ASSIGNED, steps=steps, by=by, now=now)


def not_to_acknowledge(complaints: Sequence[Complaint]) -> dict[int, Left]:
    """Which of them cannot be acknowledged: as acknowledge_complaint."""
    left = {}
    for one in complaints:
        if one.acknowledged_at:
            left[one.pk] = Left(_("The customer has been told already."), same=True)
        elif one.state != State.OPEN:
            left[one.pk] = Left(_("The ticket is no longer open."))
    return left


def acknowledge_many(
    complaints: Sequence[Complaint], *, by: Person | None, now: dt.datetime, data: Mapping[str, Any]
) -> None:
    """The customers were told that their complaints have arrived."""
    _move(complaints, acknowledged_at=now)
    remember_many(EventKind.ACKNOWLEDGED, steps=[(one, dict(data)) for one in complaints], by=by, now=now)


def not_to_note(complaints: Sequence[Complaint]) -> dict[int, Left]:
    """Which of them take no note any more: as add_note."""
    void = Left(_("This ticket is void; it can no longer be changed."))
    return {one.pk: void for one in complaints if one.state == State.VOID}


def note_many(
    complaints: Sequence[Complaint], *, text: str, by: Person | None, now: dt.datetime, data: Mapping[str, Any]
) -> None:
    """Add the same note to each. Raises TextTooLong."""
    words = rules.cleaned_within(text, most=NOTE_MOST, field="text")
    remember_many(EventKind.NOTE, steps=[(one, dict(data)) for one in complaints], by=by, now=now, text=words)


def _move(complaints: Sequence[Complaint], **changes: Any) -> None:
    """Change open rows that the caller holds; RuntimeError, which takes everything back, if one got away."""
    held = Complaint.objects.filter(pk__in=[one.pk for one in complaints], state=State.OPEN)
    if held.update(version=F("version") + 1, **changes) != len(complaints):
        raise RuntimeError("tickets that were held have changed")
    for one in complaints:
        one.version += 1
        for name, value in changes.items():
            setattr(one, name, value)
