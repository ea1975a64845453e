"""What the live board and the set-up of the world's hall show: a number that waits, a machine, a rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from halls.premises.choices import DeviceKind
from halls.premises.models import HallRule, Premises
from halls.premises.services import add_device, set_rule
from halls.queue.choices import Origin
from halls.queue.services import take_number
from org.models import Person
from org.people.choices import Role


def add_board(
    things: dict[str, Any],
    premises: Premises,
    people: dict[str, Person],
    mark: Callable[[str], str],
    *,
    now: dt.datetime,
) -> None:
    """Puts the number and the machine among `things`."""
    by = people[Role.SERVICE_MANAGER]
    if not HallRule.objects.exists():
        set_rule(
            unit=premises.unit,
            valid_from=dt.date(2011, 1, 1),
            wait_minutes=10,
            share_limit=Decimal(10),
            recalls=2,
            places_back=3,
            put_back_most=1,
            note=mark("按省公司通知"),
            by=by,
            now=now,
        )
    service = premises.services.order_by("prefix").first()
    assert service is not None
    said = {"premises": premises, "service": service, "origin": Origin.RECEPTION, "note": mark("携带婴儿")}
    things["waiting_visit"] = take_number(by=by, now=now, **said)
    things["device"], _code = add_device(
        premises=premises, kind=DeviceKind.KIOSK, name=mark("入口左侧")[:40], by=by, now=now
    )


_HALL: dict[str, Callable[[Any], Any]] = {"code": lambda world: world.hall.code}
_VISIT: dict[str, Callable[[Any], Any]] = {"pk": lambda world: world.things["waiting_visit"].pk}
_DEVICE: dict[str, Callable[[Any], Any]] = {"pk": lambda world: world.things["device"].pk}
_SERVICE: dict[str, Callable[[Any], Any]] = {"prefix": lambda world: world.things["waiting_visit"].prefix}
_COUNTER: dict[str, Callable[[Any], Any]] = {"pk": lambda world: world.things["premises"].counters.earliest("pk").pk}
_SETUP = ("hall_new", "hall_setup", "hall_edit", "hall_rules")
DOORS = ("", "api_")
_LISTS = tuple(f"api_hall{what}" for what in ("", "_live", "_rules", "_services", "_counters", "_machines"))
_NEW = ("hall_service_new", "hall_counter_new", "hall_device_new", "visit_new")

ARGUMENTS: dict[str, dict[str, Callable[[Any], Any]]] = {
    **dict.fromkeys(["hall", "hall_live", *_SETUP, *_NEW, *_LISTS], _HALL),
    **dict.fromkeys(["visit_ticket", "visit_redirect", "visit_remove", "api_visit_redirect"], _HALL | _VISIT),
    **dict.fromkeys([f"{door}hall_device_{act}" for door in DOORS for act in ("code", "revoke")], _HALL | _DEVICE),
    **dict.fromkeys([f"{door}hall_service" for door in DOORS], _HALL | _SERVICE),
    **dict.fromkeys([f"{door}hall_counter" for door in DOORS], _HALL | _COUNTER),
}
