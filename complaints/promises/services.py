"""The acts of promises: made, kept, not kept, released; and the reminder of what falls due."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from complaints.promises import rules
from complaints.promises.choices import PromiseState
from complaints.promises.models import Promise
from complaints.tickets.choices import EventKind, State
from complaints.tickets.clocks import moment
from complaints.tickets.rules import cleaned_within
from complaints.tickets.services.trail import remember
from core.notifications.registry import declare
from core.notifications.services import notify
from core.refusals import Refusal
from org.access.choices import Right

if TYPE_CHECKING:
    from complaints.tickets.models import Complaint
    from org.people.models import Person

SOON, OVER, GIVEN = "promise.soon", "promise.over", "promise.given"
MOST_AT_ONCE = 500

declare(SOON, sentence=_("Promised to the customer of %(number)s by %(due)s: %(words)s"))
declare(OVER, sentence=_("The time of a promise to the customer of %(number)s has passed: %(words)s"))
declare(GIVEN, sentence=_("%(by)s promised the customer of %(number)s that you will: %(words)s"))


class CannotPromise(Refusal):
    pass


class CannotEndPromise(Refusal):
    pass


@transaction.atomic
def make_promise(
    *, complaint: Complaint, words: str, due_at: dt.datetime, owner: Person, by: Person, now: dt.datetime
) -> Promise:
    """What the customer of an open ticket was promised, until when, and who sees to it.

    Raises CannotPromise, TextTooLong.
    """
    said = cleaned_within(words, most=rules.WORDS_MOST, field="words")
    if not said:
        raise CannotPromise(_("Write down what was promised, as the customer understood it."), field="words")
    if complaint.state != State.OPEN:
        raise CannotPromise(_("Only an open ticket takes promises. Reopen it first."))
    if due_at <= now:
        raise CannotPromise(_("A promise lies in the future."), field="due_at")
    if not owner.may(Right.COMPLAINT_EDIT, at=complaint):
        raise CannotPromise(_("%(name)s does not handle tickets of this unit.") % {"name": owner}, field="owner")
    promise = Promise.objects.create(
        complaint=complaint, words=said, owner=owner, due_at=due_at, made_by=by, made_at=now
    )
    data = {"promise": promise.pk, "state": PromiseState.OPEN.value, "due_at": due_at.isoformat(), "owner": str(owner)}
    remember(EventKind.PROMISE, complaint=complaint, by=by, now=now, text=said, data=data)
    if owner != by:
        _tell(GIVEN, promise, by=by, now=now)
    return promise


@transaction.atomic
def keep_promise(*, promise: Promise, how: str = "", by: Person, now: dt.datetime) -> Promise:
    """It was kept. Raises CannotEndPromise, TextTooLong."""
    return _end(promise, PromiseState.KEPT, how, by=by, now=now)


@transaction.atomic
def break_promise(*, promise: Promise, how: str, by: Person, now: dt.datetime) -> Promise:
    """It was not kept, and why: reopening the ticket will propose that reason (S0 1.13). Raises as `keep_promise`."""
    return _end(promise, PromiseState.BROKEN, how, by=by, now=now, asked=_("Say why it was not kept."))


@transaction.atomic
def release_promise(*, promise: Promise, how: str, by: Person, now: dt.datetime) -> Promise:
    """The customer does not want it any more. Raises as `keep_promise`."""
    return _end(promise, PromiseState.RELEASED, how, by=by, now=now, asked=_("Say what the customer said."))


def _end(
    promise: Promise, state: PromiseState, how: str, *, by: Person, now: dt.datetime, asked: object = ""
) -> Promise:
    words = cleaned_within(how, most=rules.HOW_MOST, field="how")
    if asked and not words:
        raise CannotEndPromise(str(asked), field="how")
    columns = {"state": state, "ended_at": now, "ended_by": by, "ended_how": words, "version": promise.version + 1}
    if not Promise.objects.open().filter(pk=promise.pk, version=promise.version).update(**columns):
        raise CannotEndPromise(_("Somebody has settled this promise already."))
    for name, value in columns.items():
        setattr(promise, name, value)
    data = {"promise": promise.pk, "state": state.value, "words": promise.words}
    remember(EventKind.PROMISE, complaint=promise.complaint, by=by, now=now, text=words, data=data)
    return promise


def remind(*, now: dt.datetime, limit: int = MOST_AT_ONCE) -> int:
    """Tell owners what falls due, and once more what has; gives how many were told. Safe to run twice."""
    ahead = now + dt.timedelta(hours=settings.PROMISE_REMIND_HOURS)
    untold = Q(reminded_at=None) | Q(due_at__lte=now, reminded_at__lt=F("due_at"))
    due = Promise.objects.open().filter(untold, due_at__lte=ahead, complaint__state=State.OPEN)
    rows = due.select_related("owner", "complaint__handler").order_by("due_at", "pk")[:limit]
    return sum(_remind_of(promise, now=now) for promise in rows)


@transaction.atomic
def _remind_of(promise: Promise, *, now: dt.datetime) -> bool:
    same = Promise.objects.open().filter(pk=promise.pk, version=promise.version, reminded_at=promise.reminded_at)
    if not same.update(reminded_at=now):
        return False
    _tell(OVER if promise.due_at <= now else SOON, promise, by=None, now=now)
    return True


def _tell(kind: str, promise: Promise, *, by: Person | None, now: dt.datetime) -> None:
    """The owner; of one whose time has passed the ticket's handler too, urgently."""
    handler = promise.complaint.handler if kind == OVER else None
    notify(
        kind,
        recipients={promise.owner, *([handler] if handler else [])},
        params={
            "number": promise.complaint.number,
            "words": promise.words,
            "due": moment(promise.due_at),
            "by": str(by or ""),
        },
        address=reverse("complaint", args=[promise.complaint.number]),
        key=f"{kind}:{promise.pk}",
        now=now,
        urgent=kind == OVER,
    )
