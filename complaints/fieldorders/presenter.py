"""Field orders in words: lines of the lists, the page of one, its part of the ticket."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from complaints.fieldorders.choices import OrderState
from complaints.fieldorders.models import FieldOrder
from complaints.fieldorders.rules import FALSE, STEPS
from complaints.tickets.clocks import moment, time_left
from core.ui.choices import Status
from org.access.choices import Right

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from org.people.models import Person

UNDER_WAY = (OrderState.RECORDED, OrderState.DISPATCHED, OrderState.ACCEPTED)


@dataclass(frozen=True)
class OrderLine:
    """An order and how it stands: a status with its words."""

    order: FieldOrder
    status: str
    words: str


def order_line(order: FieldOrder, *, now: dt.datetime) -> OrderLine:
    if order.state == OrderState.REVIEWED:
        status = Status.LATE if order.review in FALSE else Status.DONE
        return OrderLine(order, status, str(order.get_review_display()))  # type: ignore[attr-defined]
    if order.state not in UNDER_WAY:
        status = Status.SOON if order.state == OrderState.DONE else Status.DONE
        return OrderLine(order, status, str(order.get_state_display()))  # type: ignore[attr-defined]
    clock = time_left(order.due_at, now=now)
    return OrderLine(order, clock.status, clock.words)


def order_lines(orders: Iterable[FieldOrder], *, now: dt.datetime) -> list[OrderLine]:
    return [order_line(order, now=now) for order in orders]


@dataclass(frozen=True)
class StepLine:
    label: str
    at: str
    is_done: bool


@dataclass(frozen=True)
class OrderPage:
    """One order: how far it is, and which acts this person may do now."""

    line: OrderLine
    steps: list[StepLine]
    due: str
    in_time: str
    is_false: bool
    may_dispatch: bool
    may_accept: bool
    may_finish: bool
    may_review: bool
    may_cancel: bool
    sees_ticket: bool


def may_direct(person: Person, order: FieldOrder) -> bool:
    """Whether the person handles tickets of the unit that goes, or of the ticket's."""
    return person.may(Right.COMPLAINT_EDIT, at=order) or person.may(Right.COMPLAINT_EDIT, at=order.complaint)


def order_page(order: FieldOrder, person: Person, *, now: dt.datetime) -> OrderPage:
    directs, works = may_direct(person, order), order.worker_id == person.pk
    return OrderPage(
        line=order_line(order, now=now),
        steps=_steps(order),
        due=moment(order.due_at),
        in_time=_in_time(order),
        is_false=order.review in FALSE,
        may_dispatch=directs and order.state in (OrderState.RECORDED, OrderState.DISPATCHED),
        may_accept=works and order.state == OrderState.DISPATCHED,
        may_finish=works and order.state == OrderState.ACCEPTED,
        may_review=not works
        and order.state == OrderState.DONE
        and person.may(Right.COMPLAINT_CALL, at=order.complaint),
        may_cancel=directs and order.state in UNDER_WAY,
        sees_ticket=person.may(Right.COMPLAINT_VIEW, at=order.complaint),
    )


def _steps(order: FieldOrder) -> list[StepLine]:
    times = (order.recorded_at, order.dispatched_at, order.accepted_at, order.done_at, order.reviewed_at)
    return [StepLine(str(state.label), moment(at), at is not None) for state, at in zip(STEPS, times, strict=True)]


def _in_time(order: FieldOrder) -> str:
    if order.done_at is None or order.due_at is None:
        return ""
    return _("in time") if order.done_at <= order.due_at else _("late")


@dataclass(frozen=True)
class OrderPanel:
    """Beside the ticket: its orders, and whether this person may record one."""

    lines: list[OrderLine]
    may_record: bool
    number: str
