"""A round that is told, in which the branch's inspector looks at the hall of the world."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from halls.checks.choices import CheckKind
from halls.checks.models import CheckTemplate
from halls.crossing.choices import RoundState
from halls.crossing.models import CrossInspector, CrossPair, CrossRound
from org.models import Person, Unit
from org.people.choices import Role

A_DAY = dt.datetime(2011, 1, 17, 1, 0, tzinfo=dt.UTC)


def add_crossing(
    things: dict[str, Any], hall: Unit, people: dict[str, Person], mark: Callable[[str], str] = str
) -> None:
    """Puts the round and its pair among `things`."""
    branch, inspector = hall.parent, people[Role.INSPECTOR]
    assert branch is not None
    sheet = CheckTemplate.objects.create(unit=branch, kind=CheckKind.CROSS, name=mark("区县互查"), made_at=A_DAY)
    one = CrossRound.objects.create(
        unit=branch,
        template=sheet,
        name=mark("一季度互查"),
        opens_on=A_DAY.date(),
        due_on=A_DAY.date() + dt.timedelta(days=30),
        state=RoundState.TOLD,
        told_at=A_DAY,
        seed=5,
        drawn_why=mark("人员请假"),
        made_at=A_DAY,
        made_by=people[Role.SERVICE_MANAGER],
    )
    CrossInspector.objects.create(round_of=one, person=inspector, home=branch)
    things["cross_round"] = one
    things["cross_pair"] = CrossPair.objects.create(
        round_of=one, hall=hall, person=inspector, home=branch, changed_why=mark("病假")
    )


_ROUND: dict[str, Callable[[Any], Any]] = {"pk": lambda world: world.things["cross_round"].pk}
_PAIR = _ROUND | {"pair": lambda world: world.things["cross_pair"].pk}
_ACTS = ("cross_round_draw", "cross_round_tell", "cross_round_cancel")
_PERIOD: dict[str, Callable[[Any], Any]] = {"period": lambda world: "2011-01"}
_KIND: dict[str, Callable[[Any], Any]] = {"kind": lambda world: CheckKind.CROSS.value}
ARGUMENTS: dict[str, dict[str, Callable[[Any], Any]]] = {
    "api_hall_losses": _PERIOD,
    "losses_latest": _KIND,
    **dict.fromkeys(["losses_period", "losses_found"], _KIND | _PERIOD),
    "cross_round_new": {"code": lambda world: world.branch.code},
    **dict.fromkeys(["cross_round", "api_cross_round", *_ACTS, *(f"api_{act}" for act in _ACTS)], _ROUND),
    **dict.fromkeys(
        ["cross_pair_change", "cross_pair_inspect", "api_cross_pair_change", "api_cross_pair_inspect"], _PAIR
    ),
}
