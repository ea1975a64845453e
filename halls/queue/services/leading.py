"""What whoever leads the floor decides against the order; each of it stands on the trail."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.audit.services import record
from halls.queue import rules
from halls.queue.choices import Entered, SegmentKind, VisitState
from halls.queue.models import Visit
from halls.queue.services.moving import VisitChanged, move, next_segment, not_before_last
from halls.queue.services.serving import CannotServe

if TYPE_CHECKING:
    from halls.premises.models import Service
    from org.people.models import Person


@transaction.atomic
def redirect_visit(
    *,
    visit: Visit,
    service: Service,
    priority: int,
    version: int | None,
    note: str = "",
    by: Person,
    now: dt.datetime,
) -> Visit:
    """Let a number that waits, or is on hold, wait for another service or with another priority.

    It keeps its place in line by when it began to wait. Raises CannotServe, VisitChanged.
    """
    if version != visit.version:
        raise VisitChanged
    if visit.state not in (VisitState.WAITING, VisitState.HELD):
        raise CannotServe(_("Number %(number)s does not wait any more.") % {"number": visit.label})
    if service.premises_id != visit.premises_id or not service.is_active:
        raise CannotServe(_("This hall does not offer this service."), field="service")
    if service.pk == visit.service_id and priority == visit.priority:
        raise CannotServe(_("The number waits like this already. Choose another service or priority."))
    before = {"service": str(visit.service), "priority": visit.priority}
    at, words = not_before_last(visit, now), note.strip()[: rules.NOTE_MOST]
    move(visit, state=VisitState.WAITING, service=service, priority=priority, counter=None, staff=None)
    next_segment(visit, SegmentKind.WAITING, at=at, entered=Entered.TRANSFERRED, service=service, staff=by, note=words)
    after = {"service": str(service), "priority": priority}
    changes = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
    data = {"number": visit.label, "day": visit.business_day.isoformat(), "changes": changes, "note": words}
    record("visit.redirected", by=by, now=now, about=visit.premises, data=data)
    return visit
