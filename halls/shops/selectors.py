"""Who may be sent, what holds on a day, and what is where in a round."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING

from halls.checks.choices import CheckKind
from halls.checks.models import Answer, CheckTemplate
from halls.shops.models import ShopRound, ShopRule, ShopVisit
from org.people.choices import Role
from org.people.models import Person, Posting
from org.units.choices import UnitKind
from org.units.models import Unit
from org.units.rules import chain, unit_id

if TYPE_CHECKING:
    from django.db.models import QuerySet


def rule_at(unit: Unit, *, on: dt.date) -> ShopRule | None:
    """The rule in force that day, of the unit or the nearest one above; None while nobody has set one."""
    keys = [unit_id(step) for step in chain(unit.path)]
    rows = ShopRule.objects.filter(unit__in=keys, valid_from__lte=on).order_by("valid_from")
    newest = {row.unit_id: row for row in rows}
    return next((newest[key] for key in reversed(keys) if key in newest), None)


def rules_of(unit: Unit) -> QuerySet[ShopRule]:
    return ShopRule.objects.filter(unit=unit).select_related("made_by").order_by("-valid_from")


def sheets_at(unit: Unit) -> QuerySet[CheckTemplate]:
    """Published sheets for mystery shoppers that hold at the unit."""
    rows = CheckTemplate.objects.holding_at(unit).filter(kind=CheckKind.MYSTERY, versions__published_at__isnull=False)
    return rows.distinct().order_by("name")


def halls_in(unit: Unit, *, on: dt.date) -> QuerySet[Unit]:
    return Unit.objects.at_or_below(unit).filter(kind=UnitKind.HALL).active(on=on).in_tree_order()


def shoppers_for(unit: Unit, *, on: dt.date) -> list[Person]:
    """Shoppers posted at the unit or above it. One who is posted in a hall is known there, and so is nobody's."""
    keys = [unit_id(step) for step in chain(unit.path)]
    posted = Posting.objects.in_force(on=on).filter(unit__in=keys, role=Role.MYSTERY_SHOPPER)
    return list(Person.objects.filter(pk__in=posted.values("person"), is_active=True).order_by("staff_number"))


def visits_of(one: ShopRound) -> list[ShopVisit]:
    return list(one.visits.select_related("hall", "shopper", "run", "appeal").order_by("hall__path", "pk"))  # type: ignore[attr-defined]


def coverage_of(visits: list[ShopVisit]) -> Counter[tuple[str, str]]:
    """How many visits are planned for each part of the day, busy and quiet."""
    return Counter((one.day_part, one.crowd) for one in visits)


def notices_for(person: Person) -> list[ShopRound]:
    """What the staff of one's halls were told, newest first: the words and their day, never the round itself."""
    halls = Unit.objects.where(person, "check_view")
    keys = {unit_id(step) for path in halls.values_list("path", flat=True) for step in chain(path)}
    rows = ShopRound.objects.filter(unit__in=keys, notice_on__isnull=False)
    return list(rows.exclude(state="cancelled").only("notice_on", "notice_words").order_by("-notice_on", "-pk")[:3])


def findings_of(visit: ShopVisit) -> list[Answer]:
    return list(Answer.objects.findings().filter(run=visit.run_id).order_by("position"))
