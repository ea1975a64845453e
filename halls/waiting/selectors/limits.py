"""What each hall is measured by on each day of a period, in one question however many halls."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Case, IntegerField, Q, Value, When

from halls.premises.models import HallRule
from halls.premises.rules import SHARE_LIMIT
from halls.waiting.rules import MINUTE, Dated, Limits, limits_between
from org.units.rules import chain, unit_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models.expressions import Combinable

    from halls.premises.models import Premises


def limits_of(halls: Iterable[Premises], first: dt.date, last: dt.date) -> dict[int, list[Limits]]:
    """By premises: the limits in force from `first` to `last`, days that are alike together."""
    chains = {hall.pk: [unit_id(step) for step in chain(hall.unit.path)] for hall in halls}
    wanted = {pk for keys in chains.values() for pk in keys}
    dated: dict[int, list[Dated]] = defaultdict(list)
    rows = HallRule.objects.filter(unit__in=wanted, valid_from__lte=last).order_by("valid_from", "pk")
    for unit, day, minutes, share in rows.values_list("unit", "valid_from", "wait_minutes", "share_limit"):
        dated[unit].append(Dated(day, minutes, share))
    # Most halls have no rule of their own: those below the same units with rules share one answer.
    known: dict[tuple[int, ...], list[Limits]] = {}
    found = {}
    for pk, keys in chains.items():
        ruled = tuple(key for key in keys if key in dated)
        if ruled not in known:
            known[ruled] = limits_between(ruled, dated, first, last, share=SHARE_LIMIT)
        found[pk] = known[ruled]
    return found


def limit_seconds(limits: Mapping[int, Sequence[Limits]]) -> Combinable | None:
    """The limit of a visit's hall and day in seconds, for the database; None if no day of any hall has one."""
    same: dict[tuple[int, dt.date, dt.date], list[int]] = defaultdict(list)
    kinds = set()
    for hall, stretches in limits.items():
        for one in stretches:
            kinds.add(one.minutes)
            if one.minutes is not None:
                same[one.minutes, one.first, one.last].append(hall)
    if not same:
        return None
    if len(kinds) == 1:
        return Value(kinds.pop() * MINUTE, output_field=IntegerField())  # type: ignore[operator]
    whens = [
        When(Q(premises__in=halls, business_day__range=(first, last)), then=Value(minutes * MINUTE))
        for (minutes, first, last), halls in same.items()
    ]
    return Case(*whens, default=None, output_field=IntegerField())
