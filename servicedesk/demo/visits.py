"""A month of a hall's visits: counters serve one customer after the other, and exactly as many wait too long as said.

What is served when comes first; from it follows how full each half-hour is, and from that how long people waited.
"""

from __future__ import annotations

import datetime as dt
import heapq
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from zoneinfo import ZoneInfo

from halls.intake.rules import Times
from halls.intake.services import NewVisit, Stretch
from halls.queue.choices import Entered, Origin, Outcome, PauseReason, SegmentKind

ZONE = ZoneInfo("Asia/Shanghai")
OPENS, CLOSES = dt.time(8), dt.time(17, 30)
LIMIT = 600
EARLY = 18 * 60
"""Nobody who is called so soon after the doors opened can have waited too long."""

# From eight o'clock, by half-hours; Monday first.
HALVES = (4, 6, 8, 10, 11, 10, 9, 7, 5, 5, 6, 8, 9, 9, 8, 6, 5, 3, 1)
WEEKDAYS = (118, 104, 98, 97, 102, 95, 86)
SERVICES = (("A", "业务办理", False, 60, 7.0), ("B", "缴费充值", False, 33, 3.6), ("V", "全球通贵宾", True, 7, 8.0))
LONGEST = 45 * 60
STAYS = 17 * 3600
"""Counters that are open later than this stay until the last customer has gone."""


@dataclass(frozen=True)
class Places:
    """Keys of what a hall has: services by prefix, counters with who sits there."""

    premises: int
    services: dict[str, int]
    counters: Sequence[tuple[int, int]]


@dataclass
class Desk:
    """A counter on a day, in seconds since midnight."""

    counter: int
    staff: int
    opens: int
    closes: int
    rests: int
    resting: int
    free: int = 0
    rested: tuple[int, int] | None = None
    last: int = 0

    def ready(self, at: int) -> int:
        """When it can take somebody who is to be called at `at`."""
        start = max(self.free, at)
        if self.rested is None and start >= self.rests:
            begin = max(self.free, self.rests)
            self.rested = (begin, begin + self.resting)
            self.free = begin + self.resting
            start = max(self.free, at)
        return start


class Sitting(NamedTuple):
    """A counter's session with its pause, as moments."""

    counter: int
    staff: int
    opened: dt.datetime
    closed: dt.datetime
    pause: tuple[dt.datetime, dt.datetime] | None
    reason: str


@dataclass
class Case:
    """One customer to be. Seconds since midnight of `day`."""

    day: dt.date
    prefix: str
    outcome: str
    seconds: int
    called: int = 0
    started: int = 0
    ended: int = 0
    desk: Desk | None = None
    second: tuple[int, int, Desk] | None = None
    moves: bool = False
    pressure: float = 0.0
    wait: int = 0
    stretches: list[Stretch] = field(default_factory=list)


def month_of_visits(
    *, days: Sequence[dt.date], tickets: int, overtime: int, places: Places, chance: random.Random
) -> tuple[list[NewVisit], list[Sitting]]:
    """Visits in order of arrival, `tickets` of them and `overtime` of those over the limit; and who sat where when."""
    cases: list[Case] = []
    sittings: list[Sitting] = []
    for day, count in zip(days, _shares(tickets, [_weight(day, chance) for day in days]), strict=True):
        desks = [_desk(place, pair, len(places.counters), chance) for place, pair in enumerate(places.counters)]
        of_day = _cases(day, count, chance)
        _serve(of_day, desks)
        cases += of_day
        sittings += [_sitting(day, desk) for desk in desks]
    _wait(cases, overtime, chance)
    return list(_numbered(cases, places, chance)), sittings


def _weight(day: dt.date, chance: random.Random) -> float:
    return WEEKDAYS[day.weekday()] * (1 + day.day * 0.006) * chance.uniform(0.93, 1.07)


def _shares(total: int, weights: Sequence[float]) -> list[int]:
    """Whole parts of `total` that add up to it, by largest remainder."""
    exact = [total * weight / sum(weights) for weight in weights]
    found = [int(part) for part in exact]
    for place in sorted(range(len(exact)), key=lambda at: found[at] - exact[at])[: total - sum(found)]:
        found[place] += 1
    return found


def _desk(place: int, pair: tuple[int, int], of: int, chance: random.Random) -> Desk:
    """The first ones stay all day; of the others some open later and close earlier."""
    counter, staff = pair
    opens = 8 * 3600 - 300 + (1800 if place and place >= of - of // 3 else 0)
    closes = 17 * 3600 + 1800 - (3600 if place and place >= of - of // 4 else 0)
    rests = 11 * 3600 + (place % 4) * 1800 + chance.randrange(600)
    return Desk(
        counter, staff, opens, closes, rests, chance.randrange(25, 36) * 60, free=8 * 3600 + chance.randrange(90)
    )


def _cases(day: dt.date, count: int, chance: random.Random) -> list[Case]:
    found = []
    prefixes = [prefix for prefix, _name, _first, _share, _minutes in SERVICES]
    shares = [share for _prefix, _name, _first, share, _minutes in SERVICES]
    minutes = {prefix: mean for prefix, _name, _first, _share, mean in SERVICES}
    for half, many in enumerate(_shares(count, HALVES)):
        for _each in range(many):
            prefix = chance.choices(prefixes, shares)[0]
            fate = chance.random()
            outcome = Outcome.LEFT if fate < 0.025 else Outcome.NO_SHOW if fate < 0.045 else Outcome.SERVED
            seconds = int(60 * minutes[prefix] * min(4.0, chance.lognormvariate(-0.18, 0.6))) + 20
            at = 8 * 3600 + 60 + half * 1800 + chance.randrange(1800)
            moves = outcome == Outcome.SERVED and chance.random() < 0.015
            found.append(Case(day, prefix, outcome, seconds, called=at, moves=moves))
    return found


def _serve(cases: list[Case], desks: list[Desk]) -> None:
    """Everybody in turn at the counter that is free first; who is transferred comes again to another one."""
    turn: list[tuple[int, int, Case]] = [(case.called, place, case) for place, case in enumerate(cases)]
    heapq.heapify(turn)
    place = len(cases)
    while turn:
        at, _place, case = heapq.heappop(turn)
        if case.outcome == Outcome.LEFT:
            case.ended = at
            continue
        again = case.desk is not None
        desk, start = _first_free(desks, at, case.desk)
        begins = start if again else start + 12 + case.seconds % 25
        ends = begins + (case.seconds // 2 if again or case.moves else case.seconds)
        if case.outcome == Outcome.NO_SHOW:
            ends = start + 75 + case.seconds % 45
        desk.free, desk.last = ends + 8 + case.seconds % 17, ends
        if again:
            case.second, case.ended = (begins, ends, desk), ends
            continue
        case.called, case.started, case.ended, case.desk = start, begins, ends, desk
        if case.moves and len(desks) > 1:
            place += 1
            heapq.heappush(turn, (ends + 60 + case.seconds % 200, place, case))


def _first_free(desks: list[Desk], at: int, other_than: Desk | None) -> tuple[Desk, int]:
    """The counter that can call first; late in the day one of those that stay until the last customer has gone."""
    found: tuple[int, Desk] | None = None
    for desk in desks:
        if desk is other_than:
            continue
        start = max(desk.ready(at), desk.opens + 300)
        if desk.closes < STAYS and start >= desk.closes - 600:
            continue
        if found is None or start < found[0]:
            found = (start, desk)
    if found is None:
        # Only the one where the customer was just now stays so late.
        desk = next(desk for desk in desks if desk is not other_than)
        return desk, desk.ready(at)
    return found[1], found[0]


def _wait(cases: list[Case], overtime: int, chance: random.Random) -> None:
    """Who comes when much is going on waits longest; `overtime` of them longer than the limit, the others never."""
    load = Counter((case.day, _moment_of(case) // 1800) for case in cases)
    top = max(load.values())
    for case in cases:
        near = load[case.day, _moment_of(case) // 1800] / top
        early = _moment_of(case) - 8 * 3600 < EARLY
        case.pressure = chance.gauss(near, 0.16) - (0.35 if case.prefix == "V" else 0) - (10 if early else 0)
    ranked = sorted(cases, key=lambda case: (-case.pressure, case.day, _moment_of(case)))
    idle = 1 + 3 * max(0.0, 1 - 4 * overtime / len(cases))
    for place, case in enumerate(ranked):
        since_open = _moment_of(case) - 8 * 3600
        if place < overtime:
            depth = 1 - place / overtime
            case.wait = min(LIMIT + 1 + int((LONGEST - LIMIT) * depth**1.8), since_open - 5)
        else:
            depth = 1 - (place - overtime) / (len(cases) - overtime)
            case.wait = max(0, min(int(LIMIT * depth**idle), since_open))


def _moment_of(case: Case) -> int:
    """When the wait ends: called, or gone."""
    return case.ended if case.outcome == Outcome.LEFT else case.called


def _numbered(cases: list[Case], places: Places, chance: random.Random) -> Iterator[NewVisit]:
    last: Counter[tuple[dt.date, str]] = Counter()
    for case in sorted(cases, key=lambda case: (case.day, _moment_of(case) - case.wait)):
        last[case.day, case.prefix] += 1
        yield _visit(case, last[case.day, case.prefix], places, chance)


def _visit(case: Case, number: int, places: Places, chance: random.Random) -> NewVisit:
    midnight = dt.datetime.combine(case.day, dt.time(), tzinfo=ZONE)

    def moment(seconds: int) -> dt.datetime:
        return midnight + dt.timedelta(seconds=seconds)

    service = places.services[case.prefix]
    arrived, until = moment(_moment_of(case) - case.wait), moment(_moment_of(case))
    stretches = [Stretch(SegmentKind.WAITING, arrived, until, service, entered=Entered.ARRIVED)]
    served = case.outcome == Outcome.SERVED
    called = started = None
    desk, ended = case.desk, moment(case.ended)
    if desk is not None:
        called, begun = moment(case.called), moment(case.started) if served else ended
        stretches.append(Stretch(SegmentKind.CALLED, called, begun, service, desk.counter, desk.staff))
    if desk is not None and served:
        started = moment(case.started)
        first_end = started + dt.timedelta(seconds=case.seconds // 2) if case.moves else ended
        stretches.append(Stretch(SegmentKind.SERVING, started, first_end, service, desk.counter, desk.staff))
        if case.second is not None:
            begins, _ends, desk = case.second
            again = moment(begins)
            stretches.append(Stretch(SegmentKind.WAITING, first_end, again, service, entered=Entered.TRANSFERRED))
            stretches.append(Stretch(SegmentKind.SERVING, again, ended, service, desk.counter, desk.staff))
    return NewVisit(
        premises_id=places.premises,
        business_day=case.day,
        prefix=case.prefix,
        number=number,
        service_id=service,
        origin=Origin.RECEPTION if chance.random() < 0.05 else Origin.KIOSK,
        outcome=case.outcome,
        times=Times(arrived, called, started, ended),
        counter_id=desk.counter if desk else None,
        staff_id=desk.staff if desk else None,
        stretches=stretches,
    )


def _sitting(day: dt.date, desk: Desk) -> Sitting:
    midnight = dt.datetime.combine(day, dt.time(), tzinfo=ZONE)

    def moment(seconds: int) -> dt.datetime:
        return midnight + dt.timedelta(seconds=seconds)

    closes = max(desk.closes, desk.last + 60)
    rested = desk.rested
    pause = (moment(rested[0]), moment(rested[1])) if rested and rested[1] <= closes else None
    return Sitting(desk.counter, desk.staff, moment(desk.opens), moment(closes), pause, PauseReason.MEAL)
