"""The acts of a field order: record, dispatch, accept, done, review; and cancel."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints.fieldorders import rules, telling
from complaints.fieldorders.choices import CustomerTerm, OrderState, ReviewResult
from complaints.fieldorders.models import FieldOrder
from complaints.fieldorders.selectors import may_go
from complaints.tickets.choices import EventKind, State
from complaints.tickets.rules import cleaned_within, month_of
from complaints.tickets.services.trail import remember
from core import numbers
from core.refusals import Refusal

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from complaints.tickets.models import Complaint
    from org.people.models import Person
    from org.units.models import Unit


class CannotRecordOrder(Refusal):
    pass


class CannotMoveOrder(Refusal):
    """The order is not where this act finds it, or something is missing."""


class NotTheWorker(Refusal):
    """Only whoever goes says that they go, and that it is done."""

    status = 403


class OwnWork(Refusal):
    """Whoever did the work does not ask the customer whether it was done."""

    status = 403


@transaction.atomic
def record_order(
    *, complaint: Complaint, unit: Unit, term: str, task: str, place: str, by: Person, now: dt.datetime
) -> FieldOrder:
    """A visit that an open ticket asks for; the 24 or 48 hours (S4 5.3) run from here.

    Raises CannotRecordOrder, TextTooLong.
    """
    if complaint.state != State.OPEN:
        raise CannotRecordOrder(_("Only an open ticket sends somebody out. Reopen it first."))
    what = _said(task, "task", CannotRecordOrder, _("Say what is to be done there."))
    where = _said(place, "place", CannotRecordOrder, _("Say where."), most=rules.PLACE_MOST)
    month = month_of(now)
    number = rules.number_of(month, numbers.reserve(rules.series_of(month))[0])
    order = FieldOrder.objects.create(
        number=number,
        complaint=complaint,
        unit=unit,
        unit_path=unit.path,
        term=CustomerTerm(term).value,
        task=what,
        place=where,
        recorded_at=now,
        recorded_by=by,
        due_at=rules.promised_by(term, now, vip_hours=settings.FIELD_ORDER_VIP_HOURS),
    )
    _remember(order, by=by, now=now, text=what)
    return order


@transaction.atomic
def dispatch_order(*, order: FieldOrder, worker: Person, by: Person, now: dt.datetime) -> FieldOrder:
    """Give it to somebody of the unit that goes; until it is accepted somebody else may be sent.

    Raises CannotMoveOrder.
    """
    _refuse_unless(order, OrderState.RECORDED, OrderState.DISPATCHED)
    if not may_go(worker, order):
        raise CannotMoveOrder(_("%(name)s does not serve at that unit today.") % {"name": worker}, field="worker")
    _move(order, state=OrderState.DISPATCHED, dispatched_at=now, worker=worker)
    _remember(order, by=by, now=now, data={"worker": str(worker)})
    telling.tell_worker(order, by=by, now=now)
    return order


@transaction.atomic
def accept_order(*, order: FieldOrder, by: Person, now: dt.datetime) -> FieldOrder:
    """The worker goes. Raises NotTheWorker, CannotMoveOrder."""
    _refuse_unless_worker(order, by)
    _refuse_unless(order, OrderState.DISPATCHED)
    _move(order, state=OrderState.ACCEPTED, accepted_at=now)
    _remember(order, by=by, now=now)
    return order


@transaction.atomic
def finish_order(*, order: FieldOrder, words: str, by: Person, now: dt.datetime) -> FieldOrder:
    """The worker says what was done; a call to the customer will say whether it is true.

    Raises NotTheWorker, CannotMoveOrder, TextTooLong.
    """
    _refuse_unless_worker(order, by)
    _refuse_unless(order, OrderState.ACCEPTED)
    said = _said(words, "words", CannotMoveOrder, _("Say what was done there."))
    _move(order, state=OrderState.DONE, done_at=now, done_words=said)
    _remember(order, by=by, now=now, text=said)
    return order


@transaction.atomic
def review_order(
    *, order: FieldOrder, review: str, words: str, recording: str = "", by: Person, now: dt.datetime
) -> FieldOrder:
    """What the customer says on the phone of the visit (S4 5.3 审核反馈, S1-P8): somebody other than the worker asks.

    A false closure or a visit that never was is told to the service managers of the unit. Raises OwnWork,
    CannotMoveOrder, TextTooLong.
    """
    if order.worker_id == by.pk:
        raise OwnWork(_("You did this work yourself, so a colleague asks the customer."))
    _refuse_unless(order, OrderState.DONE)
    result = ReviewResult(review)
    said = _said(words, "words", CannotMoveOrder, _("Write down what the customer said."))
    _move(order, state=OrderState.REVIEWED, reviewed_at=now, reviewed_by=by, review=result.value)
    number = cleaned_within(recording, most=60, field="recording")
    _remember(order, by=by, now=now, text=said, data={"review": result.value, "recording": number})
    if result in rules.FALSE:
        telling.tell_false(order, by=by, now=now)
    return order


@transaction.atomic
def cancel_order(*, order: FieldOrder, reason: str, by: Person, now: dt.datetime) -> FieldOrder:
    """Nobody goes, and why; not once the work is done. Raises CannotMoveOrder, TextTooLong."""
    _refuse_unless(order, OrderState.RECORDED, OrderState.DISPATCHED, OrderState.ACCEPTED)
    why = _said(reason, "reason", CannotMoveOrder, _("Say why nobody goes."))
    _move(order, state=OrderState.CANCELLED)
    _remember(order, by=by, now=now, text=why)
    return order


def _said(text: str, field: str, refusal: type[Refusal], asked: str | Promise, *, most: int = rules.WORDS_MOST) -> str:
    words = cleaned_within(text, most=most, field=field)
    if not words:
        raise refusal(asked, field=field)
    return words


def _refuse_unless(order: FieldOrder, *states: OrderState) -> None:
    if order.state not in states:
        raise CannotMoveOrder(_("This order is already further: %(state)s.") % {"state": OrderState(order.state).label})


def _refuse_unless_worker(order: FieldOrder, by: Person) -> None:
    if order.worker_id != by.pk:
        raise NotTheWorker(_("Only whoever was sent says this."))


def _move(order: FieldOrder, **columns: Any) -> None:
    """Change the order only if it is still as it was read."""
    columns["version"] = order.version + 1
    same = FieldOrder.objects.filter(pk=order.pk, state=order.state, version=order.version)
    if not same.update(**columns):
        raise CannotMoveOrder(_("Somebody else changed this order meanwhile. Look at it again."))
    for name, value in columns.items():
        setattr(order, name, value)


def _remember(
    order: FieldOrder, *, by: Person, now: dt.datetime, text: str = "", data: dict[str, Any] | None = None
) -> None:
    said = {"order": order.number, "order_state": order.state, **(data or {})}
    remember(EventKind.FIELD_ORDER, complaint=order.complaint, by=by, now=now, text=text, data=said)
