"""A day that the hall of the world counted by hand, and a visit of it that is over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from halls.intake.services import Figures, enter_total
from halls.premises.models import Premises
from halls.queue.models import Visit
from org.models import Person

Things = dict[str, Any]
_HALL: dict[str, Callable[[Any], Any]] = {"code": lambda world: world.hall.code}
_TOTAL: dict[str, Callable[[Any], Any]] = {"pk": lambda world: world.things["day_total"].pk}
ARGUMENTS: dict[str, dict[str, Callable[[Any], Any]]] = {
    "visit": {"pk": lambda world: world.things["past_visit"].pk},
    **dict.fromkeys(["day_total_new", "api_visits_past", "api_day_total_new"], _HALL),
    **dict.fromkeys(["day_total", "day_total_correct", "day_total_withdraw"], _TOTAL),
    **dict.fromkeys(["api_day_total_correct", "api_day_total_withdraw"], _TOTAL),
}


def add_intake(
    things: Things, premises: Premises, people: dict[str, Person], mark: Callable[[str], str], now: dt.datetime
) -> None:
    """After the visits of other subjects: one of them is looked at as it was."""
    things["past_visit"] = Visit.objects.filter(premises=premises, state="ended").order_by("pk").first()
    things["day_total"] = enter_total(
        premises=premises,
        business_day=dt.date(2011, 1, 10),
        channel="queue",
        service=None,
        figures=Figures(240, over_limit=31),
        reason=mark("取号机故障，全天人工计数"),
        by=next(iter(people.values())),
        now=now,
    )
