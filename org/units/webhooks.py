"""Where in our tree an endpoint of another system may stand, told to core. Imported when the app is ready."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.webhooks.registry import Places, declare_places
from org.units.models import Unit
from org.units.rules import chain, depth, unit_id

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from org.people.models import Person


def _offered(person: Person, right: str) -> list[tuple[str, str]]:
    """Units with codes, indented as they stand in the tree."""
    units = Unit.objects.where(person, right).in_tree_order()
    return [(unit.code, "\u3000" * depth(unit.path) + f"{unit.name} · {unit.code}") for unit in units]


def _codes(person: Person, right: str) -> QuerySet[Unit, Any]:
    return Unit.objects.where(person, right).values("code")


def _above(path: str) -> QuerySet[Unit, Any]:
    """By the ids in the path: a thing keeps the chain it was entered under, though a unit was moved since."""
    return Unit.objects.filter(pk__in=[unit_id(step) for step in chain(path)]).values("code")


def _name(code: str) -> str:
    return Unit.objects.filter(code=code).values_list("name", flat=True).first() or code


declare_places(Places(offered=_offered, codes=_codes, above=_above, name=_name))
