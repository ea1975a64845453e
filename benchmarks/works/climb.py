"""1,000 of 100,000 open tickets go up by time: the sweep, and the indexed SELECT alone."""

from __future__ import annotations

import datetime as dt
import time

from django.db import connection
from django.utils import timezone

from benchmarks.works import arguments, tell
from complaints.escalation.choices import Counted, Line, Trigger
from complaints.escalation.services import plan_in_force, sweep
from complaints.models import Complaint, PendingEscalation, Rung
from org.people.choices import Role

DUE, ROUNDS = arguments.get("due", 1_000), 3
now = timezone.now()
later = now + dt.timedelta(days=2)


def prepare(tickets: int) -> int:
    """Open tickets that each climb a rung by time: a thousand in each round of measuring, the rest later."""
    first = Complaint.objects.order_by("pk").values_list("pk", flat=True)[:tickets]
    keys = list(first)
    Complaint.objects.filter(pk__in=first).update(
        state="open", closed_at=None, closed_by=None, outcome="", channel="counter", due_from=now
    )
    rung = Rung.objects.create(
        plan=plan_in_force(Line.BRANCH, now=now),
        level=2,
        trigger=Trigger.TIME,
        counted=Counted.AFTER_START,
        offset_minutes=0,
        roles=[Role.SERVICE_MANAGER],
    )
    PendingEscalation.objects.all().delete()
    rows = [
        PendingEscalation(complaint_id=key, rung=rung, run_at=now if place < DUE * ROUNDS else later)
        for place, key in enumerate(keys)
    ]
    PendingEscalation.objects.bulk_create(rows, batch_size=5_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return len(keys)


def selected() -> float:
    begun = time.perf_counter()
    assert len(PendingEscalation.objects.due(at=now).values_list("pk", flat=True)[:DUE]) == DUE
    return time.perf_counter() - begun


def idle() -> float:
    """A sweep that finds nothing, as nearly all do."""
    begun = time.perf_counter()
    assert sweep(now=now - dt.timedelta(days=1)) == 0
    return time.perf_counter() - begun


def swept() -> float:
    begun = time.perf_counter()
    assert sweep(now=now, limit=DUE) == DUE
    return time.perf_counter() - begun


open_tickets = prepare(arguments["tickets"])
selected(), idle()
tell(
    {
        "select": [selected() for _ in range(9)],
        "idle": [idle() for _ in range(9)],
        "sweep": [swept() for _ in range(ROUNDS)],
        "open": open_tickets,
        "closed": Complaint.objects.exclude(state="open").count(),
    }
)
