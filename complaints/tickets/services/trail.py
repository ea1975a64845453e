"""One step of a ticket's history, and the same fact in the audit chain."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from complaints.tickets import registry
from complaints.tickets.choices import EventKind
from complaints.tickets.models import Complaint, ComplaintEvent
from complaints.tickets.services.publishing import publish_step, publish_steps
from core.audit.services import record, record_many
from core.insert import insert_rows, next_keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from org.people.models import Person

_TABLE = ComplaintEvent._meta.db_table
_EVENT = ("id", "complaint_id", "kind", "at", "by_id", "text", "data")

# Kinds of the first hours of a ticket have verbs of their own; every later one is named like its kind.
VERBS = {kind: f"complaint.{kind.value}" for kind in EventKind} | {
    EventKind.REGISTERED: "complaint.registered",
    EventKind.EDITED: "complaint.edited",
    EventKind.NOTE: "complaint.noted",
    EventKind.CALL: "complaint.called",
    EventKind.ASSIGNED: "complaint.assigned",
    EventKind.ACKNOWLEDGED: "complaint.acknowledged",
    EventKind.CLOSED: "complaint.closed",
    EventKind.REOPENED: "complaint.reopened",
    EventKind.VOIDED: "complaint.voided",
}


def remember(
    kind: EventKind,
    *,
    complaint: Complaint,
    by: Person | None,
    now: dt.datetime,
    text: str = "",
    data: dict[str, Any] | None = None,
) -> ComplaintEvent:
    """Add to the history and to the audit chain, inside the act's transaction.

    The words of a note stay with the ticket; the chain keeps only that there was one. Whoever follows
    this kind of event (complaints/tickets/registry.py) acts in the same transaction, and before the chain:
    its head is held until the commit, and other people's acts wait for it.
    """
    event = ComplaintEvent.objects.create(complaint=complaint, kind=kind, at=now, by=by, text=text, data=data or {})
    publish_step(VERBS[kind], complaint=complaint, now=now, data=data or {})
    registry.followed(complaint, event)
    record(VERBS[kind], by=by, now=now, about=complaint, data={"event": event.pk, **(data or {})})
    return event


def remember_many(
    kind: EventKind,
    *,
    steps: Sequence[tuple[Complaint, dict[str, Any]]],
    by: Person | None,
    now: dt.datetime,
    text: str = "",
) -> None:
    """As `remember` for each ticket with its data: one insert, the chain's head held once for all."""
    keys = next_keys(_TABLE, len(steps))
    by_id = by.pk if by else None
    rows = (
        (key, complaint.pk, kind.value, now, by_id, text, json.dumps(data))
        for key, (complaint, data) in zip(keys, steps, strict=True)
    )
    insert_rows(_TABLE, _EVENT, rows)
    publish_steps(VERBS[kind], steps=steps, now=now)
    if registry.is_followed(kind):
        told = {"kind": kind, "at": now, "by_id": by_id, "text": text}
        events = [
            (complaint, ComplaintEvent(pk=key, complaint=complaint, data=data, **told))
            for key, (complaint, data) in zip(keys, steps, strict=True)
        ]
        registry.followed_many(kind, events)
    facts = [(complaint, {"event": key, **data}) for key, (complaint, data) in zip(keys, steps, strict=True)]
    record_many(VERBS[kind], by=by, now=now, facts=facts)
