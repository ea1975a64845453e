"""What a caller does: take a call, say that nobody was reached, or what the customer said."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from complaints.callbacks import rules
from complaints.callbacks.choices import CallState, Reached, Satisfaction
from complaints.callbacks.models import CallAttempt, CallBack
from complaints.callbacks.selectors import is_wanted, may_call, next_call
from complaints.callbacks.services import telling
from complaints.callbacks.services.wait import ask_for_call
from complaints.casework.choices import Step
from complaints.casework.models import Casework
from complaints.casework.services import take_step
from complaints.tickets.choices import EventKind, State
from complaints.tickets.rules import cleaned_within
from complaints.tickets.services.holding import hold_ticket
from complaints.tickets.services.trail import remember
from core.refusals import Refusal

if TYPE_CHECKING:
    from complaints.tickets.models import Complaint
    from org.people.models import Person

CLAIMS = 5


class CannotCall(Refusal):
    """Something that was said of the call does not fit, or somebody else is calling."""


class CallNotWaiting(Refusal):
    """The call has been made, given up or taken back."""


class OwnCase(Refusal):
    """Whoever worked on a case does not ask the customer how it was."""

    status = 403


class CannotGiveUp(Refusal):
    pass


@transaction.atomic
def take_next(*, by: Person, now: dt.datetime) -> CallBack | None:
    """The call that `by` has in hand, or the next free one, kept for half an hour; None where the queue is empty.

    Of two who ask at once each gets another call.
    """
    for _claim in range(CLAIMS):
        call = next_call(by, now=now)
        if call is None:
            return None
        if _change(call, taken_by=by, taken_until=now + rules.LEASE):
            return call
    raise CannotCall(_("Many are taking calls just now. Try once more."))


@transaction.atomic
def take_call(*, call: CallBack, by: Person, now: dt.datetime) -> CallBack:
    """Keep this call for `by` for half an hour. Raises OwnCase, CallNotWaiting, CannotCall."""
    _refuse(call, by, now)
    _settle(call, taken_by=by, taken_until=now + rules.LEASE)
    return call


@transaction.atomic
def hand_back(*, call: CallBack, by: Person, now: dt.datetime) -> CallBack:
    """Let somebody else call. Raises as `take_call`."""
    _refuse(call, by, now)
    _settle(call, taken_by=None, taken_until=None)
    return call


@transaction.atomic
def miss_call(
    *,
    call: CallBack,
    why: str,
    words: str = "",
    recording: str = "",
    again_at: dt.datetime | None = None,
    by: Person,
    now: dt.datetime,
) -> CallAttempt:
    """Nobody was reached: the call comes back at `again_at`, or in an hour.

    Raises OwnCase, CallNotWaiting, CannotCall, TextTooLong.
    """
    _refuse(call, by, now)
    reason = Reached(why)
    if reason == Reached.REACHED:
        raise CannotCall(_("The customer was reached: say how satisfied the customer is."), field="why")
    if reason == Reached.LATER and again_at is None:
        raise CannotCall(_("Say when the customer wants to be called."), field="again_at")
    if again_at is not None and again_at <= now:
        raise CannotCall(_("The next call cannot lie in the past."), field="again_at")
    attempt = _attempt(call, reason, words, recording, again_at, by=by, now=now)
    back_at = again_at or now + rules.AGAIN_AFTER
    _settle(call, attempts=call.attempts + 1, not_before=back_at, taken_by=None, taken_until=None)
    data = {"reached": False, "minutes": None, "recording": attempt.recording, "follow_up": reason.value}
    remember(EventKind.CALL, complaint=call.casework.complaint, by=by, now=now, text=attempt.words, data=data)
    return attempt


@transaction.atomic
def reach_customer(
    *,
    call: CallBack,
    satisfaction: str,
    words: str = "",
    score: int | None = None,
    recording: str = "",
    by: Person,
    now: dt.datetime,
) -> CallBack:
    """The customer was reached and says how it was: the case's follow-up is done (S2 3.3).

    A dissatisfied customer is told to those who handle the case, at once. Raises OwnCase, CallNotWaiting,
    CannotCall, TextTooLong, and what taking the step refuses.
    """
    _refuse(call, by, now)
    said = Satisfaction(satisfaction)
    if score is not None and said == Satisfaction.UNRATED:
        raise CannotCall(_("A customer who gave no rating gave no points either."), field="score")
    if said == Satisfaction.DISSATISFIED and not words.strip():
        raise CannotCall(_("Write down what the customer is dissatisfied with."), field="words")
    casework = call.casework
    attempt = _attempt(call, Reached.REACHED, words, recording, None, by=by, now=now)
    data = {"satisfaction": said.value, "score": score, "recording": attempt.recording}
    # The case before the call: whoever reopens the ticket changes the two in this order too.
    take_step(Step.FOLLOW_UP, casework=casework, by=by, now=now, text=attempt.words, data=data)
    _settle(
        call,
        state=CallState.DONE,
        attempts=call.attempts + 1,
        done_by=by,
        done_at=now,
        satisfaction=said.value,
        score=score,
        taken_by=None,
        taken_until=None,
    )
    if rules.is_dissatisfied(said, score, low=settings.CALL_BACK_LOW_SCORE):
        telling.tell_dissatisfied(call, by=by, now=now)
    return call


@transaction.atomic
def give_up(*, call: CallBack, reason: str, by: Person, now: dt.datetime) -> CallBack:
    """Stop calling a customer who cannot be reached, by hand and with a reason.

    Not before CALL_BACK_TRIES tries, or one where that is not set. Raises OwnCase, CallNotWaiting, CannotGiveUp.
    """
    _refuse(call, by, now)
    why = cleaned_within(reason, most=rules.WORDS_MOST, field="reason")
    if not why:
        raise CannotGiveUp(_("Say why this customer is not called any more."), field="reason")
    if not rules.may_give_up(call.attempts, tries=settings.CALL_BACK_TRIES):
        raise CannotGiveUp(
            _("Tried %(made)s times so far; %(asked)s tries are asked for before giving up.")
            % {"made": call.attempts, "asked": settings.CALL_BACK_TRIES or 1}
        )
    _settle(call, state=CallState.GIVEN_UP, taken_by=None, taken_until=None)
    data = {"reached": False, "minutes": None, "recording": "", "given_up": call.attempts}
    remember(EventKind.CALL, complaint=call.casework.complaint, by=by, now=now, text=why, data=data)
    return call


@transaction.atomic
def call_again(*, complaint: Complaint, by: Person, now: dt.datetime) -> CallBack:
    """Ask for another call after one was given up, say with a number that is right now. Raises CannotCall."""
    casework = Casework.objects.current().filter(complaint=complaint).first()
    waits = casework is not None and CallBack.objects.filter(casework=casework).waiting().exists()
    if casework is None or complaint.state != State.OPEN or waits or not is_wanted(casework):
        raise CannotCall(_("This case does not wait for another call."))
    try:
        with transaction.atomic():
            call = ask_for_call(casework, complaint, now=now)
    except IntegrityError:
        raise CannotCall(_("This case does not wait for another call.")) from None
    remember(EventKind.NOTE, complaint=complaint, by=by, now=now, data={"call_again": True})
    return call


def _refuse(call: CallBack, by: Person, now: dt.datetime) -> None:
    """Raises OwnCase, CallNotWaiting or CannotCall. Whoever may act holds the ticket, as its other acts do."""
    hold_ticket(call.casework.complaint_id)
    if not may_call(call, by):
        raise OwnCase(_("You worked on this case yourself, so a colleague calls the customer."))
    if call.state != CallState.WAITING:
        raise CallNotWaiting(_("This call is not waiting any more. Look at the ticket."))
    if call.taken_by_id not in (None, by.pk) and call.taken_until is not None and call.taken_until > now:
        raise CannotCall(_("%(name)s is calling this customer.") % {"name": call.taken_by})


def _attempt(
    call: CallBack,
    reached: Reached,
    words: str,
    recording: str,
    again_at: dt.datetime | None,
    *,
    by: Person,
    now: dt.datetime,
) -> CallAttempt:
    return CallAttempt.objects.create(
        call_back=call,
        at=now,
        by=by,
        reached=reached.value,
        words=cleaned_within(words, most=rules.WORDS_MOST, field="words"),
        recording=cleaned_within(recording, most=rules.RECORDING_MOST, field="recording"),
        again_at=again_at,
    )


def _change(call: CallBack, **columns: Any) -> bool:
    """Change a waiting call only if it is still as it was read."""
    columns["version"] = call.version + 1
    moved = CallBack.objects.waiting().filter(pk=call.pk, version=call.version).update(**columns)
    if moved:
        for name, value in columns.items():
            setattr(call, name, value)
    return bool(moved)


def _settle(call: CallBack, **columns: Any) -> None:
    if not _change(call, **columns):
        raise CallNotWaiting(_("Somebody else changed this call or its ticket meanwhile. Look at it again."))
