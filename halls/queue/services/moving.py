"""The one way a visit changes: as it was read or not at all, with its segments."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal
from halls.queue.choices import SegmentKind, VisitState
from halls.queue.models import Segment, Visit
from halls.queue.rules import not_before

if TYPE_CHECKING:
    from halls.premises.models import Counter, Service
    from org.people.models import Person


class VisitChanged(Refusal):
    """Somebody else moved the number since it was read."""

    def __init__(self) -> None:
        super().__init__(_("Somebody else has called, moved or finished this number meanwhile."))


def move(visit: Visit, **columns: Any) -> None:
    """Write columns of a visit only if it is still as it was read. Raises VisitChanged."""
    columns["version"] = visit.version + 1
    if not Visit.objects.filter(pk=visit.pk, version=visit.version, state=visit.state).update(**columns):
        raise VisitChanged
    for name, value in columns.items():
        setattr(visit, name, value)


def not_before_last(visit: Visit, now: dt.datetime) -> dt.datetime:
    """Now, but never before what the visit has been through (H03: a server's clock may be set back)."""
    last = visit.segments.aggregate(last=Max("started_at"))["last"]
    return not_before(now, visit.queued_at, last)


def next_segment(
    visit: Visit,
    kind: SegmentKind,
    *,
    at: dt.datetime,
    service: Service | None = None,
    counter: Counter | None = None,
    staff: Person | None = None,
    entered: str = "",
    note: str = "",
) -> Segment:
    """End the stretch that lasts and begin another at the same moment."""
    end_segment(visit, at=at)
    return Segment.objects.create(
        visit=visit,
        kind=kind,
        entered=entered,
        service_id=service.pk if service else visit.service_id,
        counter=counter,
        staff=staff,
        started_at=at,
        note=note,
    )


def end_segment(visit: Visit, *, at: dt.datetime) -> None:
    visit.segments.filter(ended_at=None).update(ended_at=at)


def end_visit(visit: Visit, *, outcome: str, at: dt.datetime, **columns: Any) -> None:
    """The visit is over; its wait, if it was never called, lasted until then. Raises VisitChanged."""
    if visit.wait_seconds is None:
        columns["wait_seconds"] = max(0, int((at - visit.arrived_at).total_seconds()))
    move(visit, state=VisitState.ENDED, outcome=outcome, ended_at=at, **columns)
    end_segment(visit, at=at)
