"""Deciding, day by day, which source of a hall counts, and marking the others."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from halls.intake.choices import Channel, Source
from halls.intake.models import DayTotal
from halls.intake.rules import CHANNEL_OF, Known, counting
from halls.premises.models import Premises
from halls.queue.choices import Origin
from halls.queue.models import Visit
from halls.waiting.services import forget

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from halls.premises.models import PremisesQuerySet

MOST_DAYS_AT_ONCE = 400


@transaction.atomic
def settle_days(*, premises: int, days: Iterable[dt.date]) -> int:
    """Mark what counts and what does not on some days of a hall; says how many marks changed.

    The hall's row is held, so that of two sources that come at once the second one sees the first.
    """
    there = hold_halls(Premises.objects.filter(pk=premises))
    wanted = sorted(set(days))
    changed = 0
    for start in range(0, len(wanted), MOST_DAYS_AT_ONCE):
        some = wanted[start : start + MOST_DAYS_AT_ONCE]
        known = known_on(premises=premises, days=some)
        chosen = {day: counting(sources) for day, sources in known.items()}
        changed += _mark_sheets(premises, some, chosen) + _mark_totals(premises, some, chosen)
    # What was kept of these days is no longer what stands there.
    forget(halls=there, days=wanted)
    return changed


def hold_halls(halls: PremisesQuerySet) -> list[Premises]:
    """Hold the rows of `halls`, and no unit's, until the transaction ends; everybody holds several in this order."""
    wanted = Premises.objects.filter(pk__in=halls.order_by().values("pk")).order_by("pk")
    return list(wanted.select_for_update(no_key=True))


def known_on(*, premises: int, days: Iterable[dt.date]) -> dict[dt.date, set[Known]]:
    """From what sources the customers of some days are known; two questions."""
    found: dict[dt.date, set[Known]] = defaultdict(set)
    visits = Visit.objects.filter(premises=premises, business_day__in=days)
    for day, service, origin in visits.values_list("business_day", "service", "origin").distinct():
        source = Source.SHEET if origin == Origin.SHEET else Source.RECORDED
        found[day].add(Known(CHANNEL_OF[Origin(origin)], service, source))
    totals = DayTotal.objects.current().filter(premises=premises, business_day__in=days, is_withdrawn=False)
    for day, channel, service in totals.values_list("business_day", "channel", "service"):
        found[day].add(Known(Channel(channel), service, Source.TOTAL))
    return found


def _mark_sheets(premises: int, days: list[dt.date], chosen: Mapping[dt.date, set[Known]]) -> int:
    sheets = Visit.objects.filter(premises=premises, business_day__in=days, origin=Origin.SHEET)
    wrong: dict[bool, Q] = {}
    for day, service, is_counted in sheets.values_list("business_day", "service", "is_counted").distinct():
        should = Known(Channel.QUEUE, service, Source.SHEET) in chosen[day]
        if should != is_counted:
            wrong[should] = wrong.get(should, Q()) | Q(business_day=day, service=service)
    return sum(sheets.filter(which).update(is_counted=should) for should, which in wrong.items())


def _mark_totals(premises: int, days: list[dt.date], chosen: Mapping[dt.date, set[Known]]) -> int:
    totals = DayTotal.objects.current().filter(premises=premises, business_day__in=days, is_withdrawn=False)
    wrong: dict[bool, list[int]] = {True: [], False: []}
    for pk, day, channel, service, is_counted in totals.values_list(
        "pk", "business_day", "channel", "service", "is_counted"
    ):
        should = Known(Channel(channel), service, Source.TOTAL) in chosen[day]
        if should != is_counted:
            wrong[should].append(pk)
    return sum(DayTotal.objects.filter(pk__in=keys).update(is_counted=should) for should, keys in wrong.items())
