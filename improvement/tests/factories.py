"""Corrective actions for tests, from an origin that tests declare: a unit stands for what went wrong."""

from __future__ import annotations

import datetime as dt
from typing import Any

from improvement.actions.choices import ActionAct
from improvement.actions.models import Action
from improvement.actions.registry import Effect, Origin, OriginFacts, origin
from improvement.actions.services import open_action
from org.people.choices import Role
from org.people.models import Person
from org.tests.factories import a_person
from org.units.models import Unit

LABEL = "org.unit"
NOW = dt.datetime(2026, 11, 2, 9, 30, tzinfo=dt.UTC)
TODAY = NOW.date()

followed: list[tuple[str, ActionAct]] = []
"""What the origin of the tests was told."""


def _visible(person: Person, pk: int) -> Unit | None:
    return Unit.objects.visible_to(person).filter(pk=pk).first()


def _facts(unit: Unit) -> OriginFacts:
    return OriginFacts(words=unit.name, address=f"/units/{unit.code}/", unit=unit, cause="强制加入")


def _follow(action: Action, act: ActionAct, *, by: Any, now: dt.datetime) -> None:
    followed.append((action.number, act))


def _effect(action: Action, days: int, now: dt.datetime) -> Effect:
    return Effect(words="强制加入", before=12, after=5, days=days, passed=45)


TEST_ORIGIN = Origin(LABEL, "营业厅", visible=_visible, facts=_facts, follower=_follow, effect=_effect)


def an_action(
    unit: Unit, *, owner: Person | None = None, by: Person | None = None, now: dt.datetime = NOW, **more: Any
) -> Action:
    """An open action of `unit`, due in a week, whose owner is a hall manager there."""
    origin(TEST_ORIGIN)
    said = {"cause": "强制加入", "measure": "办理前由班长复核客户签字", "due_on": now.date() + dt.timedelta(days=7)}
    return open_action(
        origin_label=LABEL,
        origin=unit,
        unit=unit,
        owner=owner or a_person(Role.HALL_MANAGER, at=unit, name="陈琳"),
        by=by or a_person(Role.SERVICE_MANAGER, at=unit, name="王敏"),
        now=now,
        **(said | more),
    )
