"""Who sits at which counter: its open time, its pauses, and taking over."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from core.audit.services import record
from core.refusals import Refusal
from halls.premises.rules import business_day
from halls.queue.choices import PauseReason, SessionEnd
from halls.queue.models import CounterSession, SessionPause
from halls.queue.rules import not_before
from halls.queue.selectors import at_counter

if TYPE_CHECKING:
    from halls.premises.models import Counter
    from org.people.models import Person


class CannotSit(Refusal):
    """Nobody can open, pause or leave this counter now."""


class NotSigned(CannotSit):
    """Whoever acts sits at the counter no longer."""

    def __init__(self) -> None:
        super().__init__(_("You are no longer signed on at this counter."))


class CounterMoved(Refusal):
    """The counter has acted since the page was made on which somebody has pressed now."""

    def __init__(self) -> None:
        super().__init__(
            _("This was pressed twice, or on an older page. Nothing was done now; this is how the counter stands.")
        )


@transaction.atomic
def open_session(*, counter: Counter, by: Person, now: dt.datetime, take_over: bool = False) -> CounterSession:
    """Sit down at a counter. One person at a time, and one counter a person: leaving the other one comes first.

    With `take_over`, whoever forgot to sign off is signed off, and the trail says by whom. Raises CannotSit.
    """
    if not counter.is_active:
        raise CannotSit(_("This counter is not in use."))
    mine = CounterSession.objects.filter(staff=by, closed_at=None).select_related("counter__premises__unit").first()
    if mine is not None and mine.counter_id == counter.pk:
        return mine
    if mine is not None:
        where = {"counter": mine.counter, "hall": mine.counter.premises}
        raise CannotSit(_("You are still signed on at counter %(counter)s of %(hall)s. Sign off there first.") % where)
    sitting = CounterSession.objects.filter(counter=counter, closed_at=None).select_related("staff").first()
    if sitting is not None:
        if not take_over:
            raise CannotSit(_("%(name)s sits at this counter.") % {"name": sitting.staff})
        _end(sitting, SessionEnd.TAKEN_OVER, now=now)
        data = {"counter": counter.name, "from": str(sitting.staff), "from_id": sitting.staff_id}
        record("counter.taken_over", by=by, now=now, about=counter.premises, data=data)
    try:
        with transaction.atomic():
            return CounterSession.objects.create(
                counter=counter,
                staff=by,
                business_day=business_day(now, counter.premises.time_zone),
                opened_at=now,
            )
    except IntegrityError:
        raise CannotSit(_("Somebody else has just sat down at this counter.")) from None


@transaction.atomic
def sign_off(*, session: CounterSession, now: dt.datetime, seen: int | None = None) -> None:
    """Leave the counter. Raises CannotSit while a number is with it, CounterMoved."""
    held(session, seen=seen)
    visit = at_counter(session).first()
    if visit is not None:
        raise CannotSit(_("Number %(number)s is still with you. Finish it first.") % {"number": visit.label})
    _end(session, SessionEnd.SIGNED_OFF, now=now)


@transaction.atomic
def pause(*, session: CounterSession, reason: PauseReason, now: dt.datetime, seen: int | None = None) -> SessionPause:
    """Rest for a reason; no number is called meanwhile. Raises CannotSit, CounterMoved."""
    held(session, seen=seen)
    if at_counter(session).exists():
        raise CannotSit(_("A number is still with you. Finish it first."))
    try:
        with transaction.atomic():
            return SessionPause.objects.create(session=session, reason=reason, started_at=now)
    except IntegrityError:
        raise CannotSit(_("This counter rests already.")) from None


@transaction.atomic
def go_on(*, session: CounterSession, now: dt.datetime, seen: int | None = None) -> None:
    """The rest is over. Raises CannotSit if there was none, CounterMoved."""
    held(session, seen=seen)
    resting = SessionPause.objects.filter(session=session, ended_at=None).first()
    if resting is None:
        raise CannotSit(_("This counter does not rest."))
    SessionPause.objects.filter(pk=resting.pk, ended_at=None).update(ended_at=not_before(now, resting.started_at))


def held(session: CounterSession, *, seen: int | None = None) -> None:
    """Count one more act at the counter and hold it until the commit, so that nobody signs off in between.

    With `seen`, the version that the page showed, only if it has not acted since: a press that is sent twice acts
    once. Raises NotSigned, CounterMoved.
    """
    mine = CounterSession.objects.filter(pk=session.pk, closed_at=None)
    as_seen = mine if seen is None else mine.filter(version=seen)
    if as_seen.update(version=F("version") + 1):
        return
    if mine.exists():
        raise CounterMoved
    raise NotSigned


def _end(session: CounterSession, end: SessionEnd, *, now: dt.datetime) -> None:
    at = not_before(now, session.opened_at)
    if not CounterSession.objects.filter(pk=session.pk, closed_at=None).update(closed_at=at, end=end):
        raise NotSigned
    for resting in SessionPause.objects.filter(session=session, ended_at=None):
        SessionPause.objects.filter(pk=resting.pk).update(ended_at=not_before(at, resting.started_at))
