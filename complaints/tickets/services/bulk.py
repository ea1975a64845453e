"""Many complaints at once, for imports and for a branch's history: one pass, no query per row."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import transaction

from complaints.tickets import rules
from complaints.tickets.models import Complaint, ComplaintEvent
from complaints.tickets.registry import promises
from complaints.tickets.services.details import SEARCHED
from core import numbers
from core.bulk import refresh_statistics
from core.insert import insert_rows
from core.phones.services import seal
from core.search.rules import grams
from org.calendar.rules import WorkingTime, YearNotLoaded
from org.calendar.selectors import working_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from core.imports.models import ImportRun
    from org.people.models import Person

CHUNK = 5_000
REMEMBERED = 50_000


class NewEvent(NamedTuple):
    """A step of the history that comes along with a ticket."""

    kind: str
    at: dt.datetime
    by_id: int | None = None
    text: str = ""
    data: dict[str, Any] = {}


class NewTicket(NamedTuple):
    """A ticket to be written as it is. Texts are cleaned and fit, the phone is digits (or empty)."""

    received_at: dt.datetime
    unit_id: int
    unit_path: str
    channel: str
    subject: str
    text: str = ""
    state: str = "open"
    closed_at: dt.datetime | None = None
    closed_by_id: int | None = None
    acknowledged_at: dt.datetime | None = None
    outcome: str = ""
    outcome_note: str = ""
    reopened_count: int = 0
    incident_on: dt.date | None = None
    source: str = ""
    source_key: str | None = None
    source_hash: str = ""
    import_row: int | None = None
    upstream_number: str = ""
    regulator_number: str = ""
    appeal_number: str = ""
    customer_name: str = ""
    phone: str = ""
    customer_level: str = "ordinary"
    customer_class: str = "normal"
    on_behalf: bool = False
    place: str = ""
    business: str = ""
    error_side: str = ""
    error_unit_id: int | None = None
    error_path: str = ""
    process: str = ""
    product_id: int | None = None
    phenomenon_id: int | None = None
    cause_id: int | None = None
    remedy_sought: str = ""
    grade: str = ""
    validity: str = ""
    validity_reason: str = ""
    tendency: str = ""
    first_contact_id: int | None = None
    handler_id: int | None = None
    registered_by_id: int | None = None
    registered_at: dt.datetime | None = None
    events: tuple[NewEvent, ...] = ()


_COMPUTED = ("registered_at", "registered_by_id", "phone", "events")
_COPIED = tuple(name for name in NewTicket._fields if name not in _COMPUTED)
_copied = itemgetter(*map(NewTicket._fields.index, _COPIED))
_searched = itemgetter(*map(NewTicket._fields.index, SEARCHED))
_MADE = (
    "number", "version", "form_key", "registered_at", "registered_by_id", "month", "due_from", "due_at",
    "import_run_id", "phone_sealed", "phone_digest", "phone_suffix", "phone_masked", "grams",
)  # fmt: skip
_EVENT = ("complaint_id", "kind", "at", "by_id", "text", "data")


def write_many(rows: Iterable[NewTicket], *, by: Person | None, now: dt.datetime, run: ImportRun | None = None) -> int:
    """Write new tickets in chunks of 5,000 inside one transaction and say how many they were.

    Numbers are reserved a month at a time; clocks run from the receipt, since the source already
    took the complaint in then (hand entry differs, C18). No notification is sent and no audit
    entry written per row: the caller's act is the one fact. Broken rows raise IntegrityError and
    nothing is kept.
    """
    written = 0
    with transaction.atomic():
        clock = DueTimes()
        source = iter(rows)
        while chunk := list(islice(source, CHUNK)):
            _write_chunk(chunk, clock, by, now, run)
            refresh_statistics(Complaint, ComplaintEvent)
            written += len(chunk)
    return written


class DueTimes:
    """Due times by the branch's calendar and rules: asked for once a pass, remembered by receipt and grade."""

    def __init__(self) -> None:
        self._working: WorkingTime = working_time(None)
        self._promised = promises()
        self._known: dict[tuple[dt.datetime, str], dt.datetime | None] = {}

    def due(self, received_at: dt.datetime, grade: str) -> dt.datetime | None:
        key = received_at, grade
        if key not in self._known:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            try:
                found = self._promised(received_at, self._working, grade)
            except YearNotLoaded:
                found = None
            self._known[key] = found
        return self._known[key]


def _write_chunk(
    chunk: list[NewTicket], clock: DueTimes, by: Person | None, now: dt.datetime, run: ImportRun | None
) -> None:
    months = [rules.month_of(row.received_at) for row in chunk]
    given = _numbers(months)
    run_id, by_id = (run.pk if run else None), (by.pk if by else None)
    keys = [next(given[month]) for month in months]
    made = (
        _made(row, number, month, clock.due(row.received_at, row.grade), now, by_id, run_id)
        for row, number, month in zip(chunk, keys, months, strict=True)
    )
    whole = (first + second for first, second in zip(map(_copied, chunk), made, strict=True))
    insert_rows("complaints_complaint", _COPIED + _MADE, whole, searched="grams")
    _write_events({number: row.events for number, row in zip(keys, chunk, strict=True) if row.events})


def _numbers(months: list[int]) -> dict[int, Iterator[str]]:
    """Ticket numbers for each month of a chunk, months in order so that two writers never cross."""
    return {
        month: iter([rules.number_of(month, at) for at in numbers.reserve(rules.series_of(month), count=count)])
        for month, count in sorted(Counter(months).items())
    }


def _made(
    row: NewTicket,
    number: str,
    month: int,
    due_at: dt.datetime | None,
    now: dt.datetime,
    by_id: int | None,
    run_id: int | None,
) -> tuple[Any, ...]:
    phone = seal(row.phone)
    return (
        number, 1, None, row.registered_at or now, row.registered_by_id or by_id, month, row.received_at, due_at,
        run_id, phone.sealed, phone.digest, phone.suffix, phone.masked, grams(" ".join(filter(None, _searched(row)))),
    )  # fmt: skip


def _write_events(events: dict[str, tuple[NewEvent, ...]]) -> None:
    if not events:
        return
    ids = dict(Complaint.objects.filter(number__in=list(events)).values_list("number", "pk"))
    rows = (
        (ids[number], event.kind, event.at, event.by_id, event.text, json.dumps(event.data, ensure_ascii=False))
        for number, steps in events.items()
        for event in steps
    )
    insert_rows("complaints_complaintevent", _EVENT, rows)
