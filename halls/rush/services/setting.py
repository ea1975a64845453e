"""What opens emergencies, and the plan of what is then done: set by who sets halls up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.tickets.rules import cleaned_within
from core.audit.services import record
from core.refusals import Refusal
from core.versions import ChangedMeanwhile, as_read
from halls.rush import rules
from halls.rush.choices import StepKind
from halls.rush.models import PlanStep, RushPlan, RushRule

if TYPE_CHECKING:
    from org.people.models import Person
    from org.units.models import Unit


class CannotSetRush(Refusal):
    """What was asked for cannot be set."""


@dataclass(frozen=True)
class Wanted:
    """What opens, ends and escalates an emergency; None switches a condition off."""

    share_tickets: int | None = None
    queue_length: int | None = None
    longest_minutes: int | None = None
    calm_minutes: int | None = None
    escalate_minutes: int | None = None


@transaction.atomic
def set_rush_rule(
    *, unit: Unit, valid_from: dt.date, wanted: Wanted, note: str = "", by: Person, now: dt.datetime
) -> RushRule:
    """What holds at the unit and below from a day on; what was said before stays as it was said.

    Raises CannotSetRush, TextTooLong.
    """
    said = cleaned_within(note, most=rules.WORDS_MOST, field="note")
    if valid_from < timezone.localdate(now):
        raise CannotSetRush(_("A rule opens emergencies from today on."), field="valid_from")
    rule = RushRule.objects.create(
        unit=unit, valid_from=valid_from, note=said, made_at=now, made_by=by, **asdict(wanted)
    )
    data = {"valid_from": valid_from.isoformat(), "note": said, **asdict(wanted)}
    record("emergency.rule_set", by=by, now=now, about=unit, data=data)
    return rule


@transaction.atomic
def save_plan(
    *, unit: Unit, steps: Sequence[tuple[str, str]], version: int | None, by: Person, now: dt.datetime
) -> RushPlan:
    """The unit's own steps in order, each a kind and words. `version` None makes the first plan of the unit.

    Emergencies that are open keep the steps they began with. Raises CannotSetRush, ChangedMeanwhile, TextTooLong.
    """
    wanted = _checked(steps)
    plan = RushPlan.objects.filter(unit=unit).first()
    plan = _renewed(plan, version, by=by, now=now) if plan else _first(unit, version, by=by, now=now)
    plan.steps.all().delete()
    PlanStep.objects.bulk_create(
        PlanStep(plan=plan, position=place, kind=kind, words=words)
        for place, (kind, words) in enumerate(wanted, start=1)
    )
    data = {"steps": [kind for kind, _words in wanted], "words": [words for _kind, words in wanted if words]}
    record("emergency.plan_saved", by=by, now=now, about=unit, data=data)
    return plan


def _first(unit: Unit, version: int | None, *, by: Person, now: dt.datetime) -> RushPlan:
    if version is not None:
        raise ChangedMeanwhile(None)
    try:
        with transaction.atomic():
            return RushPlan.objects.create(unit=unit, changed_at=now, changed_by=by)
    except IntegrityError:
        raise ChangedMeanwhile(RushPlan.objects.get(unit=unit)) from None


def _renewed(plan: RushPlan, version: int | None, *, by: Person, now: dt.datetime) -> RushPlan:
    columns = {"version": plan.version + 1, "changed_at": now, "changed_by": by}
    if version is None or not as_read(plan, version).update(**columns):
        raise ChangedMeanwhile(plan)
    for name, value in columns.items():
        setattr(plan, name, value)
    return plan


def _checked(steps: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    if not steps:
        raise CannotSetRush(_("A plan has at least one step."))
    if len(steps) > rules.STEPS_MOST:
        raise CannotSetRush(_("A plan has at most %(most)d steps.") % {"most": rules.STEPS_MOST})
    found = []
    for kind, words in steps:
        said = cleaned_within(words, most=rules.WORDS_MOST, field="steps")
        if kind == StepKind.OTHER and not said:
            raise CannotSetRush(_("Say what is to be done where the step is something else."))
        found.append((StepKind(kind).value, said))
    if len(set(found)) < len(found):
        raise CannotSetRush(_("One step stands in the plan twice."))
    return found
