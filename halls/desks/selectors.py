"""How much counters were used. What served and what was open is read from segments and sessions, by nothing else.

A visit of which no stretch of service was kept counts with its own times. Open time is only known of days on which
somebody signed on: what was served on others has nothing to be compared with, and is left out and counted.

What the night close had to end says nothing of work: after the last human act at a counter that was left open it
neither served nor was open. What still lasts counts until now, on both sides alike.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias
from zoneinfo import ZoneInfo

from django.db.models import (
    Case,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest

from halls.desks.models import DeskBands
from halls.desks.rules import Cuts, Placed, Use, halves, pairs, total
from halls.queue.choices import Outcome, SegmentKind, SessionEnd
from halls.queue.models import CounterSession, Segment, SessionPause, Visit
from org.units.models import Unit
from org.units.rules import chain, unit_id

if TYPE_CHECKING:
    from halls.desks.choices import Band
    from halls.desks.spans import Span
    from halls.premises.models import Counter, Premises, PremisesQuerySet
    from org.people.models import Person

HallDay: TypeAlias = tuple[int, dt.date]


def bands_for(units: Iterable[Unit], *, on: dt.date) -> dict[int, DeskBands]:
    """By unit, the nearest ones at or above it in force that day; a unit without is left out. One question."""
    chains = {unit.pk: [unit_id(step) for step in chain(unit.path)] for unit in units}
    wanted = {pk for keys in chains.values() for pk in keys}
    newest: dict[int, DeskBands] = {}
    for bands in (
        DeskBands.objects.filter(unit__in=wanted, valid_from__lte=on).select_related("unit").order_by("valid_from")
    ):
        newest[bands.unit_id] = bands
    nearest = {pk: next((key for key in reversed(keys) if key in newest), None) for pk, keys in chains.items()}
    return {pk: newest[key] for pk, key in nearest.items() if key is not None}


def cuts_for(unit: Unit, *, on: dt.date) -> Cuts | None:
    found = bands_for([unit], on=on).get(unit.pk)
    return found.cuts if found else None


@dataclass(frozen=True)
class HallUse:
    """A hall in a span: what was used of it on `days` days, and on how many more its open time is not known."""

    hall: Premises
    use: Use
    days: int
    days_unknown: int
    cuts: Cuts | None

    @property
    def band(self) -> Band | None:
        return self.cuts.band(self.use.share) if self.cuts else None


@dataclass(frozen=True)
class HallsUse:
    """Halls of a span, the most used in front, and whose counters could help whom."""

    lines: list[HallUse]
    pairs: list[tuple[HallUse, HallUse]]

    @property
    def whole(self) -> Use:
        return total(line.use for line in self.lines)

    @property
    def has_bands(self) -> bool:
        return any(line.cuts for line in self.lines)


def halls_use(halls: PremisesQuerySet, span: Span, *, now: dt.datetime) -> HallsUse:
    """Six questions however many halls."""
    found = list(halls.select_related("unit").order_by("unit__path"))
    uses = day_uses([hall.pk for hall in found], span, now=now)
    bands = bands_for([hall.unit for hall in found], on=span.last)
    days: dict[int, list[Use]] = defaultdict(list)
    for (key, _day), use in uses.items():
        days[key].append(use)
    lines = [_hall_use(hall, days[hall.pk], bands.get(hall.unit_id)) for hall in found]
    lines.sort(key=lambda line: (line.use.share is None, -(line.use.share or 0), line.hall.unit.path))
    by_key = {line.hall.pk: line for line in lines}
    placed = [
        Placed(line.hall.pk, line.hall.unit.path, line.use.share, line.band)
        for line in lines
        if line.use.share is not None
    ]
    return HallsUse(lines, [(by_key[busy], by_key[idle]) for busy, idle in pairs(placed)])


def _hall_use(hall: Premises, mine: Sequence[Use], bands: DeskBands | None) -> HallUse:
    known = [use for use in mine if use.open]
    return HallUse(hall, total(known), len(known), len(mine) - len(known), bands.cuts if bands else None)


def day_uses(halls: Sequence[int], span: Span, *, now: dt.datetime) -> dict[HallDay, Use]:
    """By hall and business day, of those on which anything was served or open; four questions."""
    busy: dict[HallDay, int] = defaultdict(int)
    for hall, day, lasted in (
        _served(halls, span)
        .values_list("visit__premises", "visit__business_day")
        .annotate(lasted=Sum(_lasted("started_at", "ended_at", now)))
    ):
        busy[hall, day] += _seconds(lasted)
    for hall, day, lasted in (
        _served_by_sheet(halls, span)
        .values_list("premises", "business_day")
        .annotate(lasted=Sum(_lasted("served_at", "ended_at", now)))
    ):
        busy[hall, day] += _seconds(lasted)
    opened: dict[HallDay, int] = defaultdict(int)
    for hall, day, lasted in (
        _sessions(halls, span)
        .values_list("counter__premises", "business_day")
        .annotate(lasted=Sum(_span(F("opened_at"), _left_at(now))))
    ):
        opened[hall, day] += _seconds(lasted)
    for hall, day, lasted in (
        _pauses(halls, span)
        .values_list("session__counter__premises", "session__business_day")
        .annotate(lasted=Sum(_lasted("started_at", "ended_at", now)))
    ):
        opened[hall, day] -= _seconds(lasted)
    return {key: Use(busy.get(key, 0), max(0, opened.get(key, 0))) for key in {**busy, **opened}}


@dataclass(frozen=True)
class CounterUse:
    counter: Counter
    use: Use


@dataclass
class HallHalves:
    """One hall in a span by counter and by half-hour (0 to 47)."""

    counters: list[CounterUse]
    slots: dict[int, Use]
    days: list[dt.date] = field(default_factory=list)

    @property
    def whole(self) -> Use:
        return total(one.use for one in self.counters)

    def open_counters(self, slot: int) -> float:
        """How many counters were open in a half-hour, as a mean of the days on which any was."""
        use = self.slots.get(slot, Use())
        return use.open / 1800 / len(self.days) if self.days else 0.0


def hall_halves(hall: Premises, span: Span, *, now: dt.datetime) -> HallHalves:
    """Counters and half-hours of a hall on the days whose open time is known; five questions."""
    zone = ZoneInfo(hall.time_zone)
    sessions = list(_sessions([hall.pk], span).values_list("counter", "business_day", "opened_at", _left_at(now)))
    days = {day for _counter, day, _start, _end in sessions}
    by_counter: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    by_slot: dict[int, list[int]] = defaultdict(lambda: [0, 0])

    def add(kind: int, sign: int, counter: int, start: dt.datetime, end: dt.datetime) -> None:
        for slot, seconds in halves(start, end, zone):
            by_counter[counter][kind] += sign * seconds
            by_slot[slot][kind] += sign * seconds

    for counter, _day, start, end in sessions:
        add(1, 1, counter, start, end)
    for counter, start, end in _pauses([hall.pk], span).values_list(
        "session__counter", "started_at", _until("ended_at", now)
    ):
        add(1, -1, counter, start, end)
    for counter, day, start, end in _stretches(hall, span, now=now):
        if day in days:
            add(0, 1, counter, start, end)
    uses = [
        CounterUse(one, _use(by_counter.get(one.pk)))
        for one in hall.counters.all()
        if one.is_active or one.pk in by_counter
    ]
    return HallHalves(uses, {slot: _use(pair) for slot, pair in sorted(by_slot.items())}, sorted(days))


def latest_day(halls: PremisesQuerySet) -> dt.date | None:
    """The last business day on which anybody sat at a counter of these halls, or else anybody came."""
    sat = CounterSession.objects.filter(counter__premises__in=halls).aggregate(last=Max("business_day"))["last"]
    return sat or Visit.objects.counted().filter(premises__in=halls).aggregate(last=Max("business_day"))["last"]


def bands_of(unit: Unit) -> QuerySet[DeskBands]:
    """Those set at the unit itself, newest first."""
    return DeskBands.objects.filter(unit=unit).select_related("made_by")


def bands_visible(person: Person, right: str) -> QuerySet[DeskBands]:
    """Those of the person's units, newest first."""
    from_units = DeskBands.objects.filter(unit__in=Unit.objects.where(person, right))
    return from_units.select_related("unit", "made_by").order_by("-valid_from", "-pk")


def _stretches(hall: Premises, span: Span, *, now: dt.datetime) -> Iterator[tuple[Any, dt.date, Any, Any]]:
    """Counter, business day, beginning and end of every stretch of service; one that lasts goes on until now."""
    ends = _until("ended_at", now)
    yield from _served([hall.pk], span).values_list("counter", "visit__business_day", "started_at", ends)
    yield from _served_by_sheet([hall.pk], span).values_list("counter", "business_day", "served_at", "ended_at")


def _served(halls: Sequence[int], span: Span) -> QuerySet[Segment]:
    """Without what the night close ended: nobody said when that service was over."""
    rows = Segment.objects.filter(kind=SegmentKind.SERVING, visit__is_counted=True).order_by()
    rows = rows.filter(visit__premises__in=halls, visit__business_day__range=(span.first, span.last))
    return rows.exclude(visit__outcome=Outcome.CLOSED_BY_SYSTEM, ended_at=F("visit__ended_at"))


def _served_by_sheet(halls: Sequence[int], span: Span) -> QuerySet[Visit]:
    rows = Visit.objects.counted().filter(premises__in=halls, business_day__range=(span.first, span.last)).order_by()
    rows = rows.filter(counter__isnull=False, served_at__isnull=False, ended_at__isnull=False)
    return rows.exclude(Exists(Segment.objects.filter(visit=OuterRef("pk"), kind=SegmentKind.SERVING)))


def _sessions(halls: Sequence[int], span: Span) -> QuerySet[CounterSession]:
    rows = CounterSession.objects.filter(counter__premises__in=halls).order_by()
    return rows.filter(business_day__range=(span.first, span.last))


def _pauses(halls: Sequence[int], span: Span) -> QuerySet[SessionPause]:
    rows = SessionPause.objects.filter(session__counter__premises__in=halls).order_by()
    rows = rows.filter(session__business_day__range=(span.first, span.last))
    return rows.exclude(session__end=SessionEnd.CLOSED_BY_SYSTEM, ended_at=F("session__closed_at"))


def _until(end: str, now: dt.datetime) -> Coalesce:
    """When it ended; what still lasts counts until now."""
    return Coalesce(end, Value(now, output_field=DateTimeField()))


def _left_at(now: dt.datetime) -> Case:
    """When a session ended; one that the night close ended, with the last human act at its counter."""
    stretches = Segment.objects.filter(
        visit__premises=OuterRef("counter__premises"),
        visit__business_day=OuterRef("business_day"),
        counter=OuterRef("counter"),
        started_at__range=(OuterRef("opened_at"), OuterRef("closed_at")),
    )
    finished = stretches.exclude(visit__outcome=Outcome.CLOSED_BY_SYSTEM, ended_at=F("visit__ended_at"))
    rests = SessionPause.objects.filter(session=OuterRef("pk"))
    acts = (
        _latest(stretches, "started_at"),
        _latest(finished, "ended_at"),
        _latest(rests, "started_at"),
        _latest(rests.filter(ended_at__lt=OuterRef("closed_at")), "ended_at"),
    )
    # Greatest of something unknown is unknown on one of the databases: without such an act it is when it opened.
    last = Greatest("opened_at", *(Coalesce(act, F("opened_at")) for act in acts))
    return Case(When(Q(end=SessionEnd.CLOSED_BY_SYSTEM), then=last), default=_until("closed_at", now))


def _latest(rows: QuerySet[Any], moment: str) -> Subquery:
    newest = rows.filter(**{f"{moment}__isnull": False}).order_by(f"-{moment}")
    return Subquery(newest.values(moment)[:1])


def _lasted(start: str, end: str, now: dt.datetime) -> ExpressionWrapper:
    return _span(F(start), _until(end, now))


def _span(start: F, end: Case | Coalesce) -> ExpressionWrapper:
    return ExpressionWrapper(end - start, output_field=DurationField())


def _seconds(lasted: dt.timedelta | None) -> int:
    return int(lasted.total_seconds()) if lasted else 0


def _use(pair: Sequence[int] | None) -> Use:
    return Use(pair[0], max(0, pair[1])) if pair else Use()
