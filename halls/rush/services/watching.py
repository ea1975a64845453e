"""The sweep: once a minute every hall with a rule is looked at. Safe to run twice, or by two at once."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction

from halls.premises.models import Premises
from halls.premises.rules import local
from halls.rush import rules, telling
from halls.rush.choices import Ended, EntryKind, Trigger
from halls.rush.models import Emergency
from halls.rush.selectors import halls_now
from halls.rush.services.ending import end
from halls.rush.services.opening import open_by_rule, remember

if TYPE_CHECKING:
    from halls.rush.selectors import HallNow


def sweep(*, now: dt.datetime) -> int:
    """Open what a rule opens, follow what is open, end what is calm; gives how many emergencies opened or ended."""
    halls = list(Premises.objects.select_related("unit").order_by("pk"))
    open_ones = {one.premises_id: one for one in Emergency.objects.open().select_related("premises__unit")}
    last = _last_ended([hall.pk for hall in halls if hall.pk not in open_ones])
    moved = 0
    for here in halls_now(halls, now=now):
        met = rules.met(here.conditions, here.measured) if here.conditions else None
        emergency = open_ones.get(here.premises.pk)
        if emergency is not None and emergency.business_day != here.day:
            moved += _end_with_its_day(emergency, now=now)
            emergency = None
        if emergency is not None:
            moved += _follow(emergency, here, met, now=now)
        elif met is None:
            _rearm(last.get(here.premises.pk), now=now)
        elif here.is_open and _is_armed(last.get(here.premises.pk), here.day):
            moved += open_by_rule(here, met, now=now) is not None
    return moved


@transaction.atomic
def _end_with_its_day(emergency: Emergency, *, now: dt.datetime) -> bool:
    return end(emergency, Ended.NIGHT, now=now)


def _last_ended(halls: list[int]) -> dict[int, Emergency]:
    """By hall, the last one that a person ended while it was busy and that the rule waits for."""
    rows = Emergency.objects.filter(premises__in=halls, rearmed_at=None).exclude(closed_at=None)
    return {one.premises_id: one for one in rows.order_by("opened_at", "pk")}


def _is_armed(last: Emergency | None, day: dt.date) -> bool:
    return last is None or last.business_day != day


def _rearm(last: Emergency | None, *, now: dt.datetime) -> None:
    if last is not None:
        Emergency.objects.filter(premises=last.premises_id, rearmed_at=None).exclude(closed_at=None).update(
            rearmed_at=now
        )


@transaction.atomic
def _follow(emergency: Emergency, here: HallNow, met: Trigger | None, *, now: dt.datetime) -> bool:
    """What became of an open one since the last look; gives whether it ended."""
    columns = _worst(emergency, here)
    rule = here.rule
    calm_minutes, escalate = (rule.calm_minutes, rule.escalate_minutes) if rule else (None, None)
    told = _turned(emergency, met, columns, now=now) if here.conditions and not here.conditions.is_empty else None
    if emergency.escalated_at is None and rules.lasts_too_long(emergency.opened_at, escalate_minutes=escalate, now=now):
        columns["escalated_at"] = now
    if columns and not _write(emergency, columns):
        return False
    if told is not None:
        remember(emergency, told, measured=here.measured, by=None, now=now)
    if "escalated_at" in columns:
        since = f"{local(emergency.opened_at, here.premises.time_zone):%H:%M}"
        telling.tell_lasting(emergency, here.measured, since=since, now=now)
        remember(emergency, EntryKind.ESCALATED, measured=here.measured, by=None, now=now)
    # Who opened it by hand knows what is coming and ends it by hand.
    by_rule = emergency.trigger != Trigger.HAND
    if by_rule and rules.is_over(emergency.calm_since, calm_minutes=calm_minutes, now=now):
        return end(emergency, Ended.RULE, measured=here.measured, now=now)
    return False


def _worst(emergency: Emergency, here: HallNow) -> dict[str, Any]:
    worst = {
        "most_waiting": max(emergency.most_waiting, here.measured.waiting),
        "most_minutes": max(emergency.most_minutes, here.measured.longest_minutes),
    }
    return {name: value for name, value in worst.items() if value != getattr(emergency, name)}


def _turned(
    emergency: Emergency, met: Trigger | None, columns: dict[str, Any], *, now: dt.datetime
) -> EntryKind | None:
    """Whether it became calm or busy since the last look; says so in `columns` and gives the line of the log."""
    if met is None and emergency.calm_since is None:
        columns["calm_since"] = now
        return EntryKind.CALM
    if met is not None and emergency.calm_since is not None:
        columns["calm_since"] = None
        return EntryKind.BUSY
    return None


def _write(emergency: Emergency, columns: dict[str, Any]) -> bool:
    """Only as it was read: of two sweeps at once one tells of what happened."""
    columns = columns | {"version": emergency.version + 1}
    if not Emergency.objects.open().filter(pk=emergency.pk, version=emergency.version).update(**columns):
        return False
    for name, value in columns.items():
        setattr(emergency, name, value)
    return True
