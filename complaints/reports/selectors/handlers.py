"""Tables by the teams that handle tickets, and by each handler."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from complaints.reports.rules.table import Cell, Row
from complaints.reports.selectors.asked import Asked
from complaints.tickets import rules
from org.access.choices import Right
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
    """One row a handler, the one with most first, and those without a handler last.

    Who may not see people at the unit reads staff numbers (rule book 11.5).
    """
    handlers = [pk for pk in by_handler if pk is not None]
    numbers = dict(Person.objects.filter(pk__in=handlers).order_by().values_list("pk", "staff_number"))
    names = _names(handlers, asked)
    order = sorted(numbers, key=lambda pk: (-size(by_handler[pk]), numbers[pk]))[:HANDLERS_MOST]
    rows = [Row(names.get(pk) or numbers[pk], cells(by_handler[pk], handler=numbers[pk]), numbers[pk]) for pk in order]
    if None in by_handler:
        rows.append(Row(_("Without a handler"), cells(by_handler[None], handler="none")))
    return tuple(rows)


def _may_name(asked: Asked) -> bool:
    return asked.reader.may(Right.PERSON_VIEW, at=asked.unit)


def _names(handlers: Iterable[int], asked: Asked) -> dict[int, str]:
    """Names of those whom the reader may see; of nobody for who may not see the people of the report's unit."""
    if not _may_name(asked):
        return {}
    seen = Person.objects.visible_to(asked.reader).filter(pk__in=list(handlers)).order_by()
    return dict(seen.values_list("pk", "name"))


def handler_notes(by_handler: Mapping[int | None, Any], asked: Asked) -> tuple[str, ...]:
    notes = []
    if len(by_handler) > HANDLERS_MOST:
        notes.append(_("The first %(most)s handlers are shown.") % {"most": HANDLERS_MOST})
    if any(pk is not None for pk in by_handler) and not _may_name(asked):
        notes.append(_("You read staff numbers here: names are for those who may see the people of the unit."))
    return tuple(notes)


def who_handles() -> str:
    """How tables by team and handler are counted."""
    return _("By the handler a ticket has now; a team is the unit where the handler serves today.")
