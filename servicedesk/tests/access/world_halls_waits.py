"""Waits of the hall of the world in January 2011, so that its analysis has something in every part."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from halls.premises.models import Premises
from halls.waiting.tests.factories import visits

_PERIOD: dict[str, Callable[[Any], Any]] = {"period": lambda world: "2011-01"}
_HALL: dict[str, Callable[[Any], Any]] = {"code": lambda world: world.hall.code}
ARGUMENTS: dict[str, dict[str, Callable[[Any], Any]]] = {
    **dict.fromkeys(["waits_period", "waits_pairs", "api_hall_waits"], _PERIOD),
    "hall_waits": _HALL,
    "hall_waits_period": _HALL | _PERIOD,
}


def add_waits(premises: Premises) -> None:
    """Three mornings: some waited long, one left."""
    for day in (3, 4, 5):
        visits(premises, [60, 300, 900], day=dt.date(2011, 1, day), at=dt.time(9, day))
        visits(premises, [1_500], day=dt.date(2011, 1, day), at=dt.time(10), prefix="B", outcome="left")
