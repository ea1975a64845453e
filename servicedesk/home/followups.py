"""Calls to make, promises to keep, visits to go on: what else waits for a person who works with customers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints.callbacks.selectors import queue as calls_for
from complaints.fieldorders.selectors import orders_of_worker
from complaints.models import Complaint
from complaints.promises.selectors import open_promises
from complaints.tickets.clocks import time_left
from core.ui.choices import Status
from org.access.choices import Right
from org.models import Person
from servicedesk.home.selectors import MOST_COUNTED, ROWS, Queue, TicketLine


def follow_ups(person: Person, *, now: dt.datetime) -> Iterator[Queue]:
    """The lists of these that have something in them: most people have none of them."""
    if person.may(Right.COMPLAINT_CALL):
        calls = calls_for(person).filter(not_before__lte=now).select_related("casework__complaint__unit")
        yield from _queue("calls", _("Follow-up calls"), calls, reverse("call_backs"), _of_call, now)
    if person.may(Right.COMPLAINT_VIEW):
        promises = open_promises(person, mine=True).select_related("complaint__unit")
        yield from _queue("promises", _("Promises due"), promises, reverse("promises"), _of_promise, now)
    visits = orders_of_worker(person).select_related("unit", "complaint")
    yield from _queue("visits", _("My visits"), visits, f"{reverse('field_orders')}?show=mine", _of_visit, now)


def _queue(
    code: str, title: str | Promise, rows: QuerySet[Any], url: str, line: Any, now: dt.datetime
) -> Iterator[Queue]:
    lines = [line(row, now) for row in rows[:ROWS]]
    if lines:
        number = rows.order_by()[: MOST_COUNTED + 1].count() if len(lines) == ROWS else len(lines)
        yield Queue(code, title, "", lines, number, url, Status.SOON)


def _of_call(call: Any, now: dt.datetime) -> TicketLine:
    complaint = call.casework.complaint
    return _line(complaint, complaint.subject, reverse("call_back", args=[complaint.number]), call.due_at, now)


def _of_promise(promise: Any, now: dt.datetime) -> TicketLine:
    complaint = promise.complaint
    return _line(complaint, promise.words, reverse("complaint", args=[complaint.number]), promise.due_at, now)


def _of_visit(order: Any, now: dt.datetime) -> TicketLine:
    address = reverse("field_order", args=[order.number])
    return TicketLine(order.number, address, order.place, order.unit.name, "", time_left(order.due_at, now=now))


def _line(complaint: Complaint, subject: str, address: str, due_at: dt.datetime | None, now: dt.datetime) -> TicketLine:
    clock = time_left(due_at, now=now)
    return TicketLine(complaint.number, address, subject, complaint.unit.name, complaint.grade, clock)
