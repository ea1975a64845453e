"""Ended visits in sets, with their segments: for sheets, and for the history of a branch. No query per row."""

from __future__ import annotations

import datetime as dt
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from django.db import connection, transaction

from core.bulk import refresh_statistics
from core.insert import insert_rows, next_keys
from halls.intake.rules import Times, waits
from halls.queue.choices import Entered, Origin, SegmentKind, VisitState
from halls.queue.models import Segment, Visit
from halls.queue.rules import seconds_between

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from core.imports.models import ImportRun

CHUNK = 5_000


class Stretch(NamedTuple):
    """A segment of a visit, with its end."""

    kind: SegmentKind
    started_at: dt.datetime
    ended_at: dt.datetime
    service_id: int
    counter_id: int | None = None
    staff_id: int | None = None
    entered: str = ""


class NewVisit(NamedTuple):
    """A visit that is over. Without `stretches` its segments are those that its times and its counter tell."""

    premises_id: int
    business_day: dt.date
    prefix: str
    number: int
    service_id: int
    origin: str
    outcome: str
    times: Times
    counter_id: int | None = None
    staff_id: int | None = None
    source_key: str | None = None
    import_row: int | None = None
    is_counted: bool = True
    is_exact: bool = True
    put_back: int = 0
    stretches: Sequence[Stretch] = ()


_VISIT = (
    "id", "premises_id", "business_day", "prefix", "number", "service_id", "origin", "priority", "state", "outcome",
    "version", "arrived_at", "queued_at", "called_at", "last_called_at", "served_at", "ended_at", "wait_seconds",
    "serve_wait_seconds", "serve_seconds", "calls", "put_back", "is_exact", "is_counted", "counter_id", "staff_id",
    "follow_key", "import_run_id", "import_row", "source_key",
)  # fmt: skip
_KEPT = ("id", "premises_id", "business_day", "origin", "version", "follow_key", "source_key", "is_counted")
_SEGMENT = ("visit_id", "kind", "entered", "service_id", "counter_id", "staff_id", "started_at", "ended_at", "note")


def write_visits(rows: Iterable[NewVisit], *, run: ImportRun | None = None, with_stretches: bool = True) -> int:
    """Write visits in chunks inside one transaction; says how many. Broken rows raise IntegrityError: none is kept."""
    written = 0
    source = iter(rows)
    with transaction.atomic():
        while chunk := list(islice(source, CHUNK)):
            keys = next_keys(Visit._meta.db_table, len(chunk))
            lines = (_line(key, row, run) for key, row in zip(keys, chunk, strict=True))
            insert_rows(Visit._meta.db_table, _VISIT, lines)
            if with_stretches:
                write_segments(zip(keys, chunk, strict=True))
            refresh_statistics(Visit, Segment)
            if connection.vendor == "postgresql":
                # Foreign keys are checked as we go, by plans that know how the tables have grown; at the commit
                # the keys of a month of visits would take longer than a statement may.
                connection.check_constraints()
            written += len(chunk)
    return written


def renew_visits(rows: Mapping[int, NewVisit], *, run: ImportRun | None) -> int:
    """Let visits of earlier sheets, by their keys, say what a later one says; says how many. Call in a transaction.

    A visit stays on its day: what is counted and kept of days is settled for the days of `rows` alone.
    """
    if not rows:
        return 0
    visits = list(Visit.objects.select_for_update(no_key=True).filter(pk__in=rows, origin=Origin.SHEET))
    for visit in visits:
        if visit.business_day != rows[visit.pk].business_day:
            raise ValueError(f"visit {visit.pk} is of {visit.business_day}, not of {rows[visit.pk].business_day}")
        for name, value in zip(_VISIT, _line(visit.pk, rows[visit.pk], run), strict=True):
            if name not in _KEPT:
                setattr(visit, name, value)
        visit.version += 1
    names = [name.removesuffix("_id") for name in _VISIT if name not in _KEPT]
    Visit.objects.bulk_update(visits, [*names, "version"], batch_size=500)
    Segment.objects.filter(visit__in=rows).delete()
    write_segments(rows.items())
    return len(visits)


def write_segments(rows: Iterable[tuple[int, NewVisit]]) -> None:
    """The segments of visits, by their keys."""
    lines = (
        (key, one.kind, one.entered, one.service_id, one.counter_id, one.staff_id, one.started_at, one.ended_at, "")
        for key, row in rows
        for one in row.stretches or told_by(row)
    )
    insert_rows(Segment._meta.db_table, _SEGMENT, lines)


def told_by(row: NewVisit) -> Iterator[Stretch]:
    """The stretches that the times of a visit tell; at a counter only where it is known which."""
    arrived, called, started, _ended = row.times
    end = row.times.last
    until = called or started or end
    yield Stretch(SegmentKind.WAITING, arrived, until, row.service_id, entered=Entered.ARRIVED)
    if row.counter_id is None:
        return
    at = (row.service_id, row.counter_id, row.staff_id)
    if called:
        yield Stretch(SegmentKind.CALLED, called, started or end, *at)
    if started:
        yield Stretch(SegmentKind.SERVING, started, end, *at)


def figures(row: NewVisit) -> tuple[int | None, int | None, int | None]:
    """Seconds of waiting, of waiting until service, and of service over all its stretches; None if not known."""
    wait, serve_wait = waits(row.times, row.outcome)
    if row.times.started is None or row.times.ended is None or not row.is_exact:
        return wait, serve_wait, None
    serving = [one for one in row.stretches if one.kind == SegmentKind.SERVING]
    if serving:
        return wait, serve_wait, sum(seconds_between(one.started_at, one.ended_at) for one in serving)
    return wait, serve_wait, seconds_between(row.times.started, row.times.ended)


def _line(key: int, row: NewVisit, run: ImportRun | None) -> tuple[object, ...]:
    arrived, called, started, _ended = row.times
    wait, serve_wait, served = figures(row)
    return (
        key, row.premises_id, row.business_day, row.prefix, row.number, row.service_id, row.origin, 0,
        VisitState.ENDED.value, row.outcome, 1, arrived, arrived, called, called, started, row.times.last, wait,
        serve_wait, served, int(called is not None or started is not None), row.put_back, row.is_exact,
        row.is_counted, row.counter_id, row.staff_id, "", run.pk if run else None, row.import_row, row.source_key,
    )  # fmt: skip
