"""One month of visits for the large branch, for measuring: waits without stretches, no figures of any source."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import islice

from halls.intake.rules import Times
from halls.intake.services import NewVisit, write_visits
from halls.premises.models import Counter, Premises, Service
from halls.premises.services import set_rule
from halls.queue.choices import Origin, Outcome
from org.models import Person, Unit
from servicedesk.demo.visits import SERVICES, ZONE

COUNTERS = 4
BATCH = 100_000
SEED = 10_000_000
OPEN_SECONDS = 9 * 3600
DIFFERENT = 4_096


def write_large_visits(
    *, halls: Sequence[Unit], visits: int, month: dt.date, by: Person, now: dt.datetime, say: Callable[[str], object]
) -> int:
    """Set the units up as halls and write about `visits` visits of `month`, each batch its own transaction."""
    _set_up(halls, month, by, now)
    source = _visits(visits, month)
    written = 0
    while batch := list(islice(source, BATCH)):
        written += write_visits(batch, with_stretches=False)
        say(f"{written} of {visits} visits")
    return written


def _set_up(units: Sequence[Unit], month: dt.date, by: Person, now: dt.datetime) -> None:
    top = Unit.objects.get(parent=None)
    set_rule(
        unit=top,
        valid_from=month,
        wait_minutes=10,
        share_limit=Decimal(10),
        recalls=2,
        places_back=3,
        put_back_most=1,
        note="测量数据",
        by=by,
        now=now,
    )
    halls = Premises.objects.bulk_create(Premises(unit=unit) for unit in units)
    Service.objects.bulk_create(
        Service(premises=hall, prefix=prefix, name=name, position=place)
        for hall in halls
        for place, (prefix, name, _first, _share, _minutes) in enumerate(SERVICES)
    )
    Counter.objects.bulk_create(
        Counter(premises=hall, name=str(number)) for hall in halls for number in range(1, COUNTERS + 1)
    )


def _visits(total: int, month: dt.date) -> Iterator[NewVisit]:
    """Day after day, hall after hall, in order of arrival."""
    halls = _places()
    days = [month + dt.timedelta(days=offset) for offset in range(28)]
    chance = random.Random(SEED)  # noqa: S311  (the same data every time)
    waits = [min(5400, int(chance.expovariate(1 / 360))) for _each in range(DIFFERENT)]
    serving = [60 + min(2400, int(chance.expovariate(1 / 280))) for _each in range(DIFFERENT)]
    cells, written = len(days) * len(halls), 0
    for cell in range(cells):
        day, (hall, services, counters) = days[cell // len(halls)], halls[cell % len(halls)]
        count = total * (cell + 1) // cells - written
        opens = dt.datetime.combine(day, dt.time(8), tzinfo=ZONE)
        for number in range(1, count + 1):
            at = written % DIFFERENT
            service, prefix = services[written % len(services)]
            arrived = opens + dt.timedelta(seconds=OPEN_SECONDS * number // (count + 1))
            called = arrived + dt.timedelta(seconds=waits[at])
            is_left = written % 40 == 0
            yield NewVisit(
                premises_id=hall,
                business_day=day,
                prefix=prefix,
                number=number,
                service_id=service,
                origin=Origin.KIOSK,
                outcome=Outcome.LEFT if is_left else Outcome.SERVED,
                times=Times(arrived, None, None, called)
                if is_left
                else Times(arrived, called, called, called + dt.timedelta(seconds=serving[-at])),
                counter_id=None if is_left else counters[written % len(counters)],
            )
            written += 1


def _places() -> list[tuple[int, list[tuple[int, str]], list[int]]]:
    """Each hall with the keys of its services and counters; three questions."""
    services: dict[int, list[tuple[int, str]]] = {}
    counters: dict[int, list[int]] = {}
    for hall, pk, prefix in Service.objects.order_by("pk").values_list("premises", "pk", "prefix"):
        services.setdefault(hall, []).append((pk, prefix))
    for hall, pk in Counter.objects.order_by("pk").values_list("premises", "pk"):
        counters.setdefault(hall, []).append(pk)
    return [
        (hall, services[hall], counters[hall]) for hall in Premises.objects.order_by("pk").values_list("pk", flat=True)
    ]
