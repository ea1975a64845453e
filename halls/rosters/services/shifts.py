"""The acts on one shift: added, moved, taken off. In a published week each takes a reason, and people are told."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.audit.services import record
from core.versions import ChangedMeanwhile, change_as_read
from halls.rosters import rules
from halls.rosters.models import Shift
from halls.rosters.services.holding import (
    CannotRoster,
    check_free,
    check_posted,
    count_on,
    end_swaps,
    hold_people,
    hold_weeks,
)
from halls.rosters.services.telling import tell_changed

if TYPE_CHECKING:
    from halls.premises.models import Counter, Premises
    from halls.rosters.models import RosterWeek
    from org.people.models import Person

__all__ = ["CannotRoster", "add_shift", "move_shift", "remove_shift"]


@transaction.atomic
def add_shift(
    *,
    premises: Premises,
    day: dt.date,
    person: Person,
    starts_at: dt.time,
    ends_at: dt.time,
    counter: Counter | None = None,
    post: str = "",
    reason: str = "",
    by: Person,
    now: dt.datetime,
) -> Shift:
    """Put somebody on the roster. Raises CannotRoster."""
    span = _span(starts_at, ends_at)
    _check_counter(premises, counter)
    week = hold_weeks(premises, [rules.monday_of(day)])[rules.monday_of(day)]
    why = _reason(week, reason)
    hold_people([person.pk])
    check_posted(premises, person, day)
    check_free(person, day, span)
    shift = Shift.objects.create(
        premises=premises,
        week=week,
        day=day,
        person=person,
        counter=counter,
        post=post.strip()[: rules.POST_MOST],
        starts_at=starts_at,
        ends_at=ends_at,
        changed_why=why,
        made_at=now,
        made_by=by,
    )
    count_on([week])
    record("shift.added", by=by, now=now, about=premises, data=_said(shift) | {"reason": why})
    if week.is_published:
        tell_changed(shift, [person], reason=why, now=now)
    return shift


@transaction.atomic
def move_shift(
    *,
    shift: Shift,
    version: int,
    day: dt.date,
    person: Person,
    starts_at: dt.time,
    ends_at: dt.time,
    counter: Counter | None = None,
    post: str = "",
    reason: str = "",
    by: Person,
    now: dt.datetime,
) -> Shift:
    """Another day, time, person or place. Raises CannotRoster, ChangedMeanwhile."""
    premises, former = shift.premises, shift.person
    span = _span(starts_at, ends_at)
    _check_counter(premises, counter)
    weeks = hold_weeks(premises, [shift.monday, rules.monday_of(day)])
    why = next((said for week in weeks.values() if (said := _reason(week, reason))), "")
    hold_people([former.pk, person.pk])
    check_posted(premises, person, day)
    check_free(person, day, span, but=[shift.pk])
    before = _said(shift)
    columns: dict[str, Any] = {
        "week": weeks[rules.monday_of(day)],
        "day": day,
        "person": person,
        "counter": counter,
        "post": post.strip()[: rules.POST_MOST],
        "starts_at": starts_at,
        "ends_at": ends_at,
        "changed_why": why,
    }
    if shift.removed_at is not None:
        raise ChangedMeanwhile(None)
    change_as_read(shift, version=version, **columns)
    count_on(weeks.values())
    end_swaps(shift, now=now)
    data = {"former": before, **_said(shift), "reason": why}
    record("shift.moved", by=by, now=now, about=premises, data=data)
    if any(week.is_published for week in weeks.values()):
        tell_changed(shift, [former, person], reason=why, now=now)
    return shift


@transaction.atomic
def remove_shift(*, shift: Shift, version: int, reason: str = "", by: Person, now: dt.datetime) -> None:
    """Take a shift off the roster; the row stays in the register. Raises CannotRoster, ChangedMeanwhile."""
    week = hold_weeks(shift.premises, [shift.monday])[shift.monday]
    why = _reason(week, reason)
    if shift.removed_at is not None:
        raise ChangedMeanwhile(None)
    change_as_read(shift, version=version, removed_at=now, removed_by=by, changed_why=why)
    count_on([week])
    end_swaps(shift, now=now)
    record("shift.removed", by=by, now=now, about=shift.premises, data=_said(shift) | {"reason": why})
    if week.is_published:
        tell_changed(shift, [shift.person], reason=why, now=now)


def _reason(week: RosterWeek, reason: str) -> str:
    """What is said of a change to a published week; a draft is changed without a word."""
    if not week.is_published:
        return ""
    words = reason.strip()[: rules.WHY_MOST]
    if not words:
        raise CannotRoster(_("This week is published. Say why it is changed."), field="reason")
    return words


def _span(starts_at: dt.time, ends_at: dt.time) -> rules.Span:
    if starts_at >= ends_at:
        raise CannotRoster(_("A shift ends after it begins, on the same day."), field="ends_at")
    return rules.Span(starts_at, ends_at)


def _check_counter(premises: Premises, counter: Counter | None) -> None:
    if counter is not None and counter.premises_id != premises.pk:
        raise CannotRoster(_("This counter stands in another hall."), field="counter")


def _said(shift: Shift) -> dict[str, Any]:
    return {
        "person": shift.person.name,
        "shift": str(shift),
        "counter": str(shift.counter) if shift.counter else "",
        "post": shift.post,
    }
