"""Visits and their stretches as a page shows them: by the hall's own clock, durations in minutes and seconds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from halls.intake.rules import MINUTE
from halls.queue.choices import SegmentKind
from halls.queue.models import Segment, Visit
from halls.queue.rules import seconds_between
from halls.waiting.rules import Limits, is_over, limit_on

BAR = 1000
THINNEST = 4


def duration(seconds: int | None) -> str:
    """12:05 for twelve minutes and five seconds, 1:12:05 after an hour; a dash for what is not known."""
    if seconds is None:
        return "–"
    whole, rest = divmod(seconds, MINUTE)
    hours, minutes = divmod(whole, MINUTE)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


@dataclass(frozen=True)
class VisitLine:
    visit: Visit
    arrived: dt.datetime
    wait: str
    served: str
    is_late: bool


def visit_lines(visits: Iterable[Visit], limits: Mapping[int, Sequence[Limits]]) -> Iterator[VisitLine]:
    """Each by the limit of its own hall and day."""
    for one in visits:
        late = is_over(one.wait_seconds or 0, limit_on(limits[one.premises_id], one.business_day))
        yield VisitLine(
            one,
            one.in_hall(one.arrived_at) or one.arrived_at,
            duration(one.wait_seconds),
            duration(one.serve_seconds),
            late,
        )


@dataclass(frozen=True)
class Step:
    """A stretch of a visit, and its place in a bar of a thousand parts."""

    segment: Segment
    started: dt.datetime
    ended: dt.datetime | None
    lasted: str
    name: str
    x: int
    width: int


def steps_of(visit: Visit, *, now: dt.datetime) -> list[Step]:
    """The stretches of a visit in order; one that lasts goes on until now. One question."""
    rows = list(visit.segments.select_related("service", "counter", "staff"))
    end = visit.ended_at or now
    whole = max(1, seconds_between(visit.arrived_at, end))
    found = []
    for one in rows:
        seconds = seconds_between(one.started_at, one.ended_at or end)
        begin = BAR * seconds_between(visit.arrived_at, one.started_at) // whole
        width = max(THINNEST, BAR * seconds // whole)
        ended = visit.in_hall(one.ended_at)
        started = visit.in_hall(one.started_at) or one.started_at
        found.append(Step(one, started, ended, duration(seconds), _name(one), min(begin, BAR - width), width))
    return found


def _name(segment: Segment) -> str:
    if segment.kind == SegmentKind.WAITING and segment.entered:
        return f"{segment.get_kind_display()} · {segment.get_entered_display()}"
    return str(segment.get_kind_display())


def facts_of(visit: Visit) -> list[tuple[str, str]]:
    """What is known of a visit besides its stretches."""
    facts = [
        (_("Day"), visit.business_day.isoformat()),
        (_("Service"), visit.service.name),
        (_("Origin"), str(visit.get_origin_display())),
        (_("Outcome"), str(visit.get_outcome_display()) if visit.outcome else str(visit.get_state_display())),
        (_("Waited until first called"), duration(visit.wait_seconds)),
        (_("Waited until served"), duration(visit.serve_wait_seconds)),
        (_("Service time"), duration(visit.serve_seconds)),
        (_("Times called"), str(visit.calls)),
    ]
    if visit.import_row:
        facts.append((_("Row of the sheet"), str(visit.import_row)))
    return facts
