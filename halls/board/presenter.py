"""Halls as a list shows them: how many wait, how long, who is over the limit, in few questions however many."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from halls.premises.rules import business_day
from halls.premises.selectors import rule_for, rules_for
from halls.queue.choices import VisitState
from halls.queue.models import CounterSession, Visit
from halls.queue.rules import seconds_between
from halls.queue.selectors import (
    CounterNow,
    ServiceQueue,
    counters_now,
    held_in,
    service_queues,
    waiting_in_turn,
)

if TYPE_CHECKING:
    from halls.premises.models import Premises, PremisesQuerySet

WAITING_SHOWN = 30


@dataclass(frozen=True)
class HallLine:
    """A hall now: minutes are whole; `over_limit` is None while no limit is set."""

    hall: Premises
    waiting: int
    longest_minutes: int
    over_limit: int | None
    open_counters: int
    limit_minutes: int | None

    @property
    def is_late(self) -> bool:
        return bool(self.over_limit)


def hall_lines(halls: PremisesQuerySet, *, now: dt.datetime) -> list[HallLine]:
    """Every hall, the longest wait first; four questions."""
    found = list(halls.select_related("unit").order_by("unit__path"))
    waits: dict[int, list[int]] = {}
    today = {hall.pk: business_day(now, hall.time_zone) for hall in found}
    rows = Visit.objects.filter(premises__in=found, state=VisitState.WAITING)
    for hall, day, arrived in rows.values_list("premises", "business_day", "arrived_at"):
        if day == today[hall]:
            waits.setdefault(hall, []).append(seconds_between(arrived, now))
    sessions = CounterSession.objects.filter(counter__premises__in=found, closed_at=None)
    seats: dict[int, int] = {}
    for hall in sessions.values_list("counter__premises", flat=True):
        seats[hall] = seats.get(hall, 0) + 1
    rules = rules_for([hall.unit for hall in found], on=now.date())
    lines = []
    for hall in found:
        rule, mine = rules.get(hall.unit_id), waits.get(hall.pk, [])
        limit = rule.wait_minutes if rule else None
        over = sum(seconds > limit * 60 for seconds in mine) if limit else None
        lines.append(HallLine(hall, len(mine), max(mine, default=0) // 60, over, seats.get(hall.pk, 0), limit))
    return sorted(lines, key=lambda line: -line.longest_minutes)


@dataclass(frozen=True)
class WaitingLine:
    """A number that waits: whole minutes, and whether that is over the limit."""

    visit: Visit
    minutes: int
    is_over: bool


@dataclass(frozen=True)
class Board:
    """A hall on one screen: services, counters, and the numbers that wait longest."""

    services: list[ServiceQueue]
    counters: list[CounterNow]
    waiting: list[WaitingLine]
    waiting_in_all: int
    held: list[Visit]
    limit_minutes: int | None

    @property
    def over_limit(self) -> int:
        return sum(one.over_limit for one in self.services)


def board_of(premises: Premises, *, now: dt.datetime) -> Board:
    """What the live board shows; the same few questions however many wait."""
    rule = rule_for(premises.unit, on=business_day(now, premises.time_zone))
    limit = rule.wait_minutes if rule else None
    queues = service_queues(premises, now=now)
    lines = []
    for visit in waiting_in_turn(premises, now=now)[:WAITING_SHOWN]:
        seconds = seconds_between(visit.arrived_at, now)
        lines.append(WaitingLine(visit, seconds // 60, bool(limit) and seconds > limit * 60))
    return Board(
        queues,
        counters_now(premises, now=now),
        lines,
        sum(one.waiting for one in queues),
        held_in(premises, now=now),
        limit,
    )
