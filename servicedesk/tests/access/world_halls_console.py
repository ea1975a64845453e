"""The counters of the world's hall: somebody sits at the second one, a number is called there, one waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from halls.premises.models import Premises
from halls.queue.choices import Origin
from halls.queue.services import call_this, open_session, take_number
from org.models import Person
from org.people.choices import Role

PRESSES = (
    *("sit", "call_next", "call", "recall", "start", "hold", "resume", "left", "transfer"),
    *("add_service", "no_show", "finish", "pause", "go_on", "sign_off"),
)


def add_console(things: dict[str, Any], premises: Premises, people: dict[str, Person], *, now: dt.datetime) -> None:
    """Puts a number that waits among `things`; the hall manager serves another one."""
    service = premises.services.get(prefix="B")
    called, things["queued_visit"] = (
        take_number(premises=premises, service=service, origin=Origin.KIOSK, now=now) for _number in range(2)
    )
    session = open_session(counter=premises.counters.get(name="2"), by=people[Role.HALL_MANAGER], now=now)
    call_this(visit=called, session=session, now=now)


_HALL: dict[str, Callable[[Any], Any]] = {"code": lambda world: world.hall.code}
_VISIT: dict[str, Callable[[Any], Any]] = {"pk": lambda world: world.things["queued_visit"].pk}

ARGUMENTS: dict[str, dict[str, Callable[[Any], Any]]] = {
    **dict.fromkeys(["console", "console_live", "api_console", "api_visits"], _HALL),
    **dict.fromkeys([f"{door}_{press}" for door in ("console", "api_console") for press in PRESSES], _HALL),
    **dict.fromkeys(["api_visit_leave", "api_visit_remove"], _HALL | _VISIT),
}
