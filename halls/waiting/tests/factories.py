"""Visits as rows, many at once: what counting is tested on; how a visit comes about is tested where it does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from halls.premises.models import Premises
from halls.queue.choices import Origin, Outcome, VisitState
from halls.queue.models import Visit
from halls.tests.factories import ZONE

JANUARY = dt.date(2011, 1, 1)


def visits(
    premises: Premises,
    waits: Iterable[int | None],
    *,
    day: dt.date = JANUARY,
    at: dt.time = dt.time(9),
    prefix: str = "A",
    outcome: str = Outcome.SERVED,
    zone: ZoneInfo = ZONE,
    is_counted: bool = True,
) -> list[Visit]:
    """One visit a wait in seconds; None still waits."""
    service = premises.services.get(prefix=prefix)
    arrived = dt.datetime.combine(day, at, tzinfo=zone)
    begun = Visit.objects.filter(premises=premises, business_day=day, prefix=prefix).count()
    rows = []
    for number, wait in enumerate(waits, start=begun + 1):
        is_over = wait is not None
        rows.append(
            Visit(
                premises=premises, business_day=day, prefix=prefix, number=number, service=service,
                origin=Origin.KIOSK, arrived_at=arrived, queued_at=arrived, wait_seconds=wait,
                state=VisitState.ENDED if is_over else VisitState.WAITING, outcome=outcome if is_over else "",
                ended_at=arrived + dt.timedelta(seconds=wait or 0, minutes=5) if is_over else None,
                is_counted=is_counted,
            )
        )  # fmt: skip
    return Visit.objects.bulk_create(rows)
