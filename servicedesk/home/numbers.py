"""The numbers at the top of "My work": how much there is of what, each with the way to exactly that list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints.counters.choices import Number
from complaints.tickets.choices import Due, Grade, State
from complaints.tickets.selectors import worklist_address
from core.ui.choices import Status
from org.access.choices import Right
from org.models import Person

LISTS: Mapping[Number, dict[str, str]] = {
    Number.OPEN: {"state": State.OPEN},
    Number.FREE: {"state": State.OPEN, "handler": "none"},
    Number.GRAVE: {"state": State.OPEN, "grade": Grade.C},
    Number.LATE: {"overdue": "1"},
    Number.TODAY: {"due": Due.TODAY},
    Number.SOON: {"due": Due.SOON},
    Number.MINE: {"state": State.OPEN, "handler": "me"},
    Number.MINE_LATE: {"overdue": "1", "handler": "me"},
    Number.MINE_TODAY: {"due": Due.TODAY, "handler": "me"},
}
"""The filters of the list that each number is the length of."""

NAMES: Mapping[Number, Promise] = {
    Number.OPEN: _("Open tickets"),
    Number.FREE: _("Without a handler"),
    Number.GRAVE: _("Open, grade C"),
    Number.LATE: _("Late"),
    Number.TODAY: _("Still due today"),
    Number.MINE: _("Mine, open"),
    Number.MINE_LATE: _("Mine, late"),
    Number.MINE_TODAY: _("Mine, still due today"),
}
_PRESSING = {Number.LATE: Status.LATE, Number.MINE_LATE: Status.LATE}
_SOON = {Number.TODAY, Number.MINE_TODAY, Number.FREE}


@dataclass(frozen=True)
class Tile:
    """A number, what it counts, how pressing it is, and the list that is this long."""

    code: str
    number: int
    name: Promise
    url: str
    status: str


def address_of(number: Number) -> str:
    """The worklist with exactly what `number` counts."""
    return worklist_address(**LISTS[number])


def tiles(person: Person, counted: Mapping[Number, int]) -> list[Tile]:
    """One's own first, for those who have any; then those of one's units. Nothing for who sees no complaints."""
    if not person.may(Right.COMPLAINT_VIEW):
        return []
    shown = [Number.MINE, Number.MINE_LATE, Number.MINE_TODAY] if counted[Number.MINE] else []
    shown += [Number.OPEN, Number.LATE, Number.TODAY]
    shown += [Number.FREE] if person.may(Right.COMPLAINT_EDIT) else []
    shown += [Number.GRAVE]
    return [_tile(number, counted[number]) for number in shown]


def _tile(number: Number, amount: int) -> Tile:
    pressing = _PRESSING.get(number, Status.SOON if number in _SOON else Status.ONTIME)
    return Tile(
        number.value, amount, NAMES[number], f"{address_of(number)}&sort=due", pressing if amount else Status.DONE
    )
