"""Whether what is stored is what it comes to (house.md 5, I6), and counting anew what is not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from complaints.clocks.choices import ClockKind
from complaints.clocks.models import Clock
from complaints.clocks.selectors import recounted
from complaints.clocks.services.running import recount, told
from complaints.tickets.services.holding import hold_ticket
from core.audit.services import record

if TYPE_CHECKING:
    from org.people.models import Person


@dataclass(frozen=True)
class Difference:
    """A clock whose deadline, or whose ticket's, is not what its promise and intervals come to."""

    clock: Clock
    stored: dt.datetime | None
    due: dt.datetime | None


def differences() -> Iterator[Difference]:
    """Every running clock is counted anew from its intervals and compared; handling also with its ticket.

    A calendar that was changed after a promise shows here too: given promises stay until somebody counts anew.
    """
    running = Clock.objects.filter(ended_at=None).select_related("complaint__unit", "rule")
    for clock in running.prefetch_related("intervals").order_by("pk").iterator(chunk_size=500):
        due = recounted(clock, clock.complaint.unit)
        stored = {clock.due_at}
        if clock.kind == ClockKind.HANDLING:
            stored.add(clock.complaint.due_at)
        if wrong := stored - {due}:
            yield Difference(clock, next(iter(wrong)), due)


def count_anew(found: Iterable[Difference], *, by: Person | None, now: dt.datetime) -> int:
    """Bring running clocks to what they come to, each in a transaction of its own and on the trail.

    The ticket is held before its clock, as by every act on it.
    """
    counted = 0
    for one in found:
        with transaction.atomic():
            hold_ticket(one.clock.complaint_id)
            clock = Clock.objects.select_related("complaint__unit", "rule").get(pk=one.clock.pk)
            recount(clock, now=now)
            moved = {"clock": clock.kind, "from": told(one.stored), "to": told(clock.due_at)}
            record("clock.recounted", by=by, now=now, about=clock.complaint, data=moved)
            counted += 1
    return counted
