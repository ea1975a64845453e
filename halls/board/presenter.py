"""Halls as a list and a live board show them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import prefetch_related_objects

from core.ui.choices import Status
from halls.board.rules import Alarm, Figures, alarms, urgency
from halls.board.selectors import figures_of, outcomes_of
from halls.premises.selectors import waits_until
from halls.queue.choices import Outcome, VisitState
from halls.queue.models import Visit
from halls.queue.rules import seconds_between
from halls.queue.selectors import (
    CounterNow,
    ServiceQueue,
    counters_now,
    held_in,
    service_queues,
    today_in,
    waiting_in_turn,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from halls.premises.models import Premises

WAITING_SHOWN = 30


@dataclass(frozen=True)
class HallLine:
    """A hall now, and what is wrong there."""

    hall: Premises
    figures: Figures
    alarms: list[Alarm]


def hall_lines(halls: Sequence[Premises], *, now: dt.datetime) -> list[HallLine]:
    """Every hall; those with alarms first, then the longest wait."""
    found = figures_of(halls, now=now)
    in_order = sorted(halls, key=lambda hall: urgency(found[hall.pk]))
    return [HallLine(hall, found[hall.pk], alarms(found[hall.pk])) for hall in in_order]


@dataclass(frozen=True)
class WaitingLine:
    """A number that waits: its whole minutes until it was first called, and how they stand against the limit."""

    visit: Visit
    minutes: int
    status: Status


@dataclass(frozen=True)
class HeldLine:
    """A number on hold: whose note, since how many whole minutes."""

    visit: Visit
    minutes: int
    note: str


@dataclass(frozen=True)
class CounterLine:
    """A counter: what it does and since how many whole minutes."""

    now: CounterNow
    status: Status
    minutes: int | None


@dataclass(frozen=True)
class Board:
    """A hall on one screen."""

    at: dt.datetime
    figures: Figures
    alarms: list[Alarm]
    services: list[ServiceQueue]
    counters: list[CounterLine]
    waiting: list[WaitingLine]
    held: list[HeldLine]
    outcomes: dict[str, int]

    @property
    def more_waiting(self) -> int:
        return self.figures.waiting - len(self.waiting)

    @property
    def endings(self) -> list[tuple[str, int]]:
        """How today's numbers ended, each way in words."""
        return [(str(outcome.label), self.outcomes[outcome.value]) for outcome in Outcome]

    @property
    def share(self) -> Decimal | None:
        return self.figures.share


def board_of(premises: Premises, *, now: dt.datetime) -> Board:
    """What the live board shows; the same few questions however many wait."""
    prefetch_related_objects([premises], "unit__opening_hours")
    figures = figures_of([premises], now=now)[premises.pk]
    ended = outcomes_of(premises, now=now)
    until = waits_until(premises, today_in(premises, now), now=now)
    return Board(
        at=now,
        figures=figures,
        alarms=alarms(figures),
        services=service_queues(premises, now=now),
        counters=[_counter_line(one, figures, now) for one in counters_now(premises, now=now)],
        waiting=[_waiting_line(one, figures, until) for one in waiting_in_turn(premises, now=now)[:WAITING_SHOWN]],
        held=[
            HeldLine(one.visit, seconds_between(one.since, now) // 60, one.note) for one in held_in(premises, now=now)
        ],
        outcomes={outcome.value: ended.get(outcome.value, 0) for outcome in Outcome},
    )


def _waiting_line(visit: Visit, figures: Figures, until: dt.datetime) -> WaitingLine:
    is_first = visit.wait_seconds is None
    seconds = visit.wait_seconds if visit.wait_seconds is not None else seconds_between(visit.arrived_at, until)
    is_over = is_first and figures.limit_minutes is not None and seconds > figures.limit_minutes * 60
    return WaitingLine(visit, seconds // 60, Status.LATE if is_over else Status.ONTIME)


def _counter_line(one: CounterNow, figures: Figures, now: dt.datetime) -> CounterLine:
    if one.visit is not None:
        is_called = one.visit.state == VisitState.CALLED
        since = (one.visit.last_called_at if is_called else one.since) or one.visit.queued_at
        status = Status.SOON if is_called else Status.ONTIME
        return CounterLine(one, status, seconds_between(since, now) // 60)
    if one.pause is not None:
        minutes = seconds_between(one.pause.started_at, now) // 60
        too_long = figures.rest_minutes is not None and minutes > figures.rest_minutes
        return CounterLine(one, Status.LATE if too_long else Status.PAUSED, minutes)
    return CounterLine(one, Status.DONE, None)
