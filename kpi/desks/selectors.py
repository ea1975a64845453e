"""What the indicators of halls and the hotline are computed from, of every unit of a tree at once."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import Count, Q, Sum

from halls.agents.models import AgentDay
from halls.desks.selectors import day_uses
from halls.desks.spans import month_span
from halls.premises.models import Premises
from kpi.desks.rules import DeskInputs
from org.units.rules import chain

if TYPE_CHECKING:
    from core.periods.rules import Month
    from org.units.models import Unit


def desk_inputs(top: Unit, month: Month, *, now: dt.datetime) -> dict[str, DeskInputs]:
    """By path of a unit at or below `top`: its own sums and those of all below it; six questions."""
    sums: dict[str, DeskInputs] = {}

    def add(path: str, found: DeskInputs) -> None:
        for above in chain(path):
            sums[above] = sums.get(above, DeskInputs()) + found

    halls = dict(Premises.objects.at_or_below(top).values_list("pk", "unit__path"))
    for (hall, _day), use in day_uses(list(halls), month_span(month), now=now).items():
        if use.open:
            add(halls[hall], DeskInputs(serving=use.busy, open=use.open))
    days = AgentDay.objects.at_or_below(top).within(month.first_day, month.last_day).order_by()
    on_duty = Count("pk", filter=Q(duty_seconds__gt=0))
    rows = days.values_list("unit__path").annotate(
        talk=Sum("talk_seconds"), duty=Sum("duty_seconds"), answered=Sum("calls"), agent_days=on_duty
    )
    for path, talk, duty, answered, agent_days in rows:
        add(path, DeskInputs(talk=talk, duty=duty, calls=answered, agent_days=agent_days))
    return sums
