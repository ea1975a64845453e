"""What a later sheet of the same source says differently of tickets that came in with an earlier one."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F

from complaints.tickets import rules
from complaints.tickets.choices import EventKind
from complaints.tickets.models import Complaint, ComplaintEvent
from complaints.tickets.registry import renewed
from complaints.tickets.selectors import deadline
from complaints.tickets.services.bulk import NewTicket
from complaints.tickets.services.details import searched_words
from core.phones.services import seal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.imports.models import ImportRun
    from org.people.models import Person

ASIDE = {
    EventKind.REGISTERED,
    EventKind.NOTE,
    EventKind.CALL,
    EventKind.PHONE_REVEALED,
    EventKind.ATTACHED,
    EventKind.DETACHED,
    EventKind.CLOCK,
    EventKind.ESCALATED,
}
"""What happens beside a ticket without anybody deciding on it."""
BY_HAND = tuple(kind for kind in EventKind if kind not in ASIDE)
SHEET_BORNE = (
    "unit_id", "unit_path", "channel", "subject", "text", "state", "closed_at", "outcome_note", "source_hash",
    "upstream_number", "customer_name", "customer_level", "on_behalf", "place", "product_id", "phenomenon_id",
    "cause_id", "remedy_sought", "grade",
)  # fmt: skip


def changed_by_hand(ids: Iterable[int]) -> set[int]:
    """Those of `ids` that somebody changed here: a sheet does not overwrite people's work."""
    events = ComplaintEvent.objects.filter(complaint__in=list(ids), kind__in=BY_HAND, data__run__isnull=True)
    return set(events.values_list("complaint", flat=True))


@transaction.atomic
def renew_many(
    rows: Iterable[tuple[int, NewTicket]], *, by: Person | None, now: dt.datetime, run: ImportRun | None
) -> int:
    """Bring tickets, by their ids, to what a sheet says now; number stays. Says how many they were."""
    events = []
    for pk, row in rows:
        changes: dict[str, Any] = {name: getattr(row, name) for name in SHEET_BORNE}
        phone = seal(row.phone)
        Complaint.objects.filter(pk=pk).update(
            **changes,
            received_at=row.received_at,
            month=rules.month_of(row.received_at),
            due_from=row.received_at,
            due_at=deadline(row.received_at, None, grade=row.grade),
            phone_sealed=phone.sealed,
            phone_digest=phone.digest,
            phone_suffix=phone.suffix,
            phone_masked=phone.masked,
            grams=searched_words(row._asdict()),
            import_run=run,
            import_row=row.import_row,
            version=F("version") + 1,
        )
        data = {"run": run.pk if run else 0, "row": row.import_row}
        events.append(ComplaintEvent(complaint_id=pk, kind=EventKind.EDITED, at=now, by=by, data=data))
    ComplaintEvent.objects.bulk_create(events, batch_size=500)
    renewed([event.complaint_id for event in events])
    return len(events)
