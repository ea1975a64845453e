"""What a later sheet of the same source says differently of tickets that came in with an earlier one."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from complaints.categories.models import Category
from complaints.tickets import rules
from complaints.tickets.choices import EventKind
from complaints.tickets.clocks import moment
from complaints.tickets.models import Complaint, ComplaintEvent
from complaints.tickets.registry import renewed
from complaints.tickets.rules import masked_name
from complaints.tickets.services.bulk import DueTimes, NewTicket
from complaints.tickets.services.details import searched_words
from core.phones.services import seal
from org.units.models import Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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
PLAIN = (
    "channel", "subject", "text", "state", "outcome_note", "upstream_number", "customer_level", "on_behalf", "place",
    "remedy_sought", "grade",
)  # fmt: skip
LONGEST_SHOWN = 60
SHEET_BORNE = (
    "unit_id", "unit_path", "channel", "subject", "text", "state", "closed_at", "outcome_note", "source_hash",
    "upstream_number", "customer_name", "customer_level", "on_behalf", "place", "product_id", "phenomenon_id",
    "cause_id", "remedy_sought", "grade",
)  # fmt: skip


def changed_by_hand(ids: Iterable[int]) -> set[int]:
    """Those of `ids` that somebody changed here, or paused: a sheet does not overwrite people's work."""
    decided = Q(kind__in=BY_HAND) | Q(kind=EventKind.CLOCK, by__isnull=False)
    events = ComplaintEvent.objects.filter(decided, complaint__in=list(ids), data__run__isnull=True)
    return set(events.values_list("complaint", flat=True))


def differences(rows: Mapping[int, NewTicket]) -> dict[int, list[tuple[str, str, str]]]:
    """By ticket id: what the sheet says otherwise, as name, present and coming words. Phones and names masked."""
    places = dict(Unit.objects.filter(pk__in={row.unit_id for row in rows.values()}).values_list("pk", "name"))
    sorts = dict(Category.objects.values_list("pk", "name"))
    found = {}
    for ticket in Complaint.objects.filter(pk__in=rows).select_related("unit").defer("grams"):
        row = rows[ticket.pk]
        pairs = [
            ("received_at", moment(ticket.received_at), moment(row.received_at)),
            ("closed_at", moment(ticket.closed_at), moment(row.closed_at)),
            ("unit", ticket.unit.name, places.get(row.unit_id, "")),
            ("phone_masked", ticket.phone_masked, seal(row.phone).masked),
            ("customer_name", masked_name(ticket.customer_name), masked_name(row.customer_name)),
            *(
                (name, sorts.get(getattr(ticket, f"{name}_id"), ""), sorts.get(getattr(row, f"{name}_id"), ""))
                for name in ("product", "phenomenon", "cause")
            ),
            *((name, _in_words(name, getattr(ticket, name)), _in_words(name, getattr(row, name))) for name in PLAIN),
        ]
        found[ticket.pk] = [(_title_of(name), old, new) for name, old, new in pairs if old != new]
    return found


def _title_of(name: str) -> str:
    field: Any = Complaint._meta.get_field(name)
    return str(field.verbose_name)


def _in_words(name: str, value: Any) -> str:
    """A value as a person reads it: the label of a choice, the beginning of a long text."""
    field: Any = Complaint._meta.get_field(name)
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    text = str(dict(field.flatchoices).get(value, value) or "")
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


@transaction.atomic
def renew_many(
    rows: Iterable[tuple[int, NewTicket]], *, by: Person | None, now: dt.datetime, run: ImportRun | None
) -> int:
    """Bring tickets, by their ids, to what a sheet says now; number stays. Says how many they were."""
    events, times = [], DueTimes()
    for pk, row in rows:
        changes: dict[str, Any] = {name: getattr(row, name) for name in SHEET_BORNE}
        phone = seal(row.phone)
        Complaint.objects.filter(pk=pk).update(
            **changes,
            received_at=row.received_at,
            month=rules.month_of(row.received_at),
            due_from=row.received_at,
            due_at=times.due(row.received_at, row.grade),
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
