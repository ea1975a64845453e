"""How many seats: Erlang C (rule book 10) and the band method (S4 5.4), side by side. Pure functions over values.

Erlang C goes by the recurrence of Erlang B, which neither overflows nor cancels however many seats there are. It
assumes that nobody leaves, and so asks for somewhat more seats than are needed (S4 5.4 says the same of it).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from halls.desks.rules import HALF_HOUR, SLOTS

SEATS_MOST = 5000
"""More than any hall or hotline has; a search that gets there has no answer."""


def erlang_b(load: float, seats: int) -> float:
    """The share turned away where nobody waits: B(0) = 1, B(n) = A·B(n-1) ÷ (n + A·B(n-1)), stable for any n."""
    blocked = 1.0
    for seat in range(1, seats + 1):
        blocked = load * blocked / (seat + load * blocked)
    return blocked


def erlang_c(load: float, seats: int) -> float:
    """P(wait) with `load` Erlangs on `seats` seats; with as many Erlangs as seats, or more, everybody waits."""
    if load <= 0:
        return 0.0
    if seats <= load:
        return 1.0
    blocked = erlang_b(load, seats)
    return seats * blocked / (seats - load * (1 - blocked))


@dataclass(frozen=True)
class Queue:
    """Customers who come one by one (per hour) and take `handling_seconds` each, on `seats` seats."""

    per_hour: float
    handling_seconds: float
    seats: int

    @property
    def load(self) -> float:
        """A = λ · AHT, in Erlangs: how many seats the work alone fills."""
        return self.per_hour * self.handling_seconds / 3600

    @property
    def is_stable(self) -> bool:
        return self.load < self.seats

    @property
    def waiting(self) -> float:
        """P_w: the share who wait at all."""
        return erlang_c(self.load, self.seats)

    def longer_than(self, seconds: float) -> float:
        """P(wait > t) = P_w · e^(−(N−A)·t ÷ AHT)."""
        if not self.is_stable:
            return 1.0
        if not self.handling_seconds:
            return 0.0
        return self.waiting * math.exp(-(self.seats - self.load) * seconds / self.handling_seconds)

    def within(self, seconds: float) -> float:
        """SL(t): the share served within `seconds`."""
        return 1.0 - self.longer_than(seconds)

    @property
    def mean_wait(self) -> float:
        """ASA = P_w · AHT ÷ (N − A), in seconds; infinite where the queue only grows."""
        return self.waiting * self.handling_seconds / (self.seats - self.load) if self.is_stable else math.inf

    @property
    def utilisation(self) -> float:
        """A ÷ N, never above the whole: seats cannot do more than serve all the time."""
        return min(1.0, self.load / self.seats) if self.seats else 0.0


def seats_for_goal(per_hour: float, handling_seconds: float, *, goal: float, seconds: float) -> int | None:
    """The fewest seats with which a share of at least `goal` (0.9) is served within `seconds`.

    None if there are none that any hall could have. Nobody comes, nobody sits.
    """
    load = per_hour * handling_seconds / 3600
    if load <= 0:
        return 0
    if load >= SEATS_MOST:
        return None
    first = math.floor(load) + 1
    # The recurrence goes on from seat to seat instead of beginning anew for each guess.
    blocked = erlang_b(load, first)
    for seats in range(first, SEATS_MOST + 1):
        if seats > first:
            blocked = load * blocked / (seats + load * blocked)
        waits = seats * blocked / (seats - load * (1 - blocked))
        if 1.0 - waits * math.exp(-(seats - load) * seconds / handling_seconds) >= goal:
            return seats
    return None


@dataclass(frozen=True)
class SeatSpan:
    """The fewest and the most seats that keep utilisation in a band; none do where `most` is less than `fewest`."""

    fewest: int
    most: int

    @property
    def can_hold(self) -> bool:
        return self.fewest <= self.most


def seats_in_band(load: float, *, use_from: float, use_until: float) -> SeatSpan:
    """S4 5.4: a roster is judged by whether it holds people in the band: A ÷ `until` ≤ N ≤ A ÷ `from` (ratios).

    Where no whole number lies between, `fewest` keeps below the upper end: a seat too many rather than too few.
    """
    if load <= 0:
        return SeatSpan(0, 0)
    # A hair's breadth, so that 2.0 seats stay 2 where the quotient is 2.0000000000000004.
    return SeatSpan(max(1, math.ceil(load / use_until - 1e-9)), math.floor(load / use_from + 1e-9))


def rostered(seats: int, shrinkage: Decimal | float) -> int:
    """How many to roster so that `seats` are there: N ÷ (1 − shrinkage), rounded up; `shrinkage` is in per cent."""
    share = 1 - float(shrinkage) / 100
    return math.ceil(seats / share - 1e-9) if seats else 0


@dataclass(frozen=True)
class Basis:
    """What past days show: arrivals by half-hour summed over `days`, and how long one took to serve."""

    arrivals: dict[int, int]
    days: int
    handled: int
    handling_total: int

    @property
    def visits(self) -> int:
        return sum(self.arrivals.values())

    @property
    def handling_seconds(self) -> int | None:
        """Σ handling ÷ number handled; None where no handling time is known."""
        return round(self.handling_total / self.handled) if self.handled else None

    def mean(self, slot: int) -> float:
        """Arrivals of a half-hour on a mean day."""
        return self.arrivals.get(slot, 0) / self.days if self.days else 0.0

    @property
    def slots(self) -> range:
        """From the first half-hour in which anybody ever came to the last."""
        found = [slot for slot, count in self.arrivals.items() if count]
        return range(min(found), max(found) + 1) if found else range(0)


@dataclass(frozen=True)
class Goal:
    """What a plan is made for. None is not set: then that way of counting proposes nothing."""

    wait_minutes: int | None = None
    share: Decimal | None = None
    use_from: Decimal | None = None
    use_until: Decimal | None = None
    shrinkage: Decimal = Decimal(0)

    @property
    def has_goal(self) -> bool:
        return self.wait_minutes is not None and self.share is not None

    @property
    def has_band(self) -> bool:
        return self.use_from is not None and self.use_until is not None


@dataclass(frozen=True)
class Half:
    """A half-hour as it is proposed, and what the proposal would lead to."""

    slot: int
    arrivals: float
    by_goal: int | None
    by_band: SeatSpan | None
    seats: int
    rostered: int
    within: float | None
    utilisation: float

    @property
    def per_hour(self) -> float:
        return self.arrivals * 2

    @classmethod
    def quiet(cls, slot: int, seats: int) -> Half:
        """One in which nobody came: nothing is proposed, and whoever is seated there has nothing to do."""
        return cls(slot, 0.0, None, None, seats, seats, None, 0.0)


def propose(basis: Basis, goal: Goal) -> list[Half]:
    """Every half-hour from the first to the last in which anybody came; nothing while no handling time is known.

    Planned is what the goal asks for; without a goal the fewest that the band allows. Without either there is no
    plan, and `seats` is 0 everywhere.
    """
    handling = basis.handling_seconds
    if not handling:
        return []
    return [_half(slot, basis.mean(slot), handling, goal) for slot in basis.slots]


def _half(slot: int, arrivals: float, handling: int, goal: Goal) -> Half:
    per_hour = arrivals * 2
    load = per_hour * handling / 3600
    by_goal = by_band = None
    if goal.wait_minutes is not None and goal.share is not None:
        limit = goal.wait_minutes * 60
        by_goal = seats_for_goal(per_hour, handling, goal=float(goal.share) / 100, seconds=limit)
    if goal.use_from is not None and goal.use_until is not None:
        by_band = seats_in_band(load, use_from=float(goal.use_from) / 100, use_until=float(goal.use_until) / 100)
    seats = by_goal if by_goal is not None else by_band.fewest if by_band else 0
    queue = Queue(per_hour, handling, seats)
    return Half(
        slot=slot,
        arrivals=arrivals,
        by_goal=by_goal,
        by_band=by_band,
        seats=seats,
        rostered=rostered(seats, goal.shrinkage),
        within=queue.within(goal.wait_minutes * 60) if goal.wait_minutes is not None and seats else None,
        utilisation=queue.utilisation,
    )


@dataclass(frozen=True)
class Happened:
    """A half-hour afterwards: who came, how many of them are known to have waited past the limit, what was open."""

    arrivals: int = 0
    measured: int = 0
    over: int = 0
    open_seconds: int = 0

    @property
    def open_counters(self) -> float:
        return self.open_seconds / HALF_HOUR

    @property
    def share_over(self) -> Decimal | None:
        return Decimal(self.over) / self.measured if self.measured else None


def seat_gap(planned: int, opened: float) -> int:
    """How many counters more (or fewer) were open than planned, to the nearest whole one."""
    return math.floor(opened - planned + 0.5)


def spans_of(seats: Sequence[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Half-hours with their seats put together where the number stays: (from, until, seats), `until` excluded."""
    found: list[tuple[int, int, int]] = []
    for slot, number in sorted(seats):
        if found and found[-1][1] == slot and found[-1][2] == number:
            found[-1] = (found[-1][0], slot + 1, number)
        else:
            found.append((slot, min(slot + 1, SLOTS), number))
    return found
