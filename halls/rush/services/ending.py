"""An emergency ends: calm again, by hand, or with the day; and the line that is written about it the next morning."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.tickets.rules import cleaned_within
from core.audit.services import record
from core.refusals import Refusal
from halls.rush import rules, telling
from halls.rush.choices import Ended, EntryKind
from halls.rush.models import Emergency
from halls.rush.services.opening import remember

if TYPE_CHECKING:
    from halls.rush.rules import Measured
    from org.people.models import Person

MOST_AT_ONCE = 200
ASKED_WITHIN = dt.timedelta(days=14)


class CannotEnd(Refusal):
    """It has ended already, or nobody said how."""


class CannotReview(Refusal):
    """It lasts still, it was looked back on already, or nothing was written."""


@transaction.atomic
def close_emergency(*, emergency: Emergency, result: str, by: Person, now: dt.datetime) -> Emergency:
    """End it by hand, with what came of it. Raises CannotEnd, TextTooLong."""
    said = cleaned_within(result, most=rules.RESULT_MOST, field="result")
    if not said:
        raise CannotEnd(_("Say what came of it."), field="result")
    if not end(emergency, Ended.HAND, result=said, by=by, now=now):
        raise CannotEnd(_("This emergency has ended already."))
    return emergency


def end(
    emergency: Emergency,
    ended: Ended,
    *,
    now: dt.datetime,
    result: str = "",
    by: Person | None = None,
    measured: Measured | None = None,
) -> bool:
    """End it if it is still open, in the caller's transaction; whoever comes second changes nothing."""
    columns: dict[str, Any] = {
        "closed_at": max(now, emergency.opened_at),
        "closed_by": by,
        "ended": ended,
        "result": result,
        "version": emergency.version + 1,
        # A person sees the queue and ends it all the same: the rule waits until it was calm once.
        "rearmed_at": None if ended == Ended.HAND else now,
    }
    if not Emergency.objects.open().filter(pk=emergency.pk).update(**columns):
        return False
    for name, value in columns.items():
        setattr(emergency, name, value)
    remember(emergency, EntryKind.CLOSED, text=result, measured=measured, by=by, now=now)
    telling.tell_closed(emergency, result=result or str(ended.label), by=by, now=now)
    data = {"ended": ended.value, "result": result}
    record("emergency.closed", by=by, now=now, about=emergency.premises, data=data)
    return True


@transaction.atomic
def review_emergency(*, emergency: Emergency, review: str, by: Person, now: dt.datetime) -> Emergency:
    """What helped and what did not, once it is over. Raises CannotReview, TextTooLong."""
    said = cleaned_within(review, most=rules.RESULT_MOST, field="review")
    if not said:
        raise CannotReview(_("Write down what helped and what did not."), field="review")
    if emergency.closed_at is None:
        raise CannotReview(_("It lasts still: end it first."))
    columns = {"review": said, "reviewed_by": by, "reviewed_at": now, "version": emergency.version + 1}
    if not Emergency.objects.filter(pk=emergency.pk, reviewed_at=None).update(**columns):
        raise CannotReview(_("Somebody has looked back on it already."))
    for name, value in columns.items():
        setattr(emergency, name, value)
    remember(emergency, EntryKind.REVIEWED, text=said, by=by, now=now)
    record("emergency.reviewed", by=by, now=now, about=emergency.premises, data={"review": said})
    return emergency


def ask_reviews(*, now: dt.datetime) -> int:
    """Each morning: ask for a line about the emergencies that ended before today; gives how many were asked.

    Each is asked for once, so it may run at any time; the oldest first, and those that were asked for or whose hall
    nobody leads stand in no other's way. What ended longer ago is only listed.
    """
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = Emergency.objects.to_be_reviewed(before=midnight).filter(closed_at__gte=midnight - ASKED_WITHIN)
    asked = 0
    for one in rows.select_related("premises__unit").order_by("closed_at", "pk"):
        asked += telling.ask_review(one, now=now)
        if asked >= MOST_AT_ONCE:
            break
    return asked
