"""The act that keeps a plan: what was worked out from which days, and the seats of each half-hour."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.audit.services import record
from core.refusals import Refusal
from halls.desks.rules import SLOTS
from halls.premises.selectors import rule_for
from halls.staffing.models import PlannedHalf, StaffingPlan
from halls.staffing.rules import Basis, Goal, Half, propose
from halls.staffing.selectors import basis_of

if TYPE_CHECKING:
    from halls.premises.models import Premises
    from org.people.models import Person

NOTE_MOST = 200
DAYS_LOOKED_AT_MOST = 366
SEATS_A_HALL_MOST = 200


class CannotPlan(Refusal):
    """There is nothing to plan from, or what is asked for cannot be."""


def goal_of(
    premises: Premises,
    *,
    on: dt.date,
    goal_share: Decimal | None,
    use_from: Decimal | None,
    use_until: Decimal | None,
    shrinkage: Decimal,
) -> Goal:
    """What was asked for, with the hall's own limit of that day. Raises CannotPlan."""
    if goal_share is not None and not 0 < goal_share < 100:
        raise CannotPlan(_("A share lies above 0 and below 100 per cent."), field="goal_share")
    if (use_from is None) != (use_until is None):
        raise CannotPlan(_("Give both ends of the band, or neither."), field="use_until")
    if use_from is not None and use_until is not None and not 0 < use_from < use_until <= 100:
        raise CannotPlan(
            _("The band begins above 0 and ends above where it begins, at most at 100."), field="use_until"
        )
    if not 0 <= shrinkage <= 90:
        raise CannotPlan(_("Shrinkage lies between 0 and 90 per cent."), field="shrinkage")
    rule = rule_for(premises.unit, on=on)
    return Goal(rule.wait_minutes if rule else None, goal_share, use_from, use_until, shrinkage)


def look_at(premises: Premises, *, weekday: int, looked_from: dt.date, looked_until: dt.date) -> Basis:
    """The days that a plan is made from. Raises CannotPlan."""
    if looked_until < looked_from:
        raise CannotPlan(_("The last day lies before the first."), field="looked_until")
    if (looked_until - looked_from).days > DAYS_LOOKED_AT_MOST:
        raise CannotPlan(_("Look at one year at most."), field="looked_from")
    return basis_of(premises, weekday=weekday, since=looked_from, until=looked_until)


@transaction.atomic
def save_plan(
    *,
    premises: Premises,
    day: dt.date,
    is_one_day: bool = False,
    looked_from: dt.date,
    looked_until: dt.date,
    goal_share: Decimal | None = None,
    use_from: Decimal | None = None,
    use_until: Decimal | None = None,
    shrinkage: Decimal = Decimal(0),
    seats: Mapping[int, int] | None = None,
    note: str = "",
    by: Person | None,
    now: dt.datetime,
) -> StaffingPlan:
    """Keep the plan for the weekday of `day` from then on, or for `day` alone. Raises CannotPlan.

    `seats` has half-hours (0 to 47) for which other numbers were decided than proposed; the rest is as proposed.
    """
    wish = {"goal_share": goal_share, "use_from": use_from, "use_until": use_until, "shrinkage": shrinkage}
    goal = goal_of(premises, on=day, **wish)  # type: ignore[arg-type]
    basis = look_at(premises, weekday=day.weekday(), looked_from=looked_from, looked_until=looked_until)
    decided = dict(seats or {})
    halves = _proposed(basis, goal, decided)
    plan = StaffingPlan.objects.create(  # type: ignore[misc]
        premises=premises,
        weekday=day.weekday(),
        valid_from=day,
        is_one_day=is_one_day,
        looked_from=looked_from,
        looked_until=looked_until,
        days_counted=basis.days,
        visits_counted=basis.visits,
        handling_seconds=basis.handling_seconds or 0,
        wait_minutes=goal.wait_minutes,
        note=note.strip()[:NOTE_MOST],
        made_at=now,
        made_by=by,
        **wish,
    )
    PlannedHalf.objects.bulk_create(_planned(plan, half, decided) for half in halves)
    data = {"valid_from": day.isoformat(), "is_one_day": is_one_day, "plan": plan.pk, "days_counted": basis.days}
    record("staffing_plan.saved", by=by, now=now, about=premises, data=data)
    return plan


def _proposed(basis: Basis, goal: Goal, decided: Mapping[int, int]) -> list[Half]:
    """The half-hours to keep. Raises CannotPlan where there is nothing to propose from, or nothing to propose by."""
    halves = propose(basis, goal)
    if not halves:
        words = _("Nobody was served on such a weekday in these days: there is nothing to plan from.")
        raise CannotPlan(words, field="looked_from")
    if not (goal.has_goal or goal.has_band or decided):
        words = _(
            "Set a share to be served within the limit, or a band of utilisation: without either nothing is proposed."
        )
        raise CannotPlan(words, field="goal_share")
    if any(not 0 <= slot < SLOTS or not 0 <= number <= SEATS_A_HALL_MOST for slot, number in decided.items()):
        raise CannotPlan(_("A half-hour has between 0 and 200 seats."))
    # Somebody may want a counter open before the first customer ever came: what was decided is kept as it is.
    quiet = decided.keys() - {half.slot for half in halves}
    return sorted([*halves, *(Half.quiet(slot, decided[slot]) for slot in quiet)], key=lambda half: half.slot)


def _planned(plan: StaffingPlan, half: Half, decided: Mapping[int, int]) -> PlannedHalf:
    return PlannedHalf(
        plan=plan,
        slot=half.slot,
        arrivals=Decimal(str(round(half.arrivals, 2))),
        by_goal=half.by_goal,
        by_band=half.by_band.fewest if half.by_band else None,
        seats=decided.get(half.slot, half.seats),
    )
