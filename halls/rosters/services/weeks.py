"""The acts on a week: copied into another one, published."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.audit.services import record
from core.refusals import Refusal
from core.versions import change_as_read
from halls.rosters import rules
from halls.rosters.models import RosterWeek, Shift
from halls.rosters.selectors import postings_in, week_of
from halls.rosters.services.holding import CannotRoster, count_on, hold_people, hold_weeks
from halls.rosters.services.telling import tell_published

if TYPE_CHECKING:
    from halls.premises.models import Premises
    from halls.rosters.selectors import Week
    from org.people.models import Person

NAMED_MOST = 4
"""So many troubles are named in a refusal; the page shows them all."""


class CannotPublish(Refusal):
    """The week is not one that can be published, or not without a reason."""


@transaction.atomic
def copy_week(
    *,
    premises: Premises,
    monday: dt.date,
    into: dt.date,
    leaving_out: bool = False,
    by: Person,
    now: dt.datetime,
) -> list[Shift]:
    """The shifts of the week of `monday` once more in the week of `into`. Raises CannotRoster.

    A shift whose person is not posted there that day or has another one then stops the copy, unless `leaving_out`:
    then the others are copied.
    """
    source, target = rules.monday_of(monday), rules.monday_of(into)
    if source == target:
        raise CannotRoster(_("Choose another week to copy into."), field="into")
    week = hold_weeks(premises, [target])[target]
    if week.is_published:
        raise CannotRoster(_("That week is published already; it is changed shift by shift."), field="into")
    days = rules.days_of(source)
    rows = Shift.objects.standing().filter(premises=premises).in_days(days[0], days[-1]).select_related("person")
    shifts = list(rows.order_by("day", "starts_at", "pk"))
    if not shifts:
        raise CannotRoster(_("There is nothing to copy in this week."))
    hold_people(shift.person_id for shift in shifts)
    ahead = target - source
    stays = _without_room(premises, shifts, ahead)
    if stays and not leaving_out:
        named = "；".join(f"{one.person.name} {one.day + ahead:%m-%d} {one.starts_at:%H:%M}" for one in stays)
        raise CannotRoster(
            _("These cannot be copied, since their person is away or has a shift then: %(shifts)s") % {"shifts": named},
            field="leaving_out",
        )
    copied = Shift.objects.bulk_create(
        Shift(
            premises=premises,
            week=week,
            day=shift.day + ahead,
            person=shift.person,
            counter_id=shift.counter_id,
            post=shift.post,
            starts_at=shift.starts_at,
            ends_at=shift.ends_at,
            made_at=now,
            made_by=by,
        )
        for shift in shifts
        if shift not in stays
    )
    count_on([week])
    data = {"from_week": source.isoformat(), "week": target.isoformat(), "shifts": len(copied)}
    record("roster.copied", by=by, now=now, about=premises, data=data)
    return copied


def _without_room(premises: Premises, shifts: list[Shift], ahead: dt.timedelta) -> list[Shift]:
    """Those whose person is not posted there `ahead` of the day, or has another shift then. Two questions."""
    first, last = shifts[0].day + ahead, shifts[-1].day + ahead
    postings = [
        (one.person_id, one.starts_on, one.ends_on or dt.date.max)
        for one in postings_in(premises, first, last)
        if one.person.is_active
    ]
    taken: dict[tuple[int, dt.date], list[rules.Span]] = defaultdict(list)
    for other in Shift.objects.standing().of_people({one.person_id for one in shifts}).in_days(first, last):
        taken[other.person_id, other.day].append(other.span)

    def can_stand(shift: Shift) -> bool:
        day = shift.day + ahead
        is_posted = any(one == shift.person_id and since <= day <= until for one, since, until in postings)
        return is_posted and not any(shift.span.meets(span) for span in taken[shift.person_id, day])

    return [shift for shift in shifts if not can_stand(shift)]


@transaction.atomic
def publish_week(
    *, premises: Premises, monday: dt.date, version: int, reason: str = "", by: Person, now: dt.datetime
) -> RosterWeek:
    """Everybody on the roster is told, and from now on each change takes a reason. Raises CannotPublish,
    ChangedMeanwhile.

    S4 5.2: while fewer are on duty than the rule in force demands, or somebody could not serve as planned, it is
    published only with a reason, which stays.
    """
    week = hold_weeks(premises, [monday])[monday]
    if week.is_published:
        raise CannotPublish(_("This week is published already."))
    found = week_of(premises, monday)
    if not found.shifts:
        raise CannotPublish(_("Nobody is on this roster yet."))
    words = reason.strip()[: rules.WHY_MOST]
    troubles = troubles_of(found)
    if troubles and not words:
        raise CannotPublish(
            _("Say why the week is published although: %(troubles)s")
            % {"troubles": "；".join(troubles[:NAMED_MOST]) + ("…" if len(troubles) > NAMED_MOST else "")},
            field="reason",
        )
    change_as_read(week, version=version, published_at=now, published_by=by, reason=words if troubles else "")
    tell_published(week, {shift.person_id: shift.person for shift in found.shifts}.values(), now=now)
    data = {"week": monday.isoformat(), "shifts": len(found.shifts), "reason": week.reason, "troubles": troubles}
    record("roster.published", by=by, now=now, about=premises, data=data)
    return week


def troubles_of(week: Week) -> list[str]:
    """What makes a reason necessary, in words."""
    short = [
        gettext("%(day)s %(time)s: %(there)s on duty, at least %(least)s")
        % {"day": f"{day:%m-%d}", "time": gap.words, "there": gap.there, "least": gap.wanted}
        for day, gap in week.below_least
    ]
    return short + [f"{shift.person.name} {shift.day:%m-%d}: {conflict.label}" for shift, conflict in week.heavy]
