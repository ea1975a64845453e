"""A branch with everything in it once, one person a role, and a twin branch beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.utils import timezone

from complaints.models import Complaint
from complaints.tests.factories import a_complaint
from org.models import Person, Unit
from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from org.units.choices import UnitKind
from servicedesk.tests.access.table import ELSEWHERE


@dataclass
class World:
    branch: Unit
    hall: Unit
    people: dict[str, Person]
    complaint: Complaint
    things: dict[str, Any] = field(default_factory=dict)


def build_world() -> World:
    company = a_unit("公司", kind=UnitKind.COMPANY)
    branch = a_unit("富阳分公司", under=company)
    hall = a_unit("桂花西路营业厅", kind=UnitKind.HALL, under=branch)
    other = a_unit("临安分公司", under=company)
    people = {role.value: a_person(role, at=branch, name=role.label) for role in Role}
    people[ELSEWHERE] = a_person(Role.SERVICE_MANAGER, at=other)
    complaint = a_complaint(unit=hall)
    return World(branch, hall, people, complaint, {"now": timezone.now()})


def arguments(name: str, world: World) -> dict[str, Any]:
    """What stands in the address of `name`: always a thing of the branch, never of its twin."""
    return {key: value(world) for key, value in ARGUMENTS.get(name, {}).items()}


ARGUMENTS: dict[str, dict[str, Any]] = {}


def fingerprint() -> dict[str, int]:
    """Rows of every table of ours but the traces that refusals themselves leave."""
    traces = {"core.auditentry"}
    return {
        model._meta.label_lower: model.objects.count()
        for app in ("core", "org", "complaints", "kpi")
        for model in apps.get_app_config(app).get_models()
        if model._meta.label_lower not in traces
    }
