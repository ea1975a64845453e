"""What agents did in some days, and what was asked of them. Team figures are ratios of sums."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Max, Q, QuerySet, Sum

from halls.agents.models import AgentDay, AgentDayQuerySet, AgentGoal
from halls.agents.rules import OF_THE_SOURCE, Asked, Standing, Worked
from org.people.models import Person
from org.units.models import Unit
from org.units.rules import chain, unit_id

if TYPE_CHECKING:
    from halls.desks.spans import Span


@dataclass(frozen=True)
class AgentLine:
    """An agent at a unit, what was done in the span, and what was asked at its end."""

    agent: Person
    unit: Unit
    worked: Worked
    asked: Asked

    @property
    def standing(self) -> Standing | None:
        return self.asked.standing(self.worked.talk_share)


@dataclass(frozen=True)
class TeamLine:
    unit: Unit
    worked: Worked
    asked: Asked
    agents: int

    @property
    def standing(self) -> Standing | None:
        return self.asked.standing(self.worked.talk_share)


@dataclass(frozen=True)
class DayLine:
    """One row of a sheet as it came."""

    row: AgentDay
    worked: Worked
    asked: Asked

    @property
    def standing(self) -> Standing | None:
        return self.asked.standing(self.worked.talk_share)


def goals_for(units: Iterable[Unit], *, on: dt.date) -> dict[int, Asked]:
    """By unit: what the nearest one at or above it asks that day, else what the source asks. One question."""
    among = list(units)
    goals = _goals_until(among, on)
    return {unit.pk: _asked(unit, goals, on=on) for unit in among}


def _goals_until(units: Iterable[Unit], last: dt.date) -> list[AgentGoal]:
    """What was ever asked at or above these units up to a day, newest first."""
    wanted = {unit_id(step) for unit in units for step in chain(unit.path)}
    return list(AgentGoal.objects.filter(unit__in=wanted, valid_from__lte=last).order_by("-valid_from"))


def _asked(unit: Unit, goals: Iterable[AgentGoal], *, on: dt.date) -> Asked:
    """`goals` newest first: the first of a unit that has begun is in force."""
    in_force: dict[int, AgentGoal] = {}
    for goal in goals:
        if goal.valid_from <= on:
            in_force.setdefault(goal.unit_id, goal)
    nearest = (in_force[unit_id(step)] for step in reversed(chain(unit.path)) if unit_id(step) in in_force)
    found = next(nearest, None)
    return found.asked if found else OF_THE_SOURCE


def agent_lines(days: AgentDayQuerySet, span: Span) -> list[AgentLine]:
    """By agent and unit, in the order of the tree and then of staff numbers; four questions."""
    rows = list(
        days.within(span.first, span.last)
        .order_by("unit__path", "agent__staff_number")
        .values("agent", "unit", "unit__path", "agent__staff_number")
        .annotate(**_SUMS)
    )
    people = Person.objects.in_bulk({row["agent"] for row in rows})
    units = Unit.objects.in_bulk({row["unit"] for row in rows})
    asked = goals_for(units.values(), on=span.last)
    return [AgentLine(people[row["agent"]], units[row["unit"]], _worked(row), asked[row["unit"]]) for row in rows]


def team_lines(lines: Iterable[AgentLine]) -> list[TeamLine]:
    """By unit: sums of its agents."""
    teams: dict[int, TeamLine] = {}
    for line in lines:
        before = teams.get(line.unit.pk)
        worked = before.worked + line.worked if before else line.worked
        teams[line.unit.pk] = TeamLine(line.unit, worked, line.asked, (before.agents if before else 0) + 1)
    return list(teams.values())


def whole_of(lines: Iterable[AgentLine | DayLine]) -> Worked:
    return sum((line.worked for line in lines), Worked())


def day_lines(days: AgentDayQuerySet, span: Span) -> list[DayLine]:
    """Every day by itself, newest first, with what was asked on that very day; two questions."""
    rows = list(
        days.within(span.first, span.last).select_related("agent", "unit").order_by("-day", "agent__staff_number")
    )
    goals = _goals_until({row.unit for row in rows}, span.last)
    return [DayLine(row, worked_in(row), _asked(row.unit, goals, on=row.day)) for row in rows]


def worked_in(row: AgentDay) -> Worked:
    return Worked(
        days=1 if row.duty_seconds else 0,
        calls=row.calls,
        talk=row.talk_seconds,
        duty=row.duty_seconds,
        after_call=row.after_call_seconds,
        transfers=row.transfers,
        solved=row.solved,
        solved_of=row.calls if row.solved is not None else 0,
        over_days=int(row.talk_seconds > row.duty_seconds),
    )


def latest_day(days: AgentDayQuerySet) -> dt.date | None:
    return days.aggregate(last=Max("day"))["last"]


def goals_visible(person: Person, right: str) -> QuerySet[AgentGoal]:
    """Those of the person's units, newest first."""
    rows = AgentGoal.objects.filter(unit__in=Unit.objects.where(person, right))
    return rows.select_related("unit", "made_by").order_by("-valid_from", "-pk")


def goals_of(unit: Unit) -> QuerySet[AgentGoal]:
    return AgentGoal.objects.filter(unit=unit).select_related("made_by")


# A day on which nobody was on duty is no agent-day: it would lower calls a day.
_SUMS = {
    "days": Count("pk", filter=Q(duty_seconds__gt=0)),
    "all_calls": Sum("calls"),
    "talk": Sum("talk_seconds"),
    "duty": Sum("duty_seconds"),
    "after_call": Sum("after_call_seconds"),
    "all_transfers": Sum("transfers"),
    "all_solved": Sum("solved"),
    "solved_of": Sum("calls", filter=Q(solved__isnull=False)),
    "over_days": Count("pk", filter=Q(talk_seconds__gt=F("duty_seconds"))),
}


def _worked(row: Mapping[str, Any]) -> Worked:
    return Worked(
        days=row["days"],
        calls=row["all_calls"],
        talk=row["talk"],
        duty=row["duty"],
        after_call=row["after_call"],
        transfers=row["all_transfers"],
        solved=row["all_solved"],
        solved_of=row["solved_of"] or 0,
        over_days=row["over_days"],
    )
