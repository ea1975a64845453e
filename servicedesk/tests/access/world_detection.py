"""An open batch in the world with one ticket, an entry of the class B list, and an entry that may be false."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from complaints.batches.services import add_ticket, open_batch, plan_batch
from complaints.detection.choices import Suspicion
from complaints.detection.models import FalseEntry
from complaints.gates.services import list_customer
from complaints.tests.factories import a_complaint
from org.models import Person, Unit
from org.people.choices import Role

A_DAY = dt.datetime(2011, 1, 18, 5, 0, tzinfo=dt.UTC)


def add_detection(things: dict[str, Any], hall: Unit, people: dict[str, Person], mark: Callable[[str], str]) -> None:
    """Puts the batch, its ticket and both entries among `things`; the list's reviewer is the service manager."""
    by: dict[str, Any] = {"by": people[Role.MARKET_MANAGER], "now": A_DAY}
    said = {"customer_name": mark("钱女士"), "phone": "13805710066"}
    complaint = a_complaint(at=hall, subject=mark("短信群发扣费"), text=mark("收到多条扣费短信"), **said, **by)
    batch = open_batch(title=mark("群发短信"), unit=hall, why=mark("同一活动引起"), **by)
    add_ticket(batch=batch, complaint=complaint, **by)
    plan_batch(batch=batch, plan=mark("统一退费并短信致歉"), **by)
    now = timezone.now()
    things["difficult"] = list_customer(
        phone="13805710066",
        unit=hall,
        purpose=mark("统一答复口径"),
        reviewer=people[Role.SERVICE_MANAGER],
        expires_on=timezone.localdate(now) + dt.timedelta(days=90),
        by=by["by"],
        now=now,
    )
    things["false_entry"] = FalseEntry.objects.create(
        complaint=complaint,
        unit_path=complaint.unit_path,
        suspicion=Suspicion.EDITED_AFTER,
        found_at=A_DAY,
        about=people[Role.HANDLER],
    )
    things |= {"batch": batch, "batch_ticket": complaint}


_BATCH: dict[str, Callable[[Any], Any]] = {"number": lambda world: world.things["batch"].number}
_MEMBER = _BATCH | {"ticket": lambda world: world.things["batch_ticket"].number}
_NUMBER: dict[str, Callable[[Any], Any]] = {"number": lambda world: world.things["batch_ticket"].number}
_DIFFICULT: dict[str, Callable[[Any], Any]] = {"pk": lambda world: world.things["difficult"].pk}
_FALSE: dict[str, Callable[[Any], Any]] = {"pk": lambda world: world.things["false_entry"].pk}
_ACTS = ("accept", "reject", "plan", "add")

ARGUMENTS: dict[str, dict[str, Callable[[Any], Any]]] = {
    **dict.fromkeys(
        [
            *("batch", "api_batch", "api_batch_take_out", "api_batch_answer"),
            *(f"{door}_{act}" for door in ("batch", "api_batch") for act in _ACTS),
        ],
        _BATCH,
    ),
    **dict.fromkeys(("batch_take_out", "batch_answer"), _MEMBER),
    **dict.fromkeys(("dissatisfied_new", "demand_refuse", "api_dissatisfied_new", "api_demand_refuse"), _NUMBER),
    **dict.fromkeys(("difficult_review", "difficult_end", "api_difficult_review", "api_difficult_end"), _DIFFICULT),
    **dict.fromkeys(("false_entry_review", "api_false_entry_review"), _FALSE),
}
