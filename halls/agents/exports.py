"""Agents' figures as a sheet: one row an agent and unit, or one a day, each with the sums it was worked out from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.exports.registry import Column, listing
from core.ui.rules import half_up
from halls.agents.choices import TALK_FORMULA
from halls.agents.models import AgentDay, AgentDayQuerySet
from halls.agents.presenter import standing_words
from halls.agents.rules import TALK_VERSION
from halls.agents.selectors import AgentLine, DayLine, agent_lines, day_lines, latest_day
from halls.desks.spans import Span, asked_span
from org.access.choices import Right
from org.units.asked import asked_unit

if TYPE_CHECKING:
    from decimal import Decimal

    from org.people.models import Person


def _asked(person: Person, params: Mapping[str, str]) -> tuple[AgentDayQuerySet, Span]:
    days = AgentDay.objects.visible_to(person)
    if code := params.get("unit", ""):
        days = days.at_or_below(asked_unit(person, code, Right.INDICATOR_VIEW))
    if number := params.get("agent", ""):
        days = days.filter(agent__staff_number=number)
    return days, asked_span(params, usual=latest_day(days) or timezone.localdate())


def _agents(person: Person, params: Mapping[str, str]) -> list[AgentLine]:
    return agent_lines(*_asked(person, params))


def _days(person: Person, params: Mapping[str, str]) -> list[DayLine]:
    return day_lines(*_asked(person, params))


def _per_cent(ratio: Decimal | None) -> Decimal | None:
    return None if ratio is None else half_up(ratio * 100, 2)


def _standing(row: Any) -> str:
    return standing_words(row.standing) if row.standing else ""


FIGURES = [
    Column(_("Agent-days"), lambda row: row.worked.days),
    Column(_("Calls answered"), lambda row: row.worked.calls),
    Column(_("Talk, seconds"), lambda row: row.worked.talk),
    Column(_("On duty, seconds"), lambda row: row.worked.duty),
    Column(_("After call, seconds"), lambda row: row.worked.after_call),
    Column(_("To the expert line"), lambda row: row.worked.transfers),
    Column(_("Solved"), lambda row: row.worked.solved),
    Column(_("Talk utilisation, %"), lambda row: _per_cent(row.worked.talk_share)),
    Column(_("Against the band"), _standing),
    Column(_("Wording of the source"), lambda row: row.asked.wording, width=40),
    Column(_("Formula"), lambda _row: f"{TALK_FORMULA} ({TALK_VERSION})", width=40),
]

listing(
    "agents",
    _("Agents of the hotline"),
    Right.INDICATOR_VIEW,
    columns=[
        Column(_("Staff number"), lambda row: row.agent.staff_number),
        Column(_("Agent"), lambda row: row.agent.name),
        Column(_("Unit"), lambda row: row.unit.name, width=18),
        *FIGURES,
        Column(_("Days over 100 %"), lambda row: row.worked.over_days),
    ],
    rows=_agents,
)
listing(
    "agent-days",
    _("Agent-days of the hotline"),
    Right.INDICATOR_VIEW,
    columns=[
        Column(_("Day"), lambda row: row.row.day),
        Column(_("Staff number"), lambda row: row.row.agent.staff_number),
        Column(_("Agent"), lambda row: row.row.agent.name),
        Column(_("Unit"), lambda row: row.row.unit.name, width=18),
        *FIGURES[1:],
    ],
    rows=_days,
)
