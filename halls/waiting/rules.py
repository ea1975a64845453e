"""How waits are counted: overtime on three bases, nearest ranks, half-hours, limits by day, visits that could move.

Values in, values out: no row, no clock, no settings.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from halls.waiting.choices import Base

HALF_HOURS = 48
MINUTE = 60


@dataclass(frozen=True)
class Tally:
    """Waits that have been counted; everything in it adds up, so that a total is a ratio of sums (S0 1.1).

    `tickets` are all, with those who left or still wait; `served` ended with service; `waited` waited at all. The
    `measured` ones fell on days for which a limit is set: only of these is it known whether they are `over` it.
    `known` waits have come to their end and last `wait_seconds` together. `over_waited` are those over the limit of
    whom it is known that they waited: a total by hand does not say who did. `by_hand` are tickets of such totals, of
    which no visit tells; `waiting` still wait, so that what is over of them moves.
    """

    tickets: int = 0
    served: int = 0
    waited: int = 0
    measured: int = 0
    measured_served: int = 0
    measured_waited: int = 0
    over: int = 0
    over_served: int = 0
    known: int = 0
    wait_seconds: int = 0
    over_waited: int = 0
    by_hand: int = 0
    waiting: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(mine + theirs for mine, theirs in zip(self.as_tuple, other.as_tuple, strict=True)))

    @property
    def as_tuple(self) -> tuple[int, ...]:
        return (
            self.tickets, self.served, self.waited, self.measured, self.measured_served, self.measured_waited,
            self.over, self.over_served, self.known, self.wait_seconds, self.over_waited, self.by_hand,
            self.waiting,
        )  # fmt: skip

    def count(self, base: Base) -> int:
        return {Base.ALL: self.tickets, Base.SERVED: self.served, Base.WAITED: self.waited}[base]

    def out_of(self, base: Base) -> int:
        """What the share is out of: tickets of the base on days with a limit."""
        return {Base.ALL: self.measured, Base.SERVED: self.measured_served, Base.WAITED: self.measured_waited}[base]

    def over_of(self, base: Base) -> int:
        return {Base.ALL: self.over, Base.SERVED: self.over_served, Base.WAITED: self.over_waited}[base]

    def share(self, base: Base) -> Decimal | None:
        """S0-Q1: overtime ÷ tickets as a ratio; None where no limit was set or nobody came (rule book 7, I-17)."""
        return Decimal(self.over_of(base)) / whole if (whole := self.out_of(base)) else None

    @property
    def mean_seconds(self) -> Decimal | None:
        return Decimal(self.wait_seconds) / self.known if self.known else None


NOTHING = Tally()


def tally(*, limit: int | None, tickets: int, served: int, waited: int, over: int, over_served: int, known: int,
          wait_seconds: int) -> Tally:  # fmt: skip
    """A tally of single visits that all had the same limit in minutes; without one none of them is measured.

    Whoever waited past a limit of a minute or more has waited, so that these are over it on two bases alike.
    """
    if limit is None:
        return Tally(tickets, served, waited, known=known, wait_seconds=wait_seconds)
    return Tally(tickets, served, waited, tickets, served, waited, over, over_served, known, wait_seconds, over)


def total(tallies: Iterable[Tally]) -> Tally:
    added = NOTHING
    for one in tallies:
        added += one
    return added


def is_over(wait_seconds: int, limit: int | None) -> bool:
    """Whether a wait has passed a limit in minutes: to the second at the limit is still within it."""
    return limit is not None and wait_seconds > limit * MINUTE


def is_finding(share: Decimal | None, share_limit: Decimal) -> bool:
    """S0-Q1: a share above the line is a finding; the line itself is not."""
    return share is not None and share * 100 > share_limit


def mean_of_shares(tallies: Iterable[Tally], base: Base) -> Decimal | None:
    """The wrong way to a total, which the page names as such: small halls weigh as much as large ones."""
    shares = [share for one in tallies if (share := one.share(base)) is not None]
    return sum(shares, Decimal(0)) / len(shares) if shares else None


@dataclass(frozen=True)
class Printed:
    """A total as its source prints it, kept beside what the rows come to (I-01)."""

    month: str
    tickets: int
    over: int
    source: str


PRINTED = (Printed("2011-01", 30_034, 6_591, "S0 1.1"),)


def printed_otherwise(month: str, found: Tally) -> Printed | None:
    """The printed total of a month that has exactly these tickets, if it is another than the rows come to."""
    for one in PRINTED:
        if (one.month, one.tickets) == (month, found.tickets) and one.over != found.over:
            return one
    return None


def rank(percent: int, count: int) -> int:
    """Nearest rank: the smallest place, from 1, at which at least `percent` of `count` values stand or came before."""
    return max(1, -(-percent * count // 100))


def nearest_rank(values: Sequence[int], percent: int) -> int | None:
    """The value at the nearest rank of `values`, which are in order; one that occurred, never one in between."""
    return values[rank(percent, len(values)) - 1] if values else None


def half_hour(time: dt.time) -> int:
    """The half-hour of the day that a time lies in, from 0: each begins at its start and ends before the next."""
    return time.hour * 2 + time.minute // 30


def half_hour_words(place: int) -> str:
    """`09:00–09:30`; the last of the day ends at 24:00."""
    return f"{_clock(place)}–{_clock(place + 1)}"


def _clock(place: int) -> str:
    return f"{place // 2:02d}:{place % 2 * 30:02d}"


@dataclass(frozen=True)
class Limits:
    """What a hall is measured by on the days from `first` to `last`: minutes, or None, and the share allowed."""

    first: dt.date
    last: dt.date
    minutes: int | None
    share: Decimal


@dataclass(frozen=True)
class Dated:
    """A rule of some unit as it is kept."""

    valid_from: dt.date
    minutes: int | None
    share: Decimal


def limits_between(
    chain: Sequence[int], rules: Mapping[int, Sequence[Dated]], first: dt.date, last: dt.date, *, share: Decimal
) -> list[Limits]:
    """The limits of each day from `first` to `last`, days that are alike together.

    `chain` are the hall's unit and those above it, the highest first; on each day the nearest unit with a rule in
    force counts. `rules` stand in the order of their days, of one day in the order they were made: the last one
    counts. `share` is allowed where nothing says otherwise.
    """
    own = [one for unit in chain for one in rules.get(unit, ())]
    begins = sorted({first, *(one.valid_from for one in own if first < one.valid_from <= last)})
    found: list[Limits] = []
    for place, begin in enumerate(begins):
        end = begins[place + 1] - dt.timedelta(days=1) if place + 1 < len(begins) else last
        rule = _in_force(chain, rules, begin)
        minutes, allowed = (rule.minutes, rule.share) if rule else (None, share)
        if found and (found[-1].minutes, found[-1].share) == (minutes, allowed):
            found[-1] = Limits(found[-1].first, end, minutes, allowed)
        else:
            found.append(Limits(begin, end, minutes, allowed))
    return found


def _in_force(chain: Sequence[int], rules: Mapping[int, Sequence[Dated]], day: dt.date) -> Dated | None:
    for unit in reversed(chain):
        dated = [one for one in rules.get(unit, ()) if one.valid_from <= day]
        if dated:
            return dated[-1]
    return None


def limit_on(limits: Sequence[Limits], day: dt.date) -> int | None:
    """The limit in minutes in force on a day."""
    return next((one.minutes for one in limits if one.first <= day <= one.last), None)


def limits_by(limits: Sequence[Limits], day: dt.date) -> Limits:
    """What is in force on a day; of a day before or after all of them the first or the last of these."""
    return next((one for one in limits if day <= one.last), limits[-1])


@dataclass(frozen=True)
class Load:
    """A hall's half-hour over the days of a period: what came in it in all, and on how many days the hall was open."""

    tally: Tally
    days: int

    @property
    def each_day(self) -> Decimal:
        return Decimal(self.tally.tickets) / self.days if self.days else Decimal(0)

    @property
    def over_each_day(self) -> Decimal:
        return Decimal(self.tally.over) / self.days if self.days else Decimal(0)


@dataclass(frozen=True)
class Move:
    """Visits a day that could go from one hall to another in a half-hour."""

    half_hour: int
    busy: Load
    idle: Load
    visits: Decimal


def proven(day: Mapping[int, Load], share_limit: Decimal) -> Decimal:
    """The most a hall has taken in a half-hour, a day in the mean, with its overtime share within the line."""
    calm = [one.each_day for one in day.values() if _within(one, share_limit)]
    return max(calm, default=Decimal(0))


def moves(busy: Mapping[int, Load], idle: Mapping[int, Load], *, busy_line: Decimal, idle_line: Decimal) -> list[Move]:
    """What could be diverted 客户分流 (S0-Q1), by half-hour, the most first.

    In a half-hour in which one hall is above its line and the other within its own: the visits over the limit in
    the first, at most as many as the second has room for. Its room is what it has proven to take, less what it has.
    """
    most = proven(idle, idle_line)
    found = []
    for place, load in busy.items():
        other = idle.get(place)
        if other is None or not is_finding(load.tally.share(Base.ALL), busy_line) or not _within(other, idle_line):
            continue
        visits = min(load.over_each_day, most - other.each_day)
        if visits > 0:
            found.append(Move(place, load, other, visits))
    return sorted(found, key=lambda move: (-move.visits, move.half_hour))


def _within(load: Load, line: Decimal) -> bool:
    share = load.tally.share(Base.ALL)
    return share is not None and not is_finding(share, line)
