"""Taking a number."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from core import numbers
from core.refusals import Refusal
from halls.premises.models import Premises, Service
from halls.premises.rules import business_day
from halls.premises.selectors import is_offered
from halls.queue import rules
from halls.queue.choices import Entered, Origin, SegmentKind
from halls.queue.models import Segment, Visit
from halls.queue.selectors import by_press

if TYPE_CHECKING:
    from org.people.models import Person


class CannotTake(Refusal):
    """No number is given for this service now."""


@transaction.atomic
def take_number(
    *,
    premises: Premises,
    service: Service,
    origin: Origin,
    now: dt.datetime,
    by: Person | None = None,
    priority: int = 0,
    press: str = "",
    note: str = "",
) -> Visit:
    """The next number of a service today, at the end of its queue. Raises CannotTake.

    A `press` of a machine or a form has one number however often it is sent. Machines stop at the hall's number
    for a day (H13); a person at the reception goes on.

    The number's row is held until the commit, so it is asked for last: whoever else takes one waits from there on.
    """
    if press and (taken := by_press(premises, press)):
        return taken
    if service.premises_id != premises.pk or not service.is_active:
        raise CannotTake(_("This hall does not offer this service."))
    if not is_offered(service, premises, now=now):
        raise CannotTake(_("%(service)s is closed now.") % {"service": service.name})
    if not 0 <= priority <= rules.PRIORITY_MOST:
        raise CannotTake(_("A priority lies between 0 and %(most)d.") % {"most": rules.PRIORITY_MOST})
    day = business_day(now, premises.time_zone)
    try:
        with transaction.atomic():
            (number,) = numbers.reserve(series(premises, day, service.prefix))
            if origin == Origin.KIOSK and number > premises.kiosk_daily_most:
                raise CannotTake(_("All numbers of today have been given out. Please ask at the reception."))
            visit = _new(premises, service, day, number, origin, now, priority, press)
    except IntegrityError:
        # The same press was sent twice at once, and the other one was quicker: the number goes back with the attempt.
        taken = by_press(premises, press) if press else None
        if taken is None:
            raise
        return taken
    Segment.objects.create(
        visit=visit,
        kind=SegmentKind.WAITING,
        entered=Entered.ARRIVED,
        service=service,
        started_at=now,
        staff=by,
        note=note.strip()[: rules.NOTE_MOST],
    )
    return visit


def _new(
    premises: Premises,
    service: Service,
    day: dt.date,
    number: int,
    origin: Origin,
    now: dt.datetime,
    priority: int,
    press: str,
) -> Visit:
    return Visit.objects.create(
        premises=premises,
        business_day=day,
        prefix=service.prefix,
        number=number,
        service=service,
        origin=origin,
        priority=priority or int(service.is_priority),
        arrived_at=now,
        queued_at=now,
        follow_key=secrets.token_urlsafe(15),
        source_key=f"press:{press}" if press else None,
    )


def series(premises: Premises, day: dt.date, prefix: str) -> str:
    """The name of a day's running numbers."""
    return f"visit:{premises.pk}:{day.isoformat()}:{prefix}"
