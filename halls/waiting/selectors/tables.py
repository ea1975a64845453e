"""The waits of halls and a period, broken down by one thing, in the order a reader expects."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from halls.premises.models import Premises, Service
from halls.waiting.choices import By
from halls.waiting.rules import NOTHING, Tally
from halls.waiting.selectors.counting import DAY, HALF_HOUR, HALL, SERVICE
from halls.waiting.selectors.reading import by_one

if TYPE_CHECKING:
    from halls.waiting.selectors.asked import Asked


@dataclass(frozen=True)
class Line:
    """`key` is what the line is about: a hall, a pair of prefix and name, a half-hour, a weekday, a day.

    None stands for totals by hand, which do not say. `ranks` are the waits in seconds at PERCENTS, where they are
    asked for; `service` is the id of a service of one hall.
    """

    key: Any
    tally: Tally
    ranks: tuple[int, ...] | None = None
    service: int | None = None


def lines(asked: Asked, by: By) -> list[Line]:
    """Percentiles do not add up: they are given of halls, and of the services and days of one hall."""
    return _TABLES[by](asked)


def _halls(asked: Asked) -> list[Line]:
    tallies, ranks = by_one(asked.waits.by(HALL)), asked.percentiles(HALL)
    return [Line(hall, tallies.get(hall.pk, NOTHING), ranks.get((hall.pk,))) for hall in asked.halls]


def _services(asked: Asked) -> list[Line]:
    tallies = by_one(asked.waits.by(SERVICE))
    known = Service.objects.in_bulk([pk for pk in tallies if pk is not None])
    alone = len(asked.halls) == 1
    ranks = asked.percentiles(SERVICE) if alone else {}
    found: dict[Any, Line] = {}
    for pk, one in tallies.items():
        key = (known[pk].prefix, known[pk].name) if pk is not None else None
        before = found[key].tally if key in found else NOTHING
        found[key] = Line(key, before + one, ranks.get((pk,)), pk if alone else None)
    return sorted(found.values(), key=lambda line: (line.key is None, line.key or ()))


def _half_hours(asked: Asked) -> list[Line]:
    return _sorted(by_one(asked.waits.by(HALF_HOUR)))


def _weekdays(asked: Asked) -> list[Line]:
    return _sorted(by_one(asked.waits.by(DAY), dt.date.weekday))


def _days(asked: Asked) -> list[Line]:
    ranks = asked.percentiles(DAY) if len(asked.halls) == 1 else {}
    return _sorted(by_one(asked.waits.by(DAY)), ranks)


def _sorted(tallies: dict[Any, Tally], ranks: dict[Any, tuple[int, ...]] | None = None) -> list[Line]:
    keys = sorted(tallies, key=lambda key: (key is None, key or 0) if not isinstance(key, dt.date) else (False, key))
    return [Line(key, tallies[key], (ranks or {}).get((key,))) for key in keys]


_TABLES: dict[By, Callable[[Asked], list[Line]]] = {
    By.HALL: _halls,
    By.SERVICE: _services,
    By.HALF_HOUR: _half_hours,
    By.WEEKDAY: _weekdays,
    By.DAY: _days,
}


def week(asked: Asked) -> dict[tuple[int, int], Tally]:
    """The map of a week: tallies by half-hour and weekday (Monday is 0), without totals by hand."""
    found: dict[tuple[int, int], Tally] = defaultdict(lambda: NOTHING)
    for (day, place), one in asked.waits.by(DAY, HALF_HOUR).items():
        if place is not None:
            found[place, day.weekday()] += one
    return dict(found)


def siblings(hall: Premises, halls: list[Premises]) -> tuple[list[Premises], list[Premises]]:
    """Other halls of the same bureau, and those of the bureaus beside it; how far it is to walk is not known."""
    others = [one for one in halls if one.pk != hall.pk]
    same = [one for one in others if one.unit.parent_id == hall.unit.parent_id]
    above = hall.unit.parent.parent_id if hall.unit.parent else None
    beside = [
        one
        for one in others
        if one not in same and above is not None and one.unit.parent and one.unit.parent.parent_id == above
    ]
    return same, beside
