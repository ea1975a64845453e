"""Halls as they are now, in the same few questions however many; the past is not read."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Count, Q, Value
from django.utils import timezone

from halls.board.rules import Figures
from halls.premises.models import Counter, Device, HallRule, Premises
from halls.premises.rules import business_day, is_open
from halls.premises.selectors import rules_for, windows_of
from halls.queue.models import SessionPause, Visit
from halls.queue.rules import seconds_between
from halls.queue.selectors import open_counters, waits_now

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


def figures_of(halls: Sequence[Premises], *, now: dt.datetime) -> dict[int, Figures]:
    """The figures of each hall by its key; seven questions. Units and their opening hours come with the halls."""
    days = {hall.pk: business_day(now, hall.time_zone) for hall in halls}
    found_rules = rules_for([hall.unit for hall in halls], on=timezone.localdate(now))
    rules = {hall.pk: found_rules.get(hall.unit_id) for hall in halls}
    waits = waits_now(halls, now=now)
    today = _today(days, rules)
    seats, rests = open_counters(halls), _rests(days, now)
    unseen = _unseen(halls, now)
    found = {}
    for hall in halls:
        rule, mine = rules[hall.pk], waits[hall.pk]
        still = [seconds for seconds in mine if seconds is not None]
        limit = rule.wait_minutes if rule else None
        numbers, called_late, counters = today[hall.pk]
        late_now = sum(seconds > limit * 60 for seconds in still) if limit else 0
        found[hall.pk] = Figures(
            waiting=len(mine),
            longest_minutes=max(still, default=0) // 60,
            limit_minutes=limit,
            over_limit=late_now if limit else None,
            today=numbers,
            today_over=called_late + late_now if limit else None,
            share_limit=rule.share_limit if rule else None,
            open_counters=seats.get(hall.pk, 0),
            counters=counters,
            rest_minutes=rule.rest_minutes if rule else None,
            rests=rests[hall.pk],
            unseen=unseen[hall.pk],
        )
    return found


def outcomes_of(hall: Premises, *, now: dt.datetime) -> dict[str, int]:
    """How the numbers of today ended so far, by outcome; those that live are under the empty one."""
    rows = Visit.objects.counted().of(hall).on(business_day(now, hall.time_zone)).order_by()
    return dict(rows.values_list("outcome").annotate(count=Count("*")))


def _today(days: Mapping[int, dt.date], rules: Mapping[int, HallRule | None]) -> dict[int, tuple[int, int, int]]:
    """By hall: numbers of today, those whose wait is known and passed the limit, and counters in use."""
    by_limit: dict[int, list[int]] = defaultdict(list)
    for hall, rule in rules.items():
        if rule and rule.wait_minutes:
            by_limit[rule.wait_minutes].append(hall)
    late = Q()
    for minutes, halls in by_limit.items():
        late |= Q(premises__in=halls, wait_seconds__gt=minutes * 60)
    rows = Visit.objects.counted().filter(premises__in=days, business_day__in=set(days.values())).order_by()
    over = Count("premises", filter=late) if by_limit else Value(0)
    counted = rows.values_list("premises", "business_day").annotate(total=Count("*"), over=over)
    numbers = {hall: (total, late_ones) for hall, day, total, late_ones in counted if day == days[hall]}
    in_use = Counter.objects.filter(premises__in=days, is_active=True).order_by()
    counters = dict(in_use.values_list("premises").annotate(count=Count("*")))
    return {hall: (*numbers.get(hall, (0, 0)), counters.get(hall, 0)) for hall in days}


def _rests(days: Mapping[int, dt.date], now: dt.datetime) -> dict[int, dict[str, int]]:
    """By hall, for how many minutes the counters that rest have rested."""
    rests: dict[int, dict[str, int]] = defaultdict(dict)
    resting = SessionPause.objects.filter(
        session__counter__premises__in=days, session__closed_at=None, ended_at=None
    ).order_by("started_at")
    columns = ("session__counter__premises", "session__counter__name", "started_at")
    for hall, counter, began in resting.values_list(*columns):
        rests[hall][counter] = seconds_between(began, now) // 60
    return rests


def _unseen(halls: Iterable[Premises], now: dt.datetime) -> dict[int, dict[str, int]]:
    """By hall: paired machines and for how many minutes they have not asked, while the hall is open."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    open_ones = [hall for hall in halls if is_open(windows_of(hall), now, hall.time_zone)]
    paired = Device.objects.filter(premises__in=open_ones, revoked_at=None, paired_at__isnull=False)
    for device in paired:
        if device.seen_at is not None:
            found[device.premises_id][device.name] = seconds_between(device.seen_at, now) // 60
    return found
