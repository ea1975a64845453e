"""When the daily book of the world's hall is due: before a meeting at half past eight."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from halls.book.services import set_book_rule
from org.models import Person, Unit
from org.people.choices import Role

A_DAY = dt.datetime(2011, 1, 17, 1, 0, tzinfo=dt.UTC)


def add_books(things: dict[str, Any], hall: Unit, people: dict[str, Person], mark: Callable[[str], str] = str) -> None:
    """The sheet is that of the book that the hall's manager is filling in (world_halls_checks)."""
    set_book_rule(
        unit=hall,
        valid_from=A_DAY.date(),
        template=things["check_going"].template,
        meeting_at=dt.time(8, 30),
        missing_at=dt.time(9),
        note=mark("年初会议"),
        by=people[Role.SERVICE_MANAGER],
        now=A_DAY,
    )


_HALL: dict[str, Callable[[Any], Any]] = {"code": lambda world: world.hall.code}

ARGUMENTS: dict[str, dict[str, Callable[[Any], Any]]] = dict.fromkeys(
    ["hall_books", "book_rule", "morning", "api_hall_books", "api_morning"], _HALL
)
