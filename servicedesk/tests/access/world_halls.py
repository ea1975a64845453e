"""The hall of the world with a queue: two services, three counters, a number that waits and one that is served."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from halls.premises.models import Counter, Premises, Service
from org.models import Person, Unit
from org.units.services import set_opening_hours
from servicedesk.tests.access import (
    world_halls_board,
    world_halls_books,
    world_halls_checks,
    world_halls_console,
    world_halls_crossing,
    world_halls_desks,
    world_halls_findings,
    world_halls_intake,
    world_halls_rosters,
    world_halls_rush,
    world_halls_shops,
    world_halls_spottests,
    world_halls_stationing,
    world_halls_waits,
)

A_DAY = dt.datetime(2011, 1, 17, 1, 0, tzinfo=dt.UTC)
"""Nine in the morning of a Monday, by the hall's clock."""

Things = dict[str, Any]
Marker = Callable[[str], str]


def add_halls(things: Things, hall: Unit, people: dict[str, Person], mark: Marker = str) -> None:
    """Puts the premises among `things`, then what each subject adds in a room of its own (world_halls_*.py)."""
    premises = Premises.objects.create(unit=hall)
    hours = {day: [(dt.time(8), dt.time(18))] for day in range(7)}
    set_opening_hours(unit=hall, hours=hours, by=None, now=A_DAY)
    Service.objects.create(premises=premises, prefix="A", name=mark("业务办理")[:40], position=1)
    Service.objects.create(premises=premises, prefix="B", name=mark("缴费")[:40], position=2)
    for number in ("1", "2", "3"):
        Counter.objects.create(premises=premises, name=number)
    things["premises"] = premises
    world_halls_checks.add_checks(things, hall, people, mark)
    world_halls_books.add_books(things, hall, people, mark)
    world_halls_crossing.add_crossing(things, hall, people, mark)
    world_halls_board.add_board(things, premises, people, mark, now=A_DAY)
    world_halls_console.add_console(things, premises, people, now=A_DAY)
    world_halls_rush.add_rush(things, premises, people, mark)
    world_halls_findings.add_findings(things, premises, people, mark)
    world_halls_waits.add_waits(premises)
    world_halls_intake.add_intake(things, premises, people, mark, now=A_DAY)
    world_halls_stationing.add_stationing(things, hall, people, mark)
    world_halls_desks.add_desks(things, premises, people, mark)
    world_halls_spottests.add_spottests(things, hall, people, mark)
    world_halls_shops.add_shops(things, hall, people, mark)
    world_halls_rosters.add_rosters(things, premises, people, mark)


ARGUMENTS: dict[str, dict[str, Callable[[Any], Any]]] = {
    **world_halls_board.ARGUMENTS,
    **world_halls_books.ARGUMENTS,
    **world_halls_checks.ARGUMENTS,
    **world_halls_console.ARGUMENTS,
    **world_halls_crossing.ARGUMENTS,
    **world_halls_intake.ARGUMENTS,
    **world_halls_rush.ARGUMENTS,
    **world_halls_findings.ARGUMENTS,
    **world_halls_waits.ARGUMENTS,
    **world_halls_stationing.ARGUMENTS,
    **world_halls_desks.ARGUMENTS,
    **world_halls_spottests.ARGUMENTS,
    **world_halls_shops.ARGUMENTS,
    **world_halls_rosters.ARGUMENTS,
}
