"""1,000 warnings come due among 100,000 running clocks: the sweep, and the indexed SELECT alone."""

from __future__ import annotations

import datetime as dt
import time

from django.db import connection
from django.utils import timezone

from benchmarks.works import arguments, tell
from complaints.clocks.services import warn
from complaints.clocks.services.warning import due_warnings
from complaints.models import Clock, ClockInterval, ClockWarning, Complaint
from org.models import Person

DUE = 1_000
now = timezone.now()
later = now + dt.timedelta(days=2)


def prepare(tickets: int) -> int:
    """Open tickets with a running clock and a warning each, a thousand of them due now."""
    keys = list(Complaint.objects.order_by("pk").values_list("pk", flat=True)[:tickets])
    handler = Person.objects.get(staff_number="DEMO-01")
    Complaint.objects.filter(pk__in=Complaint.objects.order_by("pk").values("pk")[:tickets]).update(
        state="open", closed_at=None, closed_by=None, outcome="", handler=handler, due_at=later
    )
    usual = {"kind": "handling", "amount": 2, "counting": "working_days", "started_at": now, "due_at": later}
    clocks = Clock.objects.bulk_create([Clock(complaint_id=key, **usual) for key in keys], batch_size=5_000)
    ClockInterval.objects.bulk_create(
        [ClockInterval(clock=clock, kind="run", started_at=now) for clock in clocks], batch_size=5_000
    )
    ClockWarning.objects.bulk_create(
        [
            ClockWarning(clock=clock, before_minutes=60, run_at=now if place < DUE else later)
            for place, clock in enumerate(clocks)
        ],
        batch_size=5_000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return len(keys)


def selected() -> float:
    begun = time.perf_counter()
    assert len(due_warnings(now).order_by("run_at", "pk").values_list("pk", flat=True)[:DUE]) == DUE
    return time.perf_counter() - begun


def swept() -> float:
    ClockWarning.objects.exclude(sent_at=None).update(sent_at=None)
    begun = time.perf_counter()
    assert warn(now=now, limit=DUE) == DUE
    return time.perf_counter() - begun


def idle() -> float:
    """A sweep that finds nothing, as nearly all do."""
    begun = time.perf_counter()
    assert warn(now=now - dt.timedelta(days=1)) == 0
    return time.perf_counter() - begun


open_tickets = prepare(arguments["tickets"])
selected(), idle()
tell(
    {
        "select": [selected() for _ in range(9)],
        "idle": [idle() for _ in range(9)],
        "sweep": [swept() for _ in range(3)],
        "open": open_tickets,
        "closed": Complaint.objects.exclude(state="open").count(),
    }
)
