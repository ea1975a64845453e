"""Which halls are over their share in a month, what was found about them, and what became of a cause."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from core.periods.rules import Month
from halls.findings import rules
from halls.findings.models import WaitFinding
from halls.premises.rules import SHARE_LIMIT
from halls.waiting.choices import Base
from halls.waiting.rules import NOTHING, half_hour_words
from halls.waiting.selectors import HALF_HOUR, HALL, Waits
from improvement.actions.models import Action

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from halls.premises.models import Premises
    from improvement.actions.models import ActionQuerySet

LABEL = "halls.waitfinding"


@dataclass(frozen=True)
class MonthFigures:
    """A hall's month: all tickets, those of days with a limit, those over it, and the line of S0-Q1 in per cent.

    `has_limit` is False where no day of the month has a limit: nothing is measured then (rule book 7, I-17).
    """

    premises: Premises
    month: int
    all_tickets: int
    tickets: int
    overtime: int
    share_limit: Decimal
    has_limit: bool

    @property
    def share(self) -> Decimal | None:
        return Decimal(self.overtime) / self.tickets if self.tickets else None

    @property
    def is_finding(self) -> bool:
        return rules.is_finding(tickets=self.tickets, overtime=self.overtime, share_limit=self.share_limit)


def figures_of(halls: Sequence[Premises], month: Month, *, now: dt.datetime) -> list[MonthFigures]:
    """Each of `halls` in the month, from the counts of halls.waiting: all tickets, those who left counted."""
    waits = Waits(halls, month.first_day, month.last_day, now)
    tallies = waits.by(HALL)
    found = []
    for hall in halls:
        limits, one = waits.limits[hall.pk], tallies.get((hall.pk,), NOTHING)
        found.append(
            MonthFigures(
                premises=hall,
                month=month.number,
                all_tickets=one.tickets,
                tickets=one.out_of(Base.ALL),
                overtime=one.over_of(Base.ALL),
                share_limit=waits.line_of(hall).share if limits else SHARE_LIMIT,
                has_limit=any(part.minutes is not None for part in limits),
            )
        )
    return found


def worst_half_hours(hall: Premises, month: Month, *, now: dt.datetime) -> list[list[str | int]]:
    """The half-hours with the most overtime: words, tickets, overtime. Totals by hand know no half-hour."""
    tallies = Waits([hall], month.first_day, month.last_day, now).by(HALF_HOUR)
    known = [(place, one) for (place,), one in tallies.items() if place is not None and one.over_of(Base.ALL)]
    worst = sorted(known, key=lambda pair: (-pair[1].over_of(Base.ALL), pair[0]))[: rules.WORST_SHOWN]
    return [[half_hour_words(place), one.out_of(Base.ALL), one.over_of(Base.ALL)] for place, one in worst]


def findings_of(halls: Iterable[Premises], month: Month) -> dict[int, WaitFinding]:
    """By premises, what was found of the month."""
    rows = WaitFinding.objects.filter(premises__in=list(halls), month=month.number).prefetch_related("causes")
    return {one.premises_id: one for one in rows}


def actions_of(finding: WaitFinding) -> ActionQuerySet:
    """Corrective actions that were opened from it, due first."""
    return Action.objects.of(LABEL, finding.pk).select_related("owner", "unit").order_by("due_on", "pk")


@dataclass(frozen=True)
class CauseMonth:
    """A month of a hall in which a cause was found."""

    finding: WaitFinding
    is_this: bool

    @property
    def month(self) -> str:
        return Month.from_number(self.finding.month).words

    @property
    def share(self) -> Decimal:
        return Decimal(self.finding.overtime) / self.finding.tickets


def months_of(finding: WaitFinding) -> dict[str, list[CauseMonth]]:
    """By cause, when each was found in the same hall, the earliest in front: before and after this finding. Two
    questions however many causes."""
    months: dict[str, list[CauseMonth]] = defaultdict(list)
    rows = WaitFinding.objects.filter(premises=finding.premises_id).order_by("month").prefetch_related("causes")
    for one in rows:
        for chosen in one.causes.all():
            months[chosen.cause].append(CauseMonth(one, one.pk == finding.pk))
    return months
