"""An act on many tickets that the service manager has tried and not yet confirmed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from complaints.bulk.registry import act_of
from complaints.bulk.services import ask_bulk
from complaints.models import Complaint
from org.models import Person
from org.people.choices import Role


def add_bulk(
    things: dict[str, Any], complaint: Complaint, people: dict[str, Person], mark: Callable[[str], str]
) -> None:
    """Puts the act among `things`: a note for one ticket, and a number that there is not."""
    act = act_of("note")
    assert act is not None
    things["bulk"] = ask_bulk(
        act=act,
        values={"text": mark("七月套餐统一口径")},
        numbers=[complaint.number, "C201101-99999"],
        by=people[Role.SERVICE_MANAGER],
        now=timezone.now(),
    )


_BULK: dict[str, Callable[[Any], Any]] = {"pk": lambda world: world.things["bulk"].pk}

ARGUMENTS: dict[str, dict[str, Callable[[Any], Any]]] = dict.fromkeys(
    (
        *("bulk_act", "bulk_run", "bulk_undo"),
        *("api_bulk_act", "api_bulk_rows", "api_bulk_run", "api_bulk_undo"),
    ),
    _BULK,
)
