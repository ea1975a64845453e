"""The acts: what is asked of agents, and taking over the days of a sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit.services import record
from core.refusals import Refusal
from halls.agents.models import AgentDay, AgentGoal

if TYPE_CHECKING:
    from org.people.models import Person
    from org.units.models import Unit

WORDING_MOST = 200
REASON_MOST = 200
FACTS = ("unit_id", "calls", "talk_seconds", "duty_seconds", "after_call_seconds", "transfers", "solved")
"""What a sheet says of a day; told again otherwise, the day is changed."""

_KEPT = ("unit", "calls", "talk_seconds", "duty_seconds", "after_call_seconds", "transfers", "solved")


class CannotSetGoal(Refusal):
    """What is asked is not something that can be reached or measured."""


@transaction.atomic
def set_goal(
    *,
    unit: Unit,
    valid_from: dt.date,
    talk_from: Decimal,
    talk_until: Decimal,
    calls_a_day: int,
    minutes_a_call: Decimal,
    wording: str,
    reason: str = "",
    by: Person | None,
    now: dt.datetime,
) -> AgentGoal:
    """Say from a day on what is asked of the agents at and below a unit, with its source. Raises CannotSetGoal.

    A day that is over, or one of which something is said already, takes a reason: people have been judged by what
    stood there. What stood there stays on the trail.
    """
    words, why = wording.strip()[:WORDING_MOST], reason.strip()[:REASON_MOST]
    if not 0 < talk_from < talk_until <= 100:
        raise CannotSetGoal(
            _("The band begins above 0 and ends above where it begins, at most at 100."), field="talk_until"
        )
    if calls_a_day < 1 or minutes_a_call <= 0:
        raise CannotSetGoal(_("Ask for a call a day at least, and for some time a call."), field="calls_a_day")
    if not words:
        raise CannotSetGoal(_("Say where this is written."), field="wording")
    former = AgentGoal.objects.select_for_update(of=("self",)).filter(unit=unit, valid_from=valid_from).first()
    if former is not None and not why:
        raise CannotSetGoal(_("Something is asked from this day on already. Say why it changes."), field="reason")
    if valid_from < timezone.localdate(now) and not why:
        raise CannotSetGoal(_("This changes days that are over. Say why."), field="reason")
    said = {
        "talk_from": talk_from,
        "talk_until": talk_until,
        "calls_a_day": calls_a_day,
        "minutes_a_call": minutes_a_call,
        "wording": words,
        "made_at": now,
        "made_by": by,
    }
    goal, _made = AgentGoal.objects.update_or_create(unit=unit, valid_from=valid_from, defaults=said)
    data = {
        "valid_from": valid_from.isoformat(),
        "talk_from": f"{talk_from:f}",
        "talk_until": f"{talk_until:f}",
        "calls_a_day": calls_a_day,
        "minutes_a_call": f"{minutes_a_call:f}",
        "wording": words,
    }
    if why:
        data["reason"] = why
    if former is not None:
        data["former"] = _words(former)
    record("agent_goal.set", by=by, now=now, about=unit, data=data)
    return goal


def _words(goal: AgentGoal) -> str:
    """What was asked, as the trail keeps it."""
    return f"{goal.talk_from:f}-{goal.talk_until:f} %, {goal.calls_a_day}, {goal.minutes_a_call:f} min: {goal.wording}"


@transaction.atomic
def put_days(rows: Iterable[AgentDay]) -> None:
    """Put days over what stands there, by agent and day: a sheet sent twice, or two at once, makes one row a day."""
    AgentDay.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["agent", "day"],
        update_fields=[*_KEPT, "import_run", "import_row", "entered_at"],
    )
