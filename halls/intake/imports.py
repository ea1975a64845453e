"""Sheets of a hall's own queue machine: one row a customer, with whatever times the machine keeps.

Rows become visits that are over. The key is the source's own (its row, else machine, day and number, else what the
row says), so that a second import finds them again; what a later sheet says otherwise about a number renews it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext as _

from core.bulk import among
from core.imports.registry import ROW, Chunk, ImportContext, RowProblem, WriteResult, sheet_kind
from core.refusals import Refusal
from halls.intake.rules import Intervals
from halls.intake.selectors import visits_address
from halls.intake.services import NewVisit, renew_visits, settle_days, write_visits
from halls.intake.sheet_columns import COLUMNS, HALL, HELP, TITLE
from halls.intake.sheet_names import RIGHT, said_hall
from halls.intake.sheet_rows import Hall, Told, Wrong, people_in, said_in, services_in, visit_of
from halls.queue.choices import Origin
from halls.queue.models import Visit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


EARLIER = 0
"""Stands for the row of a stretch that an earlier sheet told of."""


class NoSuchHall(Refusal):
    """What was said for the whole sheet is no hall whose sheets the person may import."""


class Stored(NamedTuple):
    """A visit of an earlier sheet: its key here, and what that sheet said."""

    pk: int
    said: tuple[Any, ...]


def begin(context: ImportContext) -> None:
    """Each pass remembers anew. Raises NoSuchHall."""
    context.memory.clear()
    hall = said_hall(context)
    if hall is None and (said := context.said.get(HALL.name)):
        raise NoSuchHall(_("“%(words)s” is no hall whose sheets you may import.") % {"words": said})
    context.memory |= {
        "hall": hall,
        "halls": {},
        "seen": {},
        "busy": {},
        "read": set(),
        "recorded": {},
        "days": defaultdict(set),
        "looked": False,
        "met": set(),
    }


def check(chunk: Chunk, context: ImportContext) -> Iterable[RowProblem]:
    """What a row cannot be, alone or beside the others; nothing is written here."""
    problems: list[RowProblem] = []
    found = dict(_visits(chunk, context, problems))
    stored = _stored(found.values(), context)
    rows = {row[ROW]: row for row in chunk}
    _read_intervals(found.values(), context)
    if not context.memory["looked"]:
        # Earlier chunks are all in "seen".
        context.memory["met"] = set()
        _free_places(found.values(), stored, context)
    _read_recorded(found.values(), context)
    for number, visit in found.items():
        row = rows[number]
        problem = _repeated(row, visit, context) or _overlapping(row, visit, stored, context)
        if problem is not None:
            problems.append(problem)
        elif warning := _odd_duration(row, visit) or _counted_beside(row, visit, context):
            problems.append(warning)
    return problems


def write(chunk: Chunk, context: ImportContext) -> WriteResult:
    """New rows in sets; those that say otherwise than an earlier sheet renew theirs; unchanged ones not at all."""
    found = [visit for _row, visit in _visits(chunk, context, [])]
    stored = _stored(found, context)
    fresh = [visit for visit in found if _id(visit) not in stored]
    changed = {stored[_id(visit)].pk: visit for visit in found if _differs(visit, stored)}
    if not context.dry_run:
        write_visits(fresh, run=context.run)
        renew_visits(changed, run=context.run)
        for visit in found:
            context.memory["days"][visit.premises_id].add(visit.business_day)
    unchanged = len(found) - len(fresh) - len(changed)
    return WriteResult(imported=len(fresh), changed=len(changed), unchanged=unchanged)


def finish(context: ImportContext) -> None:
    """Which of a day's sources counts now."""
    for premises, days in sorted(context.memory["days"].items()):
        settle_days(premises=premises, days=days)


def _visits(chunk: Chunk, context: ImportContext, problems: list[RowProblem]) -> Iterator[tuple[int, NewVisit]]:
    """Row number and visit of each row that tells of one; the reasons of the others go to `problems`."""
    memory = context.memory
    halls = {row[ROW]: row["hall"] or memory["hall"] for row in chunk}
    memory["halls"] |= Hall.load({key for key in halls.values() if key} - memory["halls"].keys())
    told = Told(
        halls=memory["halls"],
        services=services_in(row["service"] for row in chunk if row["service"]),
        people=people_in((row["staff_number"] for row in chunk if row["staff_number"]), context.by),
        now=context.now,
    )
    for hall in told.halls.values():
        hall.services |= {pk: one for pk, one in told.services.items() if one.premises_id == hall.premises.pk}
    for row in chunk:
        try:
            yield row[ROW], visit_of(row, halls[row[ROW]], told)
        except Wrong as wrong:
            problems.append(RowProblem(row[ROW], wrong.column, wrong.words))


def _id(visit: NewVisit) -> tuple[int, str]:
    return visit.premises_id, str(visit.source_key)


def _said(visit: NewVisit) -> tuple[Any, ...]:
    """What a sheet says of a visit, as it is stored."""
    arrived, called, started, _ended = visit.times
    return (
        visit.service_id, visit.prefix, visit.number, visit.outcome, visit.counter_id, visit.staff_id, visit.is_exact,
        arrived, called, started, visit.times.last,
    )  # fmt: skip


_STORED = (
    "service", "prefix", "number", "outcome", "counter", "staff", "is_exact", "arrived_at", "called_at", "served_at",
    "ended_at",
)  # fmt: skip


def _stored(visits: Iterable[NewVisit], context: ImportContext) -> dict[tuple[int, str], Stored]:
    """Visits of earlier sheets with the keys of these; one question a chunk."""
    wanted = {_id(visit) for visit in visits}
    known = Visit.objects.filter(premises__in={premises for premises, _key in wanted}, origin=Origin.SHEET)
    rows = among(known, "source_key", [key for _premises, key in wanted])
    return {
        (premises, key): Stored(pk, tuple(said))
        for pk, premises, key, *said in rows.values_list("pk", "premises", "source_key", *_STORED)
    }


def _differs(visit: NewVisit, stored: dict[tuple[int, str], Stored]) -> bool:
    known = stored.get(_id(visit))
    return known is not None and known.said != _said(visit)


def _repeated(row: dict[str, Any], visit: NewVisit, context: ImportContext) -> RowProblem | None:
    """Rows with the same key in one sheet: the first is taken, the others are reported."""
    seen: dict[int, tuple[int, int]] = context.memory["seen"]
    key, content = hash(_id(visit)), hash(_said(visit))
    first, said = seen.setdefault(key, (row[ROW], content))
    if first == row[ROW]:
        return None
    words = (
        _("The same as row %(row)s, which is taken.")
        if said == content
        else _("Row %(row)s has the same number on the same day, and is taken; this one says something else.")
    )
    return RowProblem(row[ROW], "number" if row["number"] else "", words % {"row": first})


def _read_intervals(visits: Iterable[NewVisit], context: ImportContext) -> None:
    """What counters served on these days by earlier sheets; one question for the days that are new."""
    read: set[tuple[int, dt.date]] = context.memory["read"]
    days = {(one.premises_id, one.business_day) for one in visits if one.counter_id} - read
    if not days:
        return
    read |= days
    known = Visit.objects.filter(
        premises__in={premises for premises, _day in days},
        business_day__in={day for _premises, day in days},
        origin=Origin.SHEET,
        counter__isnull=False,
        served_at__isnull=False,
    )
    for counter, day, started, ended in known.values_list("counter", "business_day", "served_at", "ended_at"):
        if started and ended:
            _busy(context, counter, day).add(_second(started), _second(ended), EARLIER)


def _free_places(visits: Iterable[NewVisit], stored: dict[tuple[int, str], Stored], context: ImportContext) -> None:
    """What these rows say otherwise than before no longer holds the counter and the time of before.

    All at once and before any row is looked at: rows that move up by one stand in nobody's way. Of rows with one key
    the first is taken, so that what the others say frees nothing.
    """
    seen, met = context.memory["seen"], context.memory["met"]
    for visit in visits:
        key = hash(_id(visit))
        if key not in seen and key not in met and _differs(visit, stored) and (place := _place(stored[_id(visit)])):
            counter, started, _ended = place
            _busy(context, counter, visit.business_day).forget(started)
        met.add(key)


def _look_ahead(context: ImportContext) -> bool:
    """Free what the rows of all later chunks say otherwise, once a pass and only when a row needs it: a corrected
    sheet is taken as a whole, wherever its chunks end. Says whether this was still to be done."""
    if context.memory["looked"]:
        return False
    context.memory["looked"] = True
    for chunk in context.ahead():
        found = [visit for _row, visit in _visits(chunk, context, [])]
        _read_intervals(found, context)
        _free_places(found, _stored(found, context), context)
    return True


def _place(known: Stored) -> tuple[int, int, int] | None:
    """The counter that a visit of an earlier sheet held, and from when until when."""
    counter, started, ended = (known.said[_STORED.index(name)] for name in ("counter", "served_at", "ended_at"))
    return (counter, _second(started), _second(ended)) if counter and started and ended else None


def _busy(context: ImportContext, counter: int, day: dt.date) -> Intervals:
    return context.memory["busy"].setdefault((counter, day), Intervals())


def _second(moment: dt.datetime) -> int:
    return int(moment.timestamp())


def _overlapping(
    row: dict[str, Any], visit: NewVisit, stored: dict[tuple[int, str], Stored], context: ImportContext
) -> RowProblem | None:
    """H15: one counter serves one customer at a time; of two rows the first one stands."""
    started, ended = visit.times.started, visit.times.ended
    known = stored.get(_id(visit))
    if visit.counter_id is None or started is None or ended is None or (known and known.said == _said(visit)):
        return None
    busy, span = _busy(context, visit.counter_id, visit.business_day), (_second(started), _second(ended))
    other = busy.add(*span, row[ROW])
    if other == EARLIER and _look_ahead(context):
        other = busy.add(*span, row[ROW])
    if other is None:
        return None
    if known is not None and (place := _place(known)):
        # It stays as it was, and where it was.
        counter, begun, until = place
        _busy(context, counter, visit.business_day).add(begun, until, EARLIER)
    words = (
        _("At this counter row %(row)s is served at the same time.")
        if other
        else _("At this counter somebody is served at the same time by an earlier sheet.")
    )
    return RowProblem(row[ROW], said_in(row, "started_at"), words % {"row": other})


def _odd_duration(row: dict[str, Any], visit: NewVisit) -> RowProblem | None:
    """The sheet's own duration should be end minus start; the times are believed, and it is told."""
    started, ended = visit.times.started, visit.times.ended
    if row["duration"] is None or started is None or ended is None:
        return None
    seconds = int((ended - started).total_seconds())
    if seconds == row["duration"]:
        return None
    words = _("%(said)s seconds, but from start to end it is %(real)s; the times are taken.")
    return RowProblem(row[ROW], "duration", words % {"said": row["duration"], "real": seconds}, is_warning=True)


def _read_recorded(visits: Iterable[NewVisit], context: ImportContext) -> None:
    """Which services have visits that were recorded as they happened; one question for the days that are new."""
    recorded: dict[tuple[int, dt.date], set[int]] = context.memory["recorded"]
    days = {(one.premises_id, one.business_day) for one in visits} - recorded.keys()
    if not days:
        return
    recorded |= {day: set() for day in days}
    known = Visit.objects.filter(
        premises__in={premises for premises, _day in days}, business_day__in={day for _premises, day in days}
    ).exclude(origin=Origin.SHEET)
    for premises, day, service in known.order_by().values_list("premises", "business_day", "service").distinct():
        recorded.setdefault((premises, day), set()).add(service)


def _counted_beside(row: dict[str, Any], visit: NewVisit, context: ImportContext) -> RowProblem | None:
    """A day's sources are told apart by service: the same customers under another name would count again."""
    there = context.memory["recorded"][visit.premises_id, visit.business_day]
    if not there or visit.service_id in there:
        return None
    words = _(
        "On this day visits were recorded here, none of this service; if they are the same, they are counted twice."
    )
    return RowProblem(row[ROW], "service", words, is_warning=True)


sheet_kind(
    "visits",
    TITLE,
    right=RIGHT,
    columns=COLUMNS,
    key=["source_id"],
    check=check,
    write=write,
    begin=begin,
    finish=finish,
    rows_address=visits_address,
    help=HELP,
    options=[HALL],
)
