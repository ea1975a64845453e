"""A month of visits in 500 halls with one limit; a random wait each, the same every time."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

from benchmarks.works import arguments, tell
from core.bulk import refresh_statistics
from core.insert import insert_rows
from halls.premises.models import HallRule, Premises, Service
from halls.queue.models import Visit
from org.units.choices import UnitKind
from org.units.services import create_unit

HALLS, BUREAUS, SEED = 500, 20, 1
FIRST, DAYS = dt.date(2026, 1, 1), 31
NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
OPENS = dt.time(0, 0, tzinfo=dt.UTC)
"""Eight in the morning in Shanghai."""
OPEN_SECONDS = 10 * 3_600
COLUMNS = (
    "premises_id", "business_day", "prefix", "number", "service_id", "origin", "priority", "state", "outcome",
    "version", "arrived_at", "queued_at", "ended_at", "wait_seconds", "calls", "put_back", "is_exact", "follow_key",
    "is_counted",
)  # fmt: skip


def halls() -> list[tuple[int, list[int]]]:
    top = create_unit(code="WAITS", name="公司", kind=UnitKind.BRANCH, parent=None, by=None, now=NOW)
    HallRule.objects.create(unit=top, valid_from=FIRST, wait_minutes=10, made_at=NOW)
    found = []
    for place in range(BUREAUS):
        bureau = create_unit(code=f"B{place}", name=f"分局{place}", kind=UnitKind.BUREAU, parent=top, by=None, now=NOW)
        for number in range(HALLS // BUREAUS):
            code = f"H{place}-{number}"
            unit = create_unit(code=code, name=f"厅{code}", kind=UnitKind.HALL, parent=bureau, by=None, now=NOW)
            premises = Premises.objects.create(unit=unit)
            services = [
                Service.objects.create(premises=premises, prefix=prefix, name=prefix).pk for prefix in ("A", "B", "C")
            ]
            found.append((premises.pk, services))
    return found


def rows(places: list[tuple[int, list[int]]], total: int) -> Iterator[tuple[Any, ...]]:
    """Day after day, as visits come to be written; every hall alike busy."""
    chance = random.Random(SEED)
    each = total // (len(places) * DAYS)
    for day in (FIRST + dt.timedelta(days=place) for place in range(DAYS)):
        opens = dt.datetime.combine(day, OPENS)
        for number in range(1, each + 1):
            for premises, services in places:
                arrived = opens + dt.timedelta(seconds=chance.randrange(OPEN_SECONDS))
                wait = int(chance.expovariate(1 / 300))
                outcome = "served" if chance.random() < 0.95 else "left"
                ended = arrived + dt.timedelta(seconds=wait + 240)
                kind = number % 3
                yield (
                    premises, day, "ABC"[kind], number, services[kind], "kiosk", 0, "ended", outcome, 1, arrived,
                    arrived, ended, wait, 1, 0, True, "", True,
                )  # fmt: skip


insert_rows(Visit._meta.db_table, COLUMNS, rows(halls(), arguments["visits"]))
refresh_statistics(Visit)
tell({"visits": Visit.objects.count()})
