"""500 halls with counters open and people waiting, on a day that is under way; one person who leads them all."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from benchmarks.works import arguments, tell
from halls.premises.models import Counter, HallRule, Premises, Service
from halls.queue.choices import Origin, Outcome, VisitState
from halls.queue.models import CounterSession, Visit
from halls.queue.selectors import today_in
from org.models import Person, Posting, Unit
from org.people.choices import Role
from org.units.choices import UnitKind
from org.units.rules import path_of

COUNTERS, WAITING, ENDED = 3, 12, 120
now = timezone.now()
start = dt.date(2000, 1, 1)

branch = Unit.objects.create(code="BENCH", name="分公司", kind=UnitKind.BRANCH, path="?")
Unit.objects.filter(pk=branch.pk).update(path=path_of(branch.pk, parent_path=""))
branch.refresh_from_db()
leader = Person.objects.create(staff_number="DEMO-01", name="周敏", password="!")
Posting.objects.create(person=leader, unit=branch, role=Role.SERVICE_MANAGER, starts_on=start)
HallRule.objects.create(unit=branch, valid_from=start, wait_minutes=10, made_at=now)

count = arguments["halls"]
units = Unit.objects.bulk_create(
    Unit(code=f"H{number:04d}", name=f"第{number}营业厅", kind=UnitKind.HALL, parent=branch, path=f"?{number}")
    for number in range(count)
)
for unit in units:
    unit.path = path_of(unit.pk, parent_path=branch.path)
Unit.objects.bulk_update(units, ["path"])
halls = Premises.objects.bulk_create(Premises(unit=unit) for unit in units)
services = Service.objects.bulk_create(Service(premises=hall, prefix="A", name="业务办理") for hall in halls)
day = today_in(halls[0], now)
counters = Counter.objects.bulk_create(
    Counter(premises=hall, name=str(number + 1)) for hall in halls for number in range(COUNTERS)
)
clerks = Person.objects.bulk_create(
    Person(staff_number=f"B{number:05d}", name="林晓", password="!") for number in range(len(counters))
)
CounterSession.objects.bulk_create(
    CounterSession(counter=counter, staff=clerk, business_day=day, opened_at=now)
    for counter, clerk in zip(counters, clerks, strict=True)
)


def visit(service: Service, number: int) -> Visit:
    """The first ones have ended, some of them late; the others wait since less than the limit."""
    is_over = number <= ENDED
    arrived = now - dt.timedelta(minutes=5)
    ended = {"state": VisitState.ENDED, "outcome": Outcome.SERVED, "ended_at": now, "wait_seconds": number * 6}
    return Visit(
        premises_id=service.premises_id,
        business_day=day,
        prefix="A",
        number=number,
        service=service,
        origin=Origin.KIOSK,
        arrived_at=arrived,
        queued_at=arrived,
        **(ended if is_over else {}),
    )


for service in services:
    Visit.objects.bulk_create(visit(service, number) for number in range(1, ENDED + WAITING + 1))
tell({"halls": count, "waiting": count * WAITING, "ended": count * ENDED})
