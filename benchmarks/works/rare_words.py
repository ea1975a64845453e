"""Adds one ticket in fifty to a filled database, with words as language has them: few often, most rarely."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator

from benchmarks.works import tell
from complaints.models import Complaint
from complaints.tickets.services import NewTicket, write_many
from org.models import Person, Unit

SHARE = 50
WORDS = 24
# The 3,755 characters of GB 2312, level 1.
CHARACTERS = [
    bytes([first, second]).decode("gb2312")
    for first in range(0xB0, 0xD8)
    for second in range(0xA1, 0xFF)
    if (first, second) < (0xD7, 0xFA)
]


def tickets(count: int, units: list[Unit]) -> Iterator[NewTicket]:
    chance = random.Random(count)
    shuffled = chance.sample(CHARACTERS, len(CHARACTERS))
    weights = [1 / place for place in range(1, len(shuffled) + 1)]
    for number in range(count):
        words = "".join(chance.choices(shuffled, weights, k=2 * WORDS))
        unit = chance.choice(units)
        yield NewTicket(
            received_at=dt.datetime(2026, 9, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=number),
            unit_id=unit.pk,
            unit_path=unit.path,
            channel="hotline",
            subject=words[:12],
            text=words,
            source="words",
            source_key=str(number),
        )


units = list(Unit.objects.filter(kind="hall"))
count = Complaint.objects.count() // SHARE
written = write_many(tickets(count, units), by=Person.objects.get(staff_number="DEMO-01"), now=dt.datetime.now(dt.UTC))
tell({"tickets": written})
