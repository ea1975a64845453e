"""A month of visits per hall, and one day kept anew: the product and SQL by hand, in turn; the same figures."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from benchmarks.figures import alternate
from benchmarks.works import arguments, tell
from core.periods.rules import period
from halls.premises.models import Premises
from halls.queue.models import Visit
from halls.waiting.choices import Base, By
from halls.waiting.models import WaitCell, WaitDay
from halls.waiting.rules import total
from halls.waiting.selectors import HALL, Asked, Waits, by_one, lines
from halls.waiting.services import refresh, refresh_differing
from org.models import Unit

SQL = Path(__file__).resolve().parent.parent / "reference" / "waits.sql"
parts = re.split(r"^-- name: (\w+)$", SQL.read_text("utf-8"), flags=re.MULTILINE)[1:]
BY_NAME = dict(zip(parts[::2], parts[1::2], strict=True))
FIRST, LAST, DAY = dt.date(2026, 1, 1), dt.date(2026, 1, 31), dt.date(2026, 1, 15)
NOW = dt.datetime(2026, 2, 1, tzinfo=dt.UTC)
KEPT = ("premises", "business_day", "tickets", "served", "over", "over_served", "known", "wait_seconds")

top = Unit.objects.get(code="WAITS")
halls = list(Premises.objects.select_related("unit__parent").order_by("unit__path"))
given = {"halls": [hall.pk for hall in halls], "first": FIRST, "last": LAST, "day": DAY, "limit": 600}


def asked() -> Asked:
    return Asked(top, period("2026-01"), Base.ALL, halls, NOW)


def month_by_hand() -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(BY_NAME["month"], given)
        return cursor.fetchall()


def day_by_hand() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(BY_NAME["cells"], given)
        cursor.execute(BY_NAME["days"], given)


def kept() -> tuple[list[Any], int]:
    days = WaitDay.objects.filter(business_day=DAY).order_by("premises")
    return list(days.values_list(*KEPT)), WaitCell.objects.filter(business_day=DAY).count()


def require_same_month() -> None:
    """The page's lines against the statement by hand, and against a recount of the visits."""
    by_hand = {hall: (tickets, over, tuple(waits)) for hall, tickets, over, waits in month_by_hand()}
    ours = {line.key.pk: (line.tally.tickets, line.tally.over, line.ranks) for line in lines(asked(), By.HALL)}
    assert ours == by_hand, "the month differs"
    recount = by_one(Waits(halls, FIRST, LAST, NOW).by(HALL))
    assert total(recount.values()).tickets == Visit.objects.count()


require_same_month()
counted, _ = alternate(arguments["times"], lambda: Waits(halls, FIRST, LAST, NOW).by(HALL), lambda: None)
refresh_differing(halls=halls, first=FIRST, last=LAST, now=NOW)
require_same_month()
with CaptureQueriesContext(connection) as captured:
    lines(asked(), By.HALL)
month, by_hand = alternate(arguments["times"], lambda: lines(asked(), By.HALL), month_by_hand)
rolled, _ = alternate(arguments["times"], lambda: Waits(halls, FIRST, LAST, NOW).by(HALL), lambda: None)
day, day_reference = alternate(arguments["times"], lambda: refresh(halls=halls, day=DAY, now=NOW), day_by_hand)
theirs = kept()
refresh(halls=halls, day=DAY, now=NOW)
assert kept() == theirs, "the day differs"
tell(
    {
        "visits": Visit.objects.count(),
        "halls": len(halls),
        "queries": len(captured),
        "month": month,
        "by_hand": by_hand,
        "rolled": rolled,
        "counted": counted,
        "day": day,
        "day_by_hand": day_reference,
        "day_visits": Visit.objects.filter(business_day=DAY).count(),
    }
)
