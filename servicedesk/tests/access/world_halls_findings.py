"""What was found about the hall's waits in a month, with two causes; the figures are set down as a row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from halls.findings.models import WaitFinding, WaitFindingCause
from halls.premises.models import Premises
from org.models import Person
from org.people.choices import Role

A_DAY = dt.datetime(2011, 2, 3, 3, 0, tzinfo=dt.UTC)


def add_findings(things: dict[str, Any], hall: Premises, people: dict[str, Person], mark: Callable[[str], str]) -> None:
    finding = WaitFinding.objects.create(
        premises=hall,
        month=201012,
        tickets=13261,
        overtime=4181,
        share_limit=Decimal(10),
        worst=[["10:00–10:30", 900, 512]],
        words=mark("早高峰集中"),
        made_at=A_DAY,
        made_by=people[Role.HALL_MANAGER],
    )
    for cause in ("between_times", "slow_it"):
        WaitFindingCause.objects.create(finding=finding, cause=cause, note=mark("十点半前后"))
    things["wait_finding"] = finding


_FINDING: dict[str, Callable[[Any], Any]] = {"pk": lambda world: world.things["wait_finding"].pk}

ARGUMENTS: dict[str, dict[str, Callable[[Any], Any]]] = {
    **dict.fromkeys([f"{door}wait_finding{act}" for door in ("", "api_") for act in ("", "_edit")], _FINDING),
    "wait_finding_new": {"code": lambda world: world.hall.code, "period": lambda world: "2011-01"},
}
