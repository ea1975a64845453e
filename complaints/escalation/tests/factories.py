"""A branch with its chain, and plans that climb by time."""

from __future__ import annotations

from typing import Any

from complaints.escalation.choices import Counted, Line, Trigger
from complaints.escalation.models import EscalationPlan, Rung
from complaints.escalation.services import plan_in_force
from complaints.tests.factories import A_MONDAY
from org.models import Person, Unit
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

BRANCH_CHAIN = (
    Role.SERVICE_MANAGER,
    Role.MARKET_MANAGER,
    Role.DEPUTY_GENERAL_MANAGER,
    Role.GENERAL_OFFICE,
)


def a_chain(*roles: Role) -> tuple[Unit, dict[Role, Person]]:
    """A branch with one person in each of `roles` (those of the branch's line)."""
    branch = a_unit()
    return branch, {role: a_person(role, at=branch, name=str(role)) for role in roles or BRANCH_CHAIN}


def a_rung_by_time(line: Line = Line.BRANCH, **more: Any) -> Rung:
    """In the plan in force: the service manager hears four hours before a ticket is due."""
    said = {
        "level": 2,
        "trigger": Trigger.TIME,
        "counted": Counted.BEFORE_DUE,
        "offset_minutes": 240,
        "roles": [Role.SERVICE_MANAGER.value],
    }
    return Rung.objects.create(plan=plan_in_force(line, now=A_MONDAY), **(said | more))


def columns_of(rung: Rung, **changed: Any) -> dict[str, Any]:
    names = ("level", "trigger", "occasion", "counted", "offset_minutes", "grades", "roles", "liaison_form", "urgent")
    return {name: getattr(rung, name) for name in names} | changed


def live(line: Line = Line.BRANCH) -> EscalationPlan:
    return plan_in_force(line, now=A_MONDAY)
