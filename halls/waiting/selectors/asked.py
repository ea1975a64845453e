"""What an analysis is asked about: halls within reach at or below a unit, a period, and a base."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Max, OuterRef, Subquery

from core.periods.rules import Month, Period
from halls.intake.models import DayTotal
from halls.premises.models import Premises
from halls.queue.models import Visit
from halls.waiting.choices import Base
from halls.waiting.rules import Limits, Load
from halls.waiting.selectors.counting import DAY, HALF_HOUR, HALL
from halls.waiting.selectors.percentiles import Ranked, percentiles
from halls.waiting.selectors.reading import Waits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from halls.premises.models import PremisesQuerySet
    from org.people.models import Person
    from org.units.models import Unit


@dataclass(frozen=True)
class Asked:
    """`halls` is every hall at or below `unit` that the reader may see, in the order of the tree."""

    unit: Unit
    period: Period
    base: Base
    halls: Sequence[Premises]
    now: dt.datetime

    @cached_property
    def waits(self) -> Waits:
        return Waits(self.halls, self.period.first_day, self.period.last_day, self.now)

    def percentiles(self, *keys: str) -> Ranked:
        return percentiles(self.halls, self.period.first_day, self.period.last_day, base=self.base, keys=keys)

    def limits(self, hall: Premises) -> list[Limits]:
        return self.waits.limits[hall.pk]

    def share_line(self, hall: Premises) -> Limits:
        """What the hall is measured by at the end of the period, or today while it still runs."""
        return self.waits.line_of(hall)

    @cached_property
    def loads(self) -> dict[int, dict[int, Load]]:
        """By premises and half-hour: what came, and on how many days visits say in which one it did."""
        days: dict[int, int] = defaultdict(int)
        for hall, _day in self.waits.of_visits(HALL, DAY):
            days[hall] += 1
        found: dict[int, dict[int, Load]] = defaultdict(dict)
        for (hall, place), one in self.waits.by(HALL, HALF_HOUR).items():
            if place is not None:
                found[hall][place] = Load(one, days[hall])
        return dict(found)


def asked_of(
    *, unit: Unit, period: Period, base: Base, reader: Person, now: dt.datetime, hall: Premises | None = None
) -> Asked:
    """`hall` alone, or every one at or below `unit` that the reader may see."""
    halls = Premises.objects.visible_to(reader).at_or_below(unit).select_related("unit__parent").order_by("unit__path")
    return Asked(unit, period, base, [hall] if hall else list(halls), now)


def latest_month(unit: Unit, reader: Person) -> Month | None:
    """The last month in which somebody came to a hall at or below a unit."""
    return latest_month_in(Premises.objects.visible_to(reader).at_or_below(unit))


def latest_month_in(halls: PremisesQuerySet) -> Month | None:
    """The last month in which somebody came to one of `halls`; each hall's last day is one look into an index."""
    visits = Visit.objects.counted().filter(premises=OuterRef("pk")).order_by("-business_day")
    totals = DayTotal.objects.counted().filter(premises=OuterRef("pk")).order_by("-business_day")
    found = halls.annotate(
        visit=Subquery(visits.values("business_day")[:1]), total=Subquery(totals.values("business_day")[:1])
    ).aggregate(visit_last=Max("visit"), total_last=Max("total"))
    days = [day for day in found.values() if day is not None]
    return Month.of(max(days)) if days else None
