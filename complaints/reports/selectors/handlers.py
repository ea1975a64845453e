"""Tables by the teams that handle tickets, and by each handler."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from complaints.reports.rules.table import Cell, Row
from complaints.reports.selectors.asked import Asked
from complaints.tickets import rules
from org.people.models import Person, Posting
from org.units.models import Unit

Tally = TypeVar("Tally")
Cells = Callable[..., tuple[Cell, ...]]

HANDLERS_MOST = 100


def _served(handlers: Iterable[int], asked: Asked) -> dict[int, set[int]]:
    """Units in which each of `handlers` serves today, by unit id."""
    day = asked.now.astimezone(rules.BRANCH_TIME).date()
    postings = Posting.objects.in_force(on=day).filter(person__in=handlers).order_by()
    found: dict[int, set[int]] = {}
    for person, unit in postings.values_list("person_id", "unit_id"):
        found.setdefault(unit, set()).add(person)
    return found


def team_rows(by_handler: Mapping[int | None, Any], asked: Asked, cells: Cells) -> tuple[Row, ...]:
    """One row a unit whose people handle some of the tickets; who serves at two stands in both."""
    members = _served([pk for pk in by_handler if pk is not None], asked)
    units = Unit.objects.filter(pk__in=members).in_tree_order()
    rows = []
    for unit in units:
        first, *others = [by_handler[pk] for pk in sorted(members[unit.pk])]
        rows.append(Row(unit.name, cells(sum(others, first), team=unit.code), unit.code))
    return tuple(rows)


def handler_rows(
    by_handler: Mapping[int | None, Any], asked: Asked, cells: Cells, *, size: Callable[[Any], int]
) -> tuple[Row, ...]:
    """One row a handler, the one with most first, and those without a handler last."""
    people = Person.objects.only("name", "staff_number").in_bulk([pk for pk in by_handler if pk is not None])
    order = sorted(people.values(), key=lambda one: (-size(by_handler[one.pk]), one.staff_number))[:HANDLERS_MOST]
    rows = [Row(one.name, cells(by_handler[one.pk], handler=one.staff_number), one.staff_number) for one in order]
    if None in by_handler:
        rows.append(Row(_("Without a handler"), cells(by_handler[None], handler="none")))
    return tuple(rows)


def handler_notes(by_handler: Mapping[int | None, Any]) -> tuple[str, ...]:
    if len(by_handler) <= HANDLERS_MOST:
        return ()
    return (_("The first %(most)s handlers are shown.") % {"most": HANDLERS_MOST},)


def who_handles() -> str:
    """How tables by team and handler are counted."""
    return _("By the handler a ticket has now; a team is the unit where the handler serves today.")
