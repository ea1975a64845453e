"""The counts of a period: from what is kept of days that are over, and from the visits where nothing is kept."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Sum

from halls.premises.rules import business_day
from halls.waiting.models import SUMS, WaitCell, WaitDay
from halls.waiting.rules import NOTHING, Tally, limit_on, limits_by, tally
from halls.waiting.selectors.counting import DAY, EACH_DAY, HALF_HOUR, HALL, SERVICE, Key, by_hand, counted
from halls.waiting.selectors.limits import limits_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from halls.premises.models import Premises
    from halls.waiting.rules import Limits

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Waits:
    """The visits of some halls from one day to another, as they stand at `now`."""

    halls: Sequence[Premises]
    first: dt.date
    last: dt.date
    now: dt.datetime

    @cached_property
    def limits(self) -> dict[int, list[Limits]]:
        return limits_of(self.halls, self.first, self.last)

    @cached_property
    def open_from(self) -> dt.date:
        """The first day that is not over in every one of the halls."""
        today = min((business_day(self.now, hall.time_zone) for hall in self.halls), default=self.first)
        return max(self.first, min(today, self.last + ONE_DAY))

    @cached_property
    def kept(self) -> Kept:
        return Kept(self.halls, self.first, self.open_from - ONE_DAY, self.limits)

    def by(self, *keys: str) -> dict[Key, Tally]:
        """Tallies by `keys` (premises, business_day, service, half_hour), totals by hand with them.

        Such a total knows no half-hour, and may know no service: it stands under None. Where nobody came there is
        no tally.
        """
        found: dict[Key, Tally] = defaultdict(lambda: NOTHING, self.of_visits(*keys))
        for (hall, day, service), one in self.by_hand.items():
            parts = {HALL: hall, DAY: day, SERVICE: service, HALF_HOUR: None}
            found[tuple(parts[key] for key in keys)] += one
        return {key: one for key, one in found.items() if one.tickets}

    def of_visits(self, *keys: str) -> dict[Key, Tally]:
        """Tallies by `keys` of single visits alone."""
        found: dict[Key, Tally] = defaultdict(lambda: NOTHING)
        for key, one in self._parts(keys):
            found[key] += one
        return {key: one for key, one in found.items() if one.tickets}

    def line_of(self, hall: Premises) -> Limits:
        """What a hall is measured by on the last day, or today while it is still to come."""
        return limits_by(self.limits[hall.pk], min(self.last, business_day(self.now, hall.time_zone)))

    @cached_property
    def by_hand(self) -> dict[tuple[int, dt.date, int | None], Tally]:
        """Totals of days by hand, by hall, day and service."""
        return by_hand(self.halls, self.first, self.last, self.limits)

    def _parts(self, keys: Sequence[str]) -> list[tuple[Key, Tally]]:
        parts = list(self.kept.sums(keys))
        more = tuple(key for key in keys if key not in EACH_DAY)
        counting = [(self.halls, self.open_from, self.last, None), (*self.kept.missing, self.kept.has)]
        for halls, first, last, is_kept in counting:
            for key, one in counted(halls, first, last, self.limits, now=self.now, keys=more).items():
                if is_kept is None or not is_kept(key[0], key[1]):
                    named = dict(zip((*EACH_DAY, *more), key, strict=True))
                    parts.append((tuple(named[name] for name in keys), one))
        return parts


@dataclass(frozen=True)
class Kept:
    """What is kept of days that are over. A hall is whole when every day of it is, by the limit of that day."""

    halls: Sequence[Premises]
    first: dt.date
    last: dt.date
    limits: Mapping[int, Sequence[Limits]]

    @property
    def days(self) -> int:
        return max(0, (self.last - self.first).days + 1)

    @cached_property
    def whole(self) -> list[int]:
        """Halls all of whose days are kept."""
        return list(self.totals)

    @cached_property
    def totals(self) -> dict[int, Tally]:
        """What the days of each such hall come to; one question of few rows, since limits seldom change."""
        if not self.days:
            return {}
        found = {}
        rows = self._rows(WaitDay, [one.pk for one in self.halls])
        sums = {f"all_{name}": Sum(name) for name in SUMS}
        grouped = rows.values_list("premises", "limit_minutes").annotate(number=Count("*"), **sums)
        for hall, limit, number, *counts in grouped:
            if number == self.days and self._asked(hall) == {limit}:
                found[hall] = tally(limit=limit, **dict(zip(SUMS, counts, strict=True)))
        return found

    def _asked(self, hall: int) -> set[int | None]:
        """The one limit of these days; nothing if it changed, and then each day is looked at."""
        within = {one.minutes for one in self.limits[hall] if one.first <= self.last}
        return within if len(within) == 1 else set()

    @cached_property
    def single_days(self) -> set[tuple[int, dt.date]]:
        """The days that are kept of the other halls."""
        rows = self._rows(WaitDay, [hall.pk for hall in self._others])
        named = rows.values_list("premises", "business_day", "limit_minutes")
        return {(hall, day) for hall, day, limit in named if limit == limit_on(self.limits[hall], day)}

    @property
    def missing(self) -> tuple[Sequence[Premises], dt.date, dt.date]:
        """The halls and days among which visits are to be counted that nothing is kept of."""
        return self._others, self.first, self.last

    def has(self, hall: int, day: dt.date) -> bool:
        return (hall, day) in self.single_days

    @cached_property
    def _others(self) -> list[Premises]:
        whole = set(self.whole)
        return [hall for hall in self.halls if hall.pk not in whole]

    def sums(self, keys: Sequence[str]) -> list[tuple[Key, Tally]]:
        """Tallies by `keys` of all that is kept; some keys more than once."""
        if not self.days:
            return []
        model = WaitCell if {SERVICE, HALF_HOUR} & set(keys) else WaitDay
        if set(keys) <= {HALL}:
            parts: list[tuple[Key, Tally]] = [((hall,) * len(keys), one) for hall, one in self.totals.items()]
        else:
            parts = _summed(self._rows(model, self.whole), keys)
        if self.single_days:
            more = tuple(dict.fromkeys((*EACH_DAY, *keys)))
            for key, one in _summed(self._rows(model, [hall.pk for hall in self._others]), more):
                named = dict(zip(more, key, strict=True))
                if self.has(named[HALL], named[DAY]):
                    parts.append((tuple(named[name] for name in keys), one))
        return parts

    def _rows(self, model: type[WaitDay | WaitCell], halls: Sequence[int]) -> QuerySet[Any]:
        return model._default_manager.filter(  # noqa: SLF001 - the one public name of it
            premises__in=halls, business_day__range=(self.first, self.last)
        ).order_by()


def _summed(rows: QuerySet[Any], keys: Sequence[str]) -> list[tuple[Key, Tally]]:
    """By `keys`; days with a limit and days without one apart, since only the first are measured."""
    totals = {f"all_{name}": Sum(name) for name in SUMS}
    place = len(keys)
    return [
        (row[:place], tally(limit=row[place], **dict(zip(SUMS, row[place + 1 :], strict=True))))
        for row in rows.values_list(*keys, "limit_minutes").annotate(**totals)
    ]


def by_one(found: Mapping[Key, Tally], read: Callable[[Any], Any] = lambda value: value) -> dict[Any, Tally]:
    """Tallies of one key, put together by what `read` makes of it."""
    together: dict[Any, Tally] = defaultdict(lambda: NOTHING)
    for (key,), one in found.items():
        together[read(key)] += one
    return dict(together)
