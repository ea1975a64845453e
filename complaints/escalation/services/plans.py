"""Plans as rows: the source's first drafts, a copy that is worked on, and its publication."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from complaints.escalation.choices import Line, Trigger
from complaints.escalation.models import EscalationPlan, Rung
from complaints.escalation.rules import FIRST, LAST, first_draft
from complaints.escalation.selectors import live_plan
from core.audit.services import record
from core.jobs.services import enqueue
from core.refusals import Refusal
from core.versions import change_as_read

if TYPE_CHECKING:
    from org.people.models import Person

REPLAN = "escalation.replan"
SOURCE = "S0 1.13"
COPIED = ("level", "trigger", "occasion", "counted", "offset_minutes", "grades", "roles", "liaison_form", "urgent")


class CannotChangePlan(Refusal):
    """The plan was published; only a copy of it can be changed."""


class CannotPublish(Refusal):
    pass


def plan_in_force(line: Line, *, now: dt.datetime) -> EscalationPlan:
    """The line's plan; on the first need of one, the source's own (an alarm must not wait for a form)."""
    return live_plan(line) or _plant(line, by=None, now=now)


@transaction.atomic
def plant_plans(*, by: Person | None, now: dt.datetime) -> int:
    """Put the source's plans in force on the lines that have none; gives how many. Run again, it adds nothing."""
    missing = [line for line in Line if live_plan(line) is None]
    for line in missing:
        _plant(line, by=by, now=now)
    return len(missing)


def _plant(line: Line, *, by: Person | None, now: dt.datetime) -> EscalationPlan:
    try:
        with transaction.atomic():
            plan = EscalationPlan.objects.create(line=line, name=SOURCE, made_by=by, made_at=now, live_from=now)
            Rung.objects.bulk_create(Rung(plan=plan, **_columns(draft)) for draft in first_draft(line))
            record("escalation_plan.planted", by=by, now=now, about=plan, data={"line": line.value})
    except IntegrityError:
        return EscalationPlan.objects.live().get(line=line)
    return plan


def _columns(draft: Any) -> dict[str, Any]:
    return {
        "level": draft.level,
        "trigger": draft.trigger,
        "occasion": draft.occasion,
        "roles": [role.value for role in draft.roles],
        "liaison_form": draft.liaison_form,
        "urgent": draft.urgent,
    }


@transaction.atomic
def copy_plan(*, plan: EscalationPlan, name: str, by: Person | None, now: dt.datetime) -> EscalationPlan:
    """A copy to work on; nothing goes by it before it is published."""
    copied = EscalationPlan.objects.create(line=plan.line, name=name.strip(), made_by=by, made_at=now)
    Rung.objects.bulk_create(
        Rung(plan=copied, **{column: getattr(rung, column) for column in COPIED}) for rung in plan.rungs.all()
    )
    data = {"from": plan.name, "to": copied.name, "line": plan.line}
    record("escalation_plan.copied", by=by, now=now, about=copied, data=data)
    return copied


@transaction.atomic
def set_rung(
    *,
    plan: EscalationPlan,
    by: Person | None,
    now: dt.datetime,
    rung: Rung | None = None,
    version: int | None = None,
    **columns: Any,
) -> Rung:
    """Add a rung to a draft, or change one of its own; a change names the `version` that was read.

    Raises CannotChangePlan; ChangedMeanwhile where somebody else has changed or removed the rung since (C15).
    """
    _refuse_published(plan)
    kept = {column: columns[column] for column in COPIED}
    rung = change_as_read(rung, version=version, **kept) if rung else Rung.objects.create(plan=plan, **kept)
    record("escalation_plan.rung_set", by=by, now=now, about=plan, data=kept)
    return rung


@transaction.atomic
def remove_rung(*, rung: Rung, version: int, by: Person | None, now: dt.datetime) -> None:
    """Take a rung out of a draft as it was read, its `version` says. Raises CannotChangePlan, ChangedMeanwhile."""
    _refuse_published(rung.plan)
    change_as_read(rung, version=version)
    data = {"level": rung.level, "trigger": rung.trigger, "occasion": rung.occasion}
    record("escalation_plan.rung_removed", by=by, now=now, about=rung.plan, data=data)
    rung.delete()


@transaction.atomic
def discard_plan(*, plan: EscalationPlan, by: Person | None, now: dt.datetime) -> None:
    """Throw a draft away. Raises CannotChangePlan."""
    _refuse_published(plan)
    record("escalation_plan.discarded", by=by, now=now, about=plan, data={"name": plan.name, "line": plan.line})
    plan.delete()


@transaction.atomic
def publish_plan(*, plan: EscalationPlan, by: Person | None, now: dt.datetime) -> EscalationPlan:
    """Put a draft in force in place of the line's plan; open tickets follow it by a job. Raises CannotPublish.

    Each level needs somebody to be told by hand, else a ticket would stop half-way up.
    """
    by_hand = set(plan.rungs.filter(trigger=Trigger.HAND).values_list("level", flat=True))
    empty = [level for level in range(FIRST + 1, LAST + 1) if level not in by_hand]
    if empty:
        levels = "、".join(str(level) for level in empty)
        raise CannotPublish(_("Nobody is told by hand at level %(levels)s. Add that first.") % {"levels": levels})
    EscalationPlan.objects.live().filter(line=plan.line).update(live_until=now)
    try:
        with transaction.atomic():
            published = EscalationPlan.objects.drafts().filter(pk=plan.pk).update(live_from=now)
    except IntegrityError:
        published = 0
    if not published:
        raise CannotPublish(_("This plan has been published already, or another one just was."))
    plan.live_from = now
    record("escalation_plan.published", by=by, now=now, about=plan, data={"name": plan.name, "line": plan.line})
    enqueue(REPLAN, by=by, now=now, arguments={"line": plan.line}, key=f"{REPLAN}:{plan.pk}")
    return plan


def _refuse_published(plan: EscalationPlan) -> None:
    if not EscalationPlan.objects.drafts().filter(pk=plan.pk).select_for_update().exists():
        raise CannotChangePlan(_("A published plan is not changed. Work on a copy of it."))
