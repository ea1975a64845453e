"""What past days show, what is planned for a day, and what happened then."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, OuterRef, Q, Subquery
from django.db.models.functions import ExtractIsoWeekDay

from halls.desks.rules import HALF_HOUR, slot_time
from halls.desks.selectors import hall_halves
from halls.desks.spans import day_span
from halls.premises.selectors import rule_for
from halls.queue.models import Visit
from halls.staffing.models import PlannedHalf, StaffingPlan
from halls.staffing.rules import Basis, Happened
from halls.waiting.selectors import DAY, HALL, Waits

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from halls.premises.models import Premises, PremisesQuerySet
    from org.people.models import Person

WEEKS_LOOKED_AT = 8
"""How many past weeks a plan looks at unless other days are chosen."""


@dataclass(frozen=True)
class HallSeen:
    """A hall beside what a plan for it begins with; the means are None where nobody came in the weeks looked at."""

    hall: Premises
    counters: int
    a_day: Decimal | None = None
    busiest: int | None = None
    """The weekday on which most come on average, of those on which anybody came."""
    on_busiest: Decimal | None = None
    plan: StaffingPlan | None = None
    most_seats: int | None = None
    """The most seats that the newest plan opens at once."""


@dataclass(frozen=True)
class HallsSeen:
    """Halls and what came to them from `first` to `last`, both counted; no days where nobody ever came."""

    lines: list[HallSeen]
    first: dt.date | None = None
    last: dt.date | None = None


@dataclass(frozen=True)
class Need:
    """What a plan asks for in the half-hour that begins at `starts`."""

    starts: dt.time
    seats: int
    arrivals: Decimal


def need_per_half_hour(premises: Premises, *, day: dt.date) -> list[Need]:
    """Seats that the plan in force for a day asks for, by half-hour; nothing where there is no plan. Two questions."""
    plan = plan_for(premises, day=day)
    if plan is None:
        return []
    return [Need(slot_time(half.slot), half.seats, half.arrivals) for half in plan.halves.all()]


def plan_for(premises: Premises, *, day: dt.date) -> StaffingPlan | None:
    """The plan made for this very day, else the newest one for its weekday that holds by then."""
    rows = StaffingPlan.objects.filter(premises=premises, weekday=day.weekday())
    rows = rows.filter(Q(is_one_day=True, valid_from=day) | Q(is_one_day=False, valid_from__lte=day))
    return rows.order_by("-is_one_day", "-valid_from", "-pk").first()


def needs_in(premises: Premises, days: Sequence[dt.date]) -> dict[dt.date, dict[int, int]]:
    """For each of `days` the seats by half-hour of the plan in force; a day without a plan is left out. Two questions
    however many days."""
    if not days:
        return {}
    rows = StaffingPlan.objects.filter(premises=premises, valid_from__lte=max(days)).prefetch_related("halves")
    # As in `plan_for`: the plan of that very day before that of its weekday, the newest first.
    plans = list(rows.order_by("-is_one_day", "-valid_from", "-pk"))
    found = {}
    for day in days:
        plan = next((one for one in plans if _holds(one, day)), None)
        if plan is not None:
            found[day] = {half.slot: half.seats for half in plan.halves.all()}
    return found


def basis_of(premises: Premises, *, weekday: int, since: dt.date, until: dt.date) -> Basis:
    """Arrivals and handling of the hall on one weekday from `since` to `until`, both counted; one question.

    A day on which nobody came at all was not open and does not thin the mean.
    """
    rows = (
        Visit.objects.of(premises)
        .counted()
        .filter(business_day__range=(since, until))
        .annotate(iso=ExtractIsoWeekDay("business_day"))
        .filter(iso=weekday + 1)
        .values_list("business_day", "arrived_at", "serve_seconds")
    )
    zone = ZoneInfo(premises.time_zone)
    arrivals: dict[int, int] = defaultdict(int)
    days: set[dt.date] = set()
    handled = total = 0
    for day, arrived, seconds in rows.iterator(chunk_size=5000):
        days.add(day)
        arrivals[_slot(arrived, zone)] += 1
        if seconds:
            handled += 1
            total += seconds
    return Basis(dict(arrivals), len(days), handled, total)


def latest_day(premises: Premises) -> dt.date | None:
    """The last business day on which anybody came."""
    return Visit.objects.of(premises).counted().aggregate(last=Max("business_day"))["last"]


def happened_on(premises: Premises, *, day: dt.date, now: dt.datetime) -> dict[int, Happened]:
    """By half-hour of arrival: who came, who waited past the limit of that day, how many counters were open.

    A visit that still waits is over once the limit has passed; whoever gave up within it is not (S0-Q1: out of all
    tickets). Without a limit nothing is measured. Eight questions.
    """
    rule = rule_for(premises.unit, on=day)
    limit = rule.wait_minutes * 60 if rule and rule.wait_minutes else None
    zone = ZoneInfo(premises.time_zone)
    counted: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    came = Visit.objects.of(premises).counted().on(day)
    for arrived, waited in came.values_list("arrived_at", "wait_seconds"):
        seconds = waited if waited is not None else max(0, int((now - arrived).total_seconds()))
        cell = counted[_slot(arrived, zone)]
        cell[0] += 1
        if limit is not None:
            cell[1] += 1
            cell[2] += seconds > limit
    opened = {slot: use.open for slot, use in hall_halves(premises, day_span(day), now=now).slots.items()}
    slots = sorted({*counted, *opened})
    return {slot: _happened(counted[slot], opened.get(slot, 0)) for slot in slots}


def _happened(counted: Sequence[int], open_seconds: int) -> Happened:
    arrivals, measured, over = counted
    return Happened(arrivals, measured, over, open_seconds)


def latest_like(plan: StaffingPlan, *, before: dt.date) -> dt.date | None:
    """The last day the plan was made for on which anybody came, up to `before`; None if there is none yet."""
    came = Visit.objects.of(plan.premises).counted()
    if plan.is_one_day:
        return plan.valid_from if came.on(plan.valid_from).exists() else None
    days = came.filter(business_day__range=(plan.valid_from, before))
    days = days.annotate(iso=ExtractIsoWeekDay("business_day")).filter(iso=plan.weekday + 1)
    return days.aggregate(last=Max("business_day"))["last"]


def halls_seen(halls: PremisesQuerySet, *, now: dt.datetime) -> HallsSeen:
    """Each hall with what came in the weeks up to the last day on which anybody came to any of them, and its newest
    plan. As many questions for one hall as for all."""
    visits = Visit.objects.counted().filter(premises=OuterRef("pk")).order_by("-business_day")
    newest = StaffingPlan.objects.filter(premises=OuterRef("pk")).order_by("-made_at", "-pk")
    found = list(
        halls.select_related("unit")
        .annotate(
            open_counters=Count("counters", filter=Q(counters__is_active=True)),
            last_day=Subquery(visits.values("business_day")[:1]),
            newest_plan=Subquery(newest.values("pk")[:1]),
        )
        .order_by("unit__path")
    )
    plans = StaffingPlan.objects.annotate(most=Max("halves__seats")).in_bulk(
        [key for hall in found if (key := hall.newest_plan)]
    )
    last = max((day for hall in found if (day := hall.last_day)), default=None)
    if last is None:
        return HallsSeen([_hall_seen(hall, {}, plans) for hall in found])
    first = last - dt.timedelta(weeks=WEEKS_LOOKED_AT, days=-1)
    came: dict[int, dict[dt.date, int]] = defaultdict(dict)
    for (hall, day), one in Waits(found, first, last, now).by(HALL, DAY).items():
        came[hall][day] = one.tickets
    return HallsSeen([_hall_seen(hall, came[hall.pk], plans) for hall in found], first, last)


def _hall_seen(hall: Any, came: Mapping[dt.date, int], plans: Mapping[int, Any]) -> HallSeen:
    """`came` has the days on which anybody came; a day without is no day, as in the basis of a plan."""
    plan = plans.get(hall.newest_plan)
    by_weekday: dict[int, list[int]] = defaultdict(list)
    for day, tickets in came.items():
        by_weekday[day.weekday()].append(tickets)
    means = {weekday: Decimal(sum(each)) / len(each) for weekday, each in sorted(by_weekday.items())}
    busiest = max(means, key=lambda weekday: means[weekday], default=None)
    return HallSeen(
        hall,
        hall.open_counters,
        a_day=Decimal(sum(came.values())) / len(came) if came else None,
        busiest=busiest,
        on_busiest=means[busiest] if busiest is not None else None,
        plan=plan,
        most_seats=plan.most if plan else None,
    )


def plans_of(person: Person, *, halls: Iterable[Premises] | None = None) -> list[StaffingPlan]:
    """Plans of halls within reach, newest first."""
    rows = StaffingPlan.objects.visible_to(person).select_related("premises__unit", "made_by")
    if halls is not None:
        rows = rows.filter(premises__in=halls)
    return list(rows.order_by("-made_at", "-pk")[:200])


def halves_of(plan: StaffingPlan) -> list[PlannedHalf]:
    return list(plan.halves.order_by("slot"))


def _slot(moment: dt.datetime, zone: ZoneInfo) -> int:
    here = moment.astimezone(zone)
    return (here.hour * 3600 + here.minute * 60) // HALF_HOUR


def _holds(plan: StaffingPlan, day: dt.date) -> bool:
    if plan.weekday != day.weekday():
        return False
    return plan.valid_from == day if plan.is_one_day else plan.valid_from <= day
