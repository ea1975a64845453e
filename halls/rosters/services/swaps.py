"""S4 5.2: a swap is asked one day before, agreed by the colleague, decided by the head, and registered."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from core.audit.services import record
from core.refusals import Refusal
from core.versions import ChangedMeanwhile, change_as_read
from halls.premises.rules import business_day
from halls.rosters import rules
from halls.rosters.choices import SwapState
from halls.rosters.models import Shift, Swap
from halls.rosters.selectors import heads_of
from halls.rosters.services.holding import (
    CannotRoster,
    check_free,
    check_posted,
    count_on,
    end_swaps,
    hold_people,
    hold_weeks,
)
from halls.rosters.services.telling import AGREED, APPROVED, ASKED, DECLINED, REFUSED, tell_swap

if TYPE_CHECKING:
    from org.people.models import Person


class CannotSwap(Refusal):
    """The swap cannot be asked, answered or decided as things stand."""


class NotYours(CannotSwap):
    """Somebody else has to do this."""

    status = 403


@transaction.atomic
def ask_swap(
    *,
    shift: Shift,
    version: int,
    colleague: Person,
    for_shift: Shift | None = None,
    why: str,
    by: Person,
    now: dt.datetime,
) -> Swap:
    """Ask a colleague to take one's shift, in exchange for one of theirs or for none. Raises CannotSwap,
    CannotRoster."""
    if shift.person_id != by.pk:
        raise NotYours(_("Only who has the shift asks for a swap."))
    words = _words(why, field="why")
    _check_in_time(shift, now)
    if colleague.pk == by.pk:
        raise CannotSwap(_("Ask a colleague."), field="colleague")
    if for_shift is not None:
        _check_for(shift, for_shift, colleague, now)
    if shift.version != version or not shift.week.is_published or shift.removed_at is not None:
        raise ChangedMeanwhile(shift)
    _check_both(shift, for_shift, giver=by, taker=colleague)
    try:
        with transaction.atomic():
            swap = Swap.objects.create(
                shift=shift,
                shift_version=shift.version,
                for_shift=for_shift,
                for_version=for_shift.version if for_shift else None,
                asked_by=by,
                asked_at=now,
                colleague=colleague,
                why=words,
            )
    except IntegrityError:
        raise CannotSwap(_("A swap of this shift has been asked already; withdraw it first.")) from None
    record("swap.asked", by=by, now=now, about=shift.premises, data=_said(swap) | {"reason": words})
    tell_swap(ASKED, swap, [colleague], now=now)
    return swap


@transaction.atomic
def answer_swap(*, swap: Swap, version: int, agrees: bool, answer: str = "", by: Person, now: dt.datetime) -> Swap:
    """The colleague agrees, and the head is told, or declines. Raises CannotSwap, ChangedMeanwhile."""
    if swap.colleague_id != by.pk:
        raise NotYours(_("%(person)s was asked.") % {"person": swap.colleague.name})
    if swap.state != SwapState.ASKED:
        raise CannotSwap(_("This swap does not wait for an answer."))
    if agrees:
        _check_not_begun(swap, now)
    state = SwapState.AGREED if agrees else SwapState.DECLINED
    change_as_read(swap, version=version, state=state, answered_at=now, answer=answer.strip()[: rules.WHY_MOST])
    data = _said(swap) | {"reason": swap.answer}
    record("swap.agreed" if agrees else "swap.declined", by=by, now=now, about=swap.shift.premises, data=data)
    if agrees:
        tell_swap(AGREED, swap, heads_of(swap.shift.premises.unit), now=now)
    else:
        tell_swap(DECLINED, swap, [swap.asked_by], now=now)
    return swap


@transaction.atomic
def withdraw_swap(*, swap: Swap, version: int, by: Person, now: dt.datetime) -> Swap:
    """Who asked changes their mind. Raises CannotSwap, ChangedMeanwhile."""
    if swap.asked_by_id != by.pk:
        raise NotYours(_("Only who asked withdraws a swap."))
    if not swap.is_open:
        raise CannotSwap(_("This swap is settled already."))
    change_as_read(swap, version=version, state=SwapState.WITHDRAWN)
    record("swap.withdrawn", by=by, now=now, about=swap.shift.premises, data=_said(swap))
    return swap


@transaction.atomic
def decide_swap(*, swap: Swap, version: int, approves: bool, reason: str = "", by: Person, now: dt.datetime) -> Swap:
    """The head approves, and both shifts change hands, or refuses with a reason. Raises CannotSwap, CannotRoster,
    ChangedMeanwhile."""
    if by.pk in (swap.asked_by_id, swap.colleague_id):
        raise NotYours(_("Nobody decides on a swap of their own."))
    if not swap.is_open or (approves and swap.state != SwapState.AGREED):
        raise CannotSwap(_("This swap does not wait for the head."))
    said = reason.strip()[: rules.WHY_MOST] if approves else _words(reason, field="reason")
    if approves:
        _check_not_begun(swap, now)
        _exchange(swap, now)
    state = SwapState.APPROVED if approves else SwapState.REFUSED
    change_as_read(swap, version=version, state=state, decided_at=now, decided_by=by, reason=said)
    kind = APPROVED if approves else REFUSED
    data = _said(swap) | {"reason": said}
    record("swap.approved" if approves else "swap.refused", by=by, now=now, about=swap.shift.premises, data=data)
    tell_swap(kind, swap, [swap.asked_by, swap.colleague], now=now)
    return swap


def _exchange(swap: Swap, now: dt.datetime) -> None:
    """Both shifts change hands as they were when the swap was asked, or neither: of two swaps of one shift one wins."""
    shift, other = swap.shift, swap.for_shift
    mondays = [shift.monday, *([other.monday] if other else [])]
    weeks = hold_weeks(shift.premises, mondays)
    hold_people([swap.asked_by_id, swap.colleague_id])
    _check_both(shift, other, giver=swap.asked_by, taker=swap.colleague)
    _hand_over(shift, swap.shift_version, swap.colleague, swap.why)
    if other is not None and swap.for_version is not None:
        _hand_over(other, swap.for_version, swap.asked_by, swap.why)
    count_on(weeks.values())
    for one in (shift, *([other] if other else [])):
        end_swaps(one, but=[swap.pk], now=now)


def _hand_over(shift: Shift, version: int, person: Person, why: str) -> None:
    try:
        change_as_read(shift, version=version, person=person, changed_why=why)
    except ChangedMeanwhile:
        raise CannotSwap(_("The shift was changed after the swap was asked; it has to be asked anew.")) from None


def _check_both(shift: Shift, other: Shift | None, *, giver: Person, taker: Person) -> None:
    """Nobody swaps into a double booking, nor into a hall where they are not posted."""
    mine = [shift.pk, *([other.pk] if other else [])]
    try:
        check_posted(shift.premises, taker, shift.day)
        check_free(taker, shift.day, shift.span, but=mine)
        if other is not None:
            check_posted(other.premises, giver, other.day)
            check_free(giver, other.day, other.span, but=mine)
    except CannotRoster as refusal:
        raise CannotSwap(refusal.message, field="colleague") from None


def _check_for(shift: Shift, other: Shift, colleague: Person, now: dt.datetime) -> None:
    if other.person_id != colleague.pk or other.premises_id != shift.premises_id or not other.week.is_published:
        raise CannotSwap(_("Choose a shift of this colleague in the same hall."), field="for_shift")
    if other.removed_at is not None:
        raise CannotSwap(_("This shift was taken off the roster."), field="for_shift")
    _check_in_time(other, now, field="for_shift")


def _check_in_time(shift: Shift, now: dt.datetime, *, field: str | None = None) -> None:
    if not rules.may_still_swap(shift.day, business_day(now, shift.premises.time_zone)):
        raise CannotSwap(
            _("A swap is asked at the latest on the day before the shift (rule of S4: one day before, to the head)."),
            field=field,
        )


def _check_not_begun(swap: Swap, now: dt.datetime) -> None:
    for shift in (swap.shift, *([swap.for_shift] if swap.for_shift else [])):
        if now >= shift.begins():
            raise CannotSwap(_("%(shift)s has begun already.") % {"shift": str(shift)})


def _words(text: str, *, field: str) -> str:
    words = text.strip()[: rules.WHY_MOST]
    if not words:
        raise CannotSwap(_("Say why."), field=field)
    return words


def _said(swap: Swap) -> dict[str, Any]:
    said = {"shift": str(swap.shift), "person": swap.asked_by.name, "colleague": swap.colleague.name}
    return said | ({"for_shift": str(swap.for_shift)} if swap.for_shift else {})
