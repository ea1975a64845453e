"""What the monthly circular on ticket quality counts, per unit and per handler (S0 1.13, two)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from complaints.cadence import rules
from complaints.cadence.choices import Check, Filled
from complaints.cadence.models import QualityStandard
from complaints.cadence.rules import Draft, Span, Standard
from complaints.cadence.selectors.gathering import Spread, below
from complaints.detection.choices import Verdict
from complaints.detection.models import FalseEntry
from complaints.tickets.choices import EventKind, Outcome, ReopenReason, State
from complaints.tickets.filters import NOT_FILLED
from complaints.tickets.models import ComplaintEvent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from complaints.tickets.models import ComplaintQuerySet
    from org.units.models import Unit

COUNTED = ("received", "closed")
REOPENED = {
    ReopenReason.TIMED_OUT: Check.TIMED_OUT,
    ReopenReason.BROKEN_PROMISE: Check.BROKEN_PROMISE,
    ReopenReason.PASSED_ON: Check.PASSED_ON,
    ReopenReason.OTHER: Check.OTHER,
}


class Found(NamedTuple):
    """Something counted about a ticket, and the staff number that it is counted for."""

    column: str
    ticket: int
    path: str
    number: str | None


def standard_row(day: dt.date) -> QualityStandard | None:
    """The standard in force on `day`; None where nobody set one."""
    return QualityStandard.objects.filter(valid_from__lte=day).order_by("-valid_from").first()


def standard_on(day: dt.date) -> Standard:
    """The same as a value; without one nothing is measured."""
    row = standard_row(day)
    if row is None:
        return Standard()
    return Standard(frozenset(row.filled), row.text_least, row.note_least, row.acknowledge_minutes)


def quality(draft: Draft, unit: Unit, span: Span, *, now: dt.datetime) -> None:
    """The month by the standard that was in force on its first day; every figure by unit and by handler."""
    rows, standard = below(unit), standard_on(span.first)
    found = [*_counted(rows, span), *_poor(rows, span, standard), *_late(rows, span, standard), *_events(rows, span)]
    found += _false(unit, span)
    spread, unset = Spread(draft, "units", unit), standard.unset()
    for column in (*COUNTED, *Check.values):
        if column not in unset:
            spread.put(column, [(one.ticket, one.path) for one in found if one.column == column])
    spread.leave_unset(unset)
    _by_person(draft, found, unset)
    draft.facts["standard"] = {
        "filled": sorted(standard.fields),
        "text_least": standard.text_least,
        "note_least": standard.note_least,
        "acknowledge_minutes": standard.acknowledge_minutes,
    }


def _by_person(draft: Draft, found: list[Found], unset: frozenset[Check]) -> None:
    people: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for one in found:
        people[one.number or NOT_FILLED][one.column].append(one.ticket)
    flaws = {number: sum(len(columns[check]) for check in Check.values) for number, columns in people.items()}
    for number in sorted(people, key=lambda one: (-flaws[one], one)):
        for column in (*COUNTED, *Check.values):
            tickets = people[number][column]
            if column in unset:
                draft.leave_unset("people", number, column)
            else:
                draft.put("people", number, column, tickets, count=len(tickets))


def _closed(rows: ComplaintQuerySet, span: Span) -> ComplaintQuerySet:
    """What was closed in the month and is; a duplicate says nothing of its own."""
    closed = rows.filter(state=State.CLOSED, closed_at__range=span.within)
    return closed.exclude(outcome=Outcome.DUPLICATE).order_by()


def _counted(rows: ComplaintQuerySet, span: Span) -> Iterator[Found]:
    mine = ("pk", "unit_path", "handler__staff_number")
    for values in rows.filter(received_at__range=span.within).order_by().values_list(*mine):
        yield Found("received", *values)
    for values in _closed(rows, span).values_list(*mine):
        yield Found("closed", *values)


def _poor(rows: ComplaintQuerySet, span: Span, standard: Standard) -> Iterator[Found]:
    """Of what was closed; a sheet's tickets say what their source says."""
    columns = [*Filled.values, "pk", "unit_path", "text", "outcome_note", "handler__staff_number"]
    for row in _closed(rows, span).filter(import_run=None).values(*dict.fromkeys(columns)).iterator(chunk_size=1000):
        for check in rules.poor(row, text=row["text"], note=row["outcome_note"], standard=standard):
            yield Found(check.value, row["pk"], row["unit_path"], row["handler__staff_number"])


def _late(rows: ComplaintQuerySet, span: Span, standard: Standard) -> Iterator[Found]:
    """Of what was registered here in the month; void ones and those of a sheet had nobody to acknowledge them."""
    columns = ("pk", "unit_path", "handler__staff_number", "registered_at", "acknowledged_at", "closed_at")
    registered = rows.filter(registered_at__range=span.within, received_at__lt=span.ends, import_run=None).order_by()
    for row in registered.values(*columns):
        moments: dict[str, Any] = {"registered": row["registered_at"], "acknowledged": row["acknowledged_at"]}
        if rules.acknowledged_late(**moments, until=row["closed_at"] or span.ends, standard=standard):
            yield Found(Check.LATE.value, row["pk"], row["unit_path"], row["handler__staff_number"])


def _events(rows: ComplaintQuerySet, span: Span) -> Iterator[Found]:
    """Reopened by reason; grades and findings of validity that were changed later."""
    kinds = [EventKind.REOPENED, EventKind.GRADED, EventKind.JUDGED]
    events = ComplaintEvent.objects.filter(kind__in=kinds, at__range=span.within, complaint__in=rows.values("pk"))
    columns = ("kind", "data", "complaint", "complaint__unit_path", "complaint__handler__staff_number")
    for kind, data, *ticket in events.order_by().values_list(*columns):
        if kind == EventKind.REOPENED:
            yield Found(REOPENED.get(data.get("reason"), Check.OTHER).value, *ticket)
        elif data.get("from"):
            yield Found((Check.REGRADED if kind == EventKind.GRADED else Check.REJUDGED).value, *ticket)


def _false(unit: Unit, span: Span) -> Iterator[Found]:
    """What a reviewer found false in the month, counted for whoever made the entry."""
    entries = FalseEntry.objects.filter(verdict=Verdict.FALSE, reviewed_at__range=span.within)
    columns = ("complaint", "complaint__unit_path", "about__staff_number")
    inside = entries.filter(complaint__in=below(unit).values("pk"))
    for values in inside.order_by().values_list(*columns):
        yield Found(Check.FALSE_ENTRY.value, *values)
