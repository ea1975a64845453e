"""Who decides in whose place, and reminders to those who have not decided."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.approvals.choices import StepState
from core.approvals.models import ApprovalVoice, Substitute
from core.approvals.services.notices import remind_of, tell_appointed
from core.approvals.services.refusals import CannotAppoint, CannotEnd
from core.audit.rules import plain_text
from core.audit.services import record

LONGEST = dt.timedelta(days=184)
MOST_AT_ONCE = 500


@transaction.atomic
def appoint_substitute(
    *, person: Any, substitute: Any, from_on: dt.date, to_on: dt.date, reason: str, by: Any, now: dt.datetime
) -> Substitute:
    """Let `substitute` decide in place of `person` on those days, both included.

    The caller has checked that `by` is the person or looks after the system. Raises CannotAppoint for
    oneself, days that are over, backwards or more than half a year, and a second time for the same days.
    """
    if substitute == person:
        raise CannotAppoint(_("Name somebody else than the person to be replaced."), field="substitute")
    if by != person and by == substitute:
        raise CannotAppoint(_("Nobody appoints themselves in another person's place."), field="substitute")
    if not substitute.is_active:
        raise CannotAppoint(_("This person may no longer sign in."), field="substitute")
    if to_on < from_on or to_on < timezone.localdate(now):
        raise CannotAppoint(_("The last day is not before the first, nor in the past."), field="to_on")
    if to_on - from_on > LONGEST:
        raise CannotAppoint(_("At most half a year at a time."), field="to_on")
    same = Substitute.objects.filter(person=person, substitute=substitute, ended_at=None)
    if same.filter(from_on__lte=to_on, to_on__gte=from_on).exists():
        raise CannotAppoint(_("This person already stands in on some of these days."), field="substitute")
    place = Substitute.objects.create(
        person=person,
        substitute=substitute,
        from_on=from_on,
        to_on=to_on,
        reason=plain_text(reason)[:200],
        appointed_by=by,
        appointed_at=now,
    )
    record("substitute.appointed", by=by, now=now, about=place, data={"reason": reason, "from": from_on, "to": to_on})
    tell_appointed(place, address=reverse("substitutes"), now=now)
    return place


@transaction.atomic
def end_substitute(*, place: Substitute, by: Any, now: dt.datetime) -> None:
    """End a substitution at once; what was decided in it stands. Raises CannotEnd the second time."""
    if not Substitute.objects.filter(pk=place.pk, ended_at=None).update(ended_at=now, ended_by=by):
        raise CannotEnd(_("It has ended already."))
    record("substitute.ended", by=by, now=now, about=place)


def remind(*, now: dt.datetime) -> int:
    """Remind everybody whose word has been wanted for APPROVAL_REMIND_HOURS, or that long since last reminded.

    One notice a voice and interval, also when two workers do this at once. Gives the number of notices.
    """
    interval = dt.timedelta(hours=settings.APPROVAL_REMIND_HOURS)
    due = Q(reminded_at=None, step__opened_at__lte=now - interval) | Q(reminded_at__lte=now - interval)
    waiting = ApprovalVoice.objects.filter(due, decision="", step__state=StepState.WAITING, person__is_active=True)
    sent = 0
    for voice in waiting.select_related("person", "step__request").order_by("pk")[:MOST_AT_ONCE]:
        with transaction.atomic():
            mine = ApprovalVoice.objects.filter(pk=voice.pk, decision="", reminded_at=voice.reminded_at)
            if not mine.update(reminded_at=now):
                continue
            remind_of(voice, interval=int((now - voice.step.opened_at) / interval), now=now)  # type: ignore[operator]
            sent += 1
    return sent
