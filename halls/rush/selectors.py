"""How busy halls are at a moment, what they set for it, and which emergencies there are. One question for all halls."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, prefetch_related_objects
from django.utils import timezone

from halls.premises.models import HallRule, Premises
from halls.premises.rules import SHARE_LIMIT, business_day, is_open
from halls.premises.selectors import nearest_for, rules_for, windows_of
from halls.queue.models import Visit
from halls.queue.selectors import open_counters, waits_now
from halls.rush import rules
from halls.rush.choices import Silence, StepKind
from halls.rush.models import Emergency, EmergencyQuerySet, RushPlan, RushRule
from halls.rush.rules import Conditions, Measured

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from org.people.models import Person
    from org.units.models import Unit


@dataclass(frozen=True)
class HallNow:
    """A hall at a moment beside what it has set; `rule` and `limits` are None where nobody set any.

    `is_open`: whether its doors are, by its hours.
    """

    premises: Premises
    day: dt.date
    measured: Measured
    rule: RushRule | None
    limits: HallRule | None
    is_open: bool

    @property
    def conditions(self) -> Conditions | None:
        if self.rule is None:
            return None
        return Conditions(
            share_limit=self.limits.share_limit if self.limits else SHARE_LIMIT,
            share_tickets=self.rule.share_tickets,
            queue_length=self.rule.queue_length,
            longest_minutes=self.rule.longest_minutes,
        )

    @property
    def silence(self) -> Silence | None:
        """Why nothing opens by rule here, or why the share does not."""
        return rules.silence(self.conditions, limit_minutes=self.measured.limit_minutes)


def halls_now(halls: Iterable[Premises], *, now: dt.datetime) -> list[HallNow]:
    """Each of `halls` (with its unit at hand) as it is: their hours, then six questions for each day they have now."""
    at_hand = list(halls)
    prefetch_related_objects(at_hand, "unit__opening_hours")
    by_day: dict[dt.date, list[Premises]] = {}
    for hall in at_hand:
        by_day.setdefault(business_day(now, hall.time_zone), []).append(hall)
    return [one for day, those in by_day.items() for one in _on(day, those, now=now)]


def hall_now(premises: Premises, *, now: dt.datetime) -> HallNow:
    return halls_now([premises], now=now)[0]


def _on(day: dt.date, halls: Sequence[Premises], *, now: dt.datetime) -> list[HallNow]:
    units = [hall.unit for hall in halls]
    limits, rush = rules_for(units, on=day), rush_rules_for(units, on=day)
    today = Visit.objects.filter(premises__in=halls, business_day=day)
    waits, seats = waits_now(halls, now=now), open_counters(halls)
    tickets = dict(today.order_by().values_list("premises").annotate(count=Count("*")))
    found = []
    for hall in halls:
        rule, mine = limits.get(hall.unit_id), waits[hall.pk]
        still = [seconds for seconds in mine if seconds is not None]
        minutes = rule.wait_minutes if rule else None
        over = sum(one > minutes * 60 for one in still) if minutes else None
        measured = Measured(
            len(mine), max(still, default=0), over, minutes, tickets.get(hall.pk, 0), seats.get(hall.pk, 0)
        )
        serves = is_open(windows_of(hall), now, hall.time_zone)
        found.append(HallNow(hall, day, measured, rush.get(hall.unit_id), rule, serves))
    return found


def rush_rules_for(units: Iterable[Unit], *, on: dt.date) -> dict[int, RushRule]:
    """By unit, the rule in force that day: its own, else of the nearest unit above that has any."""
    rows = RushRule.objects.filter(valid_from__lte=on).select_related("unit")
    return nearest_for(rows.order_by("valid_from", "pk"), units)


def plan_for(unit: Unit) -> RushPlan | None:
    """The unit's own plan, else that of the nearest unit above that has one."""
    return nearest_for(RushPlan.objects.select_related("unit", "changed_by"), [unit]).get(unit.pk)


def steps_of(plan: RushPlan | None) -> list[tuple[str, str]]:
    """Kind and words of each step in order; what is proposed where nobody set a plan."""
    if plan is None:
        return [(StepKind(kind).value, "") for kind in rules.PROPOSED]
    return list(plan.steps.values_list("kind", "words"))


def open_emergency(premises: Premises) -> Emergency | None:
    """The one that is open at a hall."""
    return Emergency.objects.open().filter(premises=premises).first()


def emergencies_on(premises: Premises, day: dt.date) -> EmergencyQuerySet:
    """Those of a hall's day in the order they opened: for the page of the next morning."""
    return Emergency.objects.filter(premises=premises).on(day).order_by("opened_at", "pk")


def reviewable(person: Person, *, now: dt.datetime) -> EmergencyQuerySet:
    """What the person is asked to look back on: halls led by the person, ended before today."""
    led = Premises.objects.where(person, "queue_lead").values("pk")
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return Emergency.objects.filter(premises__in=led).to_be_reviewed(before=midnight)
