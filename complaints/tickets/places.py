"""Units as tickets remember them: named in an address by the path on which they then stood.

A code says where a unit hangs today; the path `1.4.12` says where it hung when a ticket was
received, which is what a report of then counted. A place outside one's units exists only as far
as a ticket that one may see names it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.tickets.models import Complaint
from core.refusals import Refusal
from org.access.choices import Right
from org.units.models import Unit, below_any
from org.units.rules import STEP_WIDTH, chain, is_at_or_below, path_of, unit_id

if TYPE_CHECKING:
    from org.people.models import Person

BETWEEN = ","
MOST_PLACES = 300
_PATH = re.compile(r"\d{1,6}(?:\.\d{1,6}){0,19}", re.ASCII)
UNIT_PATH, ERROR_PATH = "unit_path", "error_path"


class NoSuchPlace(Refusal):
    """A path that leads to nothing the person may see."""

    def __init__(self, words: str) -> None:
        super().__init__(_("There is no unit “%(code)s” here.") % {"code": words})


@dataclass(frozen=True)
class Place:
    """A unit where it stood then, with its name of today."""

    path: str
    name: str

    def __str__(self) -> str:
        return self.name


def path_words(path: str) -> str:
    """`000001/000004/` as an address says it: `1.4`."""
    return ".".join(str(unit_id(step)) for step in chain(path))


def path_from(words: str) -> str:
    """`1.4` as `000001/000004/`. Raises NoSuchPlace for anything else."""
    if not _PATH.fullmatch(words):
        raise NoSuchPlace(words)
    path = ""
    for step in words.split("."):
        path = path_of(int(step), parent_path=path)
    return path


def places_of(person: Person, words: str, *, field: str) -> tuple[Place, ...]:
    """The places that an address names, parted by commas; `field` is the path of tickets that it is about.

    Two queries, and one for each unit that hangs elsewhere today. Raises NoSuchPlace.
    """
    asked = words.split(BETWEEN)
    if len(asked) > MOST_PLACES:
        raise NoSuchPlace(asked[MOST_PLACES])
    paths = [path_from(one) for one in asked]
    units = Unit.objects.in_bulk({unit_id(path) for path in paths})
    scope = person.paths_for(Right.COMPLAINT_VIEW)
    found = []
    for one, path in zip(asked, paths, strict=True):
        unit = units.get(unit_id(path))
        if unit is None or not _is_known(person, unit, path, field=field, scope=scope):
            raise NoSuchPlace(one)
        found.append(Place(path, unit.name))
    return tuple(found)


def names_error_of(person: Person, path: str, *, below: bool = False) -> bool:
    """Whether a ticket that `person` may see names an error of the unit at `path` itself, or `below` it."""
    condition = below_any(ERROR_PATH, [path]) if below else Q(error_path=path)
    return Complaint.objects.visible_to(person).exclude(error_side="").filter(condition).exists()


def _is_known(person: Person, unit: Unit, path: str, *, field: str, scope: list[str]) -> bool:
    inside = any(is_at_or_below(path, top) for top in scope)
    if inside and unit.path == path:
        return True
    if field == ERROR_PATH:
        return names_error_of(person, path, below=inside)
    return inside and Complaint.objects.visible_to(person).filter(below_any(UNIT_PATH, [path])).exists()


LONGEST = MOST_PLACES * STEP_WIDTH * 2
"""Of a list of places in an address, in signs."""
