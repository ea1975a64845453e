"""What a hall offers and is measured by, at a moment."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from django.db import models

from halls.premises import rules
from halls.premises.models import HallRule, Premises, Service
from halls.premises.rules import Window
from org.units.rules import chain, unit_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from org.units.models import Unit

Placed = TypeVar("Placed", bound=models.Model)
"""Something that holds at its unit and below: a rule, a plan."""


def windows_of(premises: Premises) -> list[Window]:
    """When the hall is open, by its unit's opening hours."""
    return [Window(one.weekday, one.opens, one.closes) for one in premises.unit.opening_hours.all()]


def closing_moment(premises: Premises, day: dt.date) -> dt.datetime | None:
    """When the hall closed that day, by its hours; None if it has none."""
    ends = [window.closes for window in windows_of(premises) if window.weekday == day.weekday()]
    if not ends:
        return None
    return dt.datetime.combine(day, max(ends), tzinfo=ZoneInfo(premises.time_zone))


def waits_until(premises: Premises, day: dt.date, *, now: dt.datetime) -> dt.datetime:
    """Up to which moment a wait of that day lasts: nobody is called after the doors closed, so it grows no more."""
    return min(now, closing_moment(premises, day) or now)


def is_offered(service: Service, premises: Premises, *, now: dt.datetime) -> bool:
    """Whether numbers are given for a service at a moment: the hall is open, and the service in its own hours."""
    here = rules.local(now, premises.time_zone)
    if not rules.is_open(windows_of(premises), now, premises.time_zone):
        return False
    return service.opens_at is None or service.opens_at <= here.time() < service.closes_at  # type: ignore[operator]


def rule_for(unit: Unit, *, on: dt.date) -> HallRule | None:
    """The rule in force that day: of the unit itself, else of the nearest one above that has any."""
    return rules_for([unit], on=on).get(unit.pk)


def rules_for(units: Iterable[Unit], *, on: dt.date) -> dict[int, HallRule]:
    """By unit; one without a rule of its own or above it is left out. One question however many units.

    Of several for one day the last one made counts.
    """
    rows = HallRule.objects.filter(valid_from__lte=on).select_related("unit")
    return nearest_for(rows.order_by("valid_from", "pk"), units)


def nearest_for(rows: models.QuerySet[Placed], units: Iterable[Unit]) -> dict[int, Placed]:
    """By unit, the last of `rows` in their order that stands at the unit itself, else at the nearest one above.

    One question however many units; one with nothing at or above it is left out.
    """
    chains = {unit.pk: [unit_id(step) for step in chain(unit.path)] for unit in units}
    newest = {row.unit_id: row for row in rows.filter(unit__in={pk for keys in chains.values() for pk in keys})}  # type: ignore[attr-defined]
    found = {}
    for pk, keys in chains.items():
        nearest = next((key for key in reversed(keys) if key in newest), None)
        if nearest is not None:
            found[pk] = newest[nearest]
    return found


@dataclass(frozen=True)
class RuleLine:
    """A rule as it was said. `is_replaced` if a later word for the same day counts instead."""

    rule: HallRule
    is_replaced: bool


def rules_at(unit: Unit) -> list[RuleLine]:
    """Everything that was ever said at a unit, the newest day first and of one day the last word first."""
    lines: list[RuleLine] = []
    for rule in HallRule.objects.filter(unit=unit).select_related("made_by"):
        lines.append(RuleLine(rule, bool(lines) and lines[-1].rule.valid_from == rule.valid_from))
    return lines
