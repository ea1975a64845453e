"""A view of the worklist that the service manager keeps and shares with the own unit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from complaints.worklist.saved.services import NAME_MOST, keep_view
from org.models import Person, Unit
from org.people.choices import Role


def add_views(things: dict[str, Any], _hall: Unit, people: dict[str, Person], mark: Callable[[str], str]) -> None:
    owner = people[Role.SERVICE_MANAGER]
    things["saved_view"] = keep_view(
        name=mark("C级未结")[:NAME_MOST],
        filters={"grade": "C", "state": "open"},
        sort="due",
        columns=["number", "subject", "handler", "due", "customer"],
        unit=owner.current_postings[0].unit,
        by=owner,
        now=timezone.now(),
    )


_VIEW = {"pk": lambda world: world.things["saved_view"].pk}
ARGUMENTS: dict[str, dict[str, Callable[[Any], Any]]] = dict.fromkeys(
    ("saved_view_edit", "saved_view_renew", "saved_view_delete", "saved_view_first", "api_saved_view"), _VIEW
)
