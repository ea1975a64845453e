"""Corrective actions as their list shows them, and what they changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from improvement.actions import rules
from improvement.actions.choices import ActionState, Show
from improvement.actions.models import Action, ActionQuerySet
from improvement.actions.registry import Effect, Origin, origin_of
from improvement.actions.rules import Standing, standing_of
from org.access.choices import Right
from org.units.models import Unit, UnitQuerySet, below_any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from org.people.models import Person

SIZES = (25, 50, 100)


@dataclass(frozen=True)
class ActionLine:
    """An action in a list, with how it stands today."""

    action: Action
    standing: Standing


@dataclass(frozen=True)
class ActionPage:
    """A page of actions, due first; `next` is the key that the following page begins after."""

    lines: list[ActionLine]
    size: int
    previous: str
    next: str
    sizes: tuple[int, ...] = SIZES


def matching(person: Person, said: Mapping[str, Any], *, today: dt.date) -> ActionQuerySet:
    """What `person` may see of the actions that `said` asks for: `show`, `unit`, `owner`, `overdue`, `origin`."""
    rows = Action.objects.visible_to(person)
    show = Show(said.get("show") or Show.ALIVE)
    if show == Show.ALIVE:
        rows = rows.open()
    elif show == Show.MINE:
        rows = rows.open().filter(owner=person)
    elif show == Show.OVERDUE:
        rows = rows.filter(state=ActionState.OPEN, due_on__lt=today)
    elif show != Show.EVERY:
        rows = rows.filter(state=show.value)
    if unit := said.get("unit"):
        rows = rows.filter(below_any("unit_path", [unit.path]))
    if origin := said.get("origin"):
        label, _colon, pk = origin.partition(":")
        rows = rows.of(label, int(pk))
    return rows.select_related("unit", "owner")


def page_of(rows: ActionQuerySet, *, size: int, after: str = "", today: dt.date) -> ActionPage:
    """The `size` actions after the key in the address, due first; a key that was tampered with begins anew."""
    key = _key_from(after)
    if key is not None:
        day, pk = key
        rows = rows.filter(Q(due_on__gt=day) | Q(due_on=day, pk__gt=pk))
    found = list(rows.order_by("due_on", "pk")[: size + 1])
    more, found = len(found) > size, found[:size]
    lines = [ActionLine(action, standing_of(action.state, action.due_on, today=today)) for action in found]
    return ActionPage(lines, size, "", f"{found[-1].due_on}~{found[-1].pk}" if more else "")


def _key_from(words: str) -> tuple[dt.date, int] | None:
    day, _sign, pk = words.partition("~")
    try:
        return dt.date.fromisoformat(day), int(pk[:18])
    except ValueError:
        return None


def mine(person: Person) -> ActionQuerySet:
    """Open actions that `person` owns, due first."""
    return Action.objects.filter(owner=person, state=ActionState.OPEN).order_by("due_on", "pk")


def verifiable(person: Person) -> ActionQuerySet:
    """Those reported as done that `person` may verify: in reach, neither owned nor done by the person."""
    paths = person.paths_for(Right.ACTION_VERIFY)
    waiting = Action.objects.filter(below_any("unit_path", paths), state=ActionState.DONE)
    return waiting.exclude(owner=person).exclude(done_by=person).order_by("due_on", "pk")


def may_open_from(person: Person, declared: Origin, origin: Any) -> bool:
    """Whether the person may open an action from the thing: at its unit, or from beside it for units of their own."""
    at_its_unit = person.may(Right.ACTION_EDIT, at=declared.facts(origin).unit)
    return at_its_unit or (person.may(Right.ACTION_EDIT) and declared.joins(person, origin))


def units_to_open_at(person: Person) -> UnitQuerySet:
    """Units where `person` may open actions, each before the ones below it."""
    return Unit.objects.filter(below_any("path", person.paths_for(Right.ACTION_EDIT))).order_by("path")


def effect_of(action: Action, *, now: dt.datetime) -> Effect | None:
    """How often the same happened before and after; None while nothing is done, or where nobody counts it."""
    declared = origin_of(action.origin_label)
    if action.done_at is None or declared is None:
        return None
    return declared.effect(action, rules.EFFECT_DAYS, now)
