"""A plan as a sheet, beside what happened on a day of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.exports.registry import Column, listing
from core.refusals import Refusal
from core.ui.rules import half_up
from halls.desks.rules import slot_words
from halls.staffing.models import PlannedHalf, StaffingPlan
from halls.staffing.rules import Happened
from halls.staffing.selectors import halves_of, happened_on, latest_like
from org.access.choices import Right

if TYPE_CHECKING:
    from org.people.models import Person


class NoSuchPlan(Refusal):
    """The address names no plan within reach, or no day."""


@dataclass(frozen=True)
class Row:
    plan: StaffingPlan
    half: PlannedHalf
    day: dt.date | None
    one: Happened


def _rows(person: Person, params: Mapping[str, str]) -> list[Row]:
    key = params.get("plan", "")
    plans = StaffingPlan.objects.visible_to(person).select_related("premises__unit")
    plan = plans.filter(pk=int(key)).first() if key.isascii() and key.isdigit() and len(key) < 18 else None
    if plan is None:
        raise NoSuchPlan(_("There is no such plan."))
    now = timezone.now()
    day = _day(params.get("day", "")) or latest_like(plan, before=timezone.localdate(now))
    happened = happened_on(plan.premises, day=day, now=now) if day else {}
    return [Row(plan, half, day, happened.get(half.slot, Happened())) for half in halves_of(plan)]


def _day(words: str) -> dt.date | None:
    if not words:
        return None
    try:
        return dt.date.fromisoformat(words)
    except ValueError:
        raise NoSuchPlan(_("A day is written like 2011-01-17.")) from None


COLUMNS = [
    Column(_("Hall"), lambda row: row.plan.premises.unit.name, width=22),
    Column(_("Half-hour"), lambda row: slot_words(row.half.slot)),
    Column(_("Arrivals expected"), lambda row: row.half.arrivals),
    Column(_("Seats for the goal"), lambda row: row.half.by_goal),
    Column(_("Seats for the band"), lambda row: row.half.by_band),
    Column(_("Seats planned"), lambda row: row.half.seats),
    Column(_("Day compared"), lambda row: row.day),
    Column(_("Arrivals"), lambda row: row.one.arrivals if row.day else None),
    Column(_("Counters open"), lambda row: half_up(row.one.open_counters, 2) if row.day else None),
    Column(_("Over the limit"), lambda row: row.one.over if row.one.measured else None),
    Column(_("Tickets measured"), lambda row: row.one.measured if row.day else None),
]

listing("staffing-plan", _("Seats per half-hour"), Right.HALL_VIEW, columns=COLUMNS, rows=_rows)
