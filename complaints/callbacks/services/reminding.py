"""Warnings before a customer must have been called (S2 3.1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from complaints.callbacks.models import CallBack
from complaints.clocks.choices import ClockKind, Counting
from complaints.clocks.models import ClockRule
from complaints.clocks.rules import earlier
from complaints.clocks.selectors import day_of, rule_book, working_for
from complaints.tickets.choices import State
from complaints.tickets.clocks import moment
from core.notifications.registry import declare
from core.notifications.services import notify
from org.access.choices import Right
from org.calendar.rules import YearNotLoaded
from org.people.choices import Role
from org.people.selectors import holding, in_role

if TYPE_CHECKING:
    from org.people.models import Person

MOST_AT_ONCE = 500
KEPT_UP = dt.timedelta(days=1)
"""So long after its time a call is still warned of, for a machine that slept; then the queue itself says it is late."""

NEARLY_DUE = "call_back.nearly_due"

declare(NEARLY_DUE, sentence=_("Call the customer of %(number)s by %(due)s: %(subject)s"))


def remind(*, now: dt.datetime, limit: int = MOST_AT_ONCE) -> int:
    """Tell of each waiting call at each offset of its clock's rule, once; says how many notices are new.

    Of the offsets that have passed only the nearest to the due time is told. Safe to run twice, or by two.
    """
    book = rule_book()
    rows = CallBack.objects.waiting().filter(due_at__gt=now - KEPT_UP, casework__complaint__state=State.OPEN)
    found = rows.select_related("casework__complaint__unit", "casework__complaint__handler", "taken_by")
    told = 0
    for call in found.order_by("due_at", "pk")[:limit]:
        rule = book.find(ClockKind.CALL_BACK, call.casework.complaint.grade, on=day_of(call.made_at))
        minutes = _passed(call, rule, now) if rule else None
        if minutes is not None:
            told += _tell(call, f"{NEARLY_DUE}:{call.pk}:{minutes}", now=now)
    return told


def _passed(call: CallBack, rule: ClockRule, now: dt.datetime) -> int | None:
    """The smallest offset whose moment has come; None before the first."""
    if call.due_at is None:
        return None
    counting, working = Counting(rule.counting), working_for(call.casework.complaint.unit, call.made_at, call.due_at)
    for minutes in sorted(rule.warn_minutes):
        try:
            if earlier(call.due_at, dt.timedelta(minutes=minutes), counting, working) <= now:
                return int(minutes)
        except YearNotLoaded:
            return None
    return None


def _tell(call: CallBack, key: str, *, now: dt.datetime) -> int:
    complaint = call.casework.complaint
    told = notify(
        NEARLY_DUE,
        recipients=_whom(call, now),
        params={"number": complaint.number, "subject": complaint.subject, "due": moment(call.due_at)},
        address=reverse("call_back", args=[complaint.number]),
        key=key,
        now=now,
        urgent=True,
    )
    return len(told)


def _whom(call: CallBack, now: dt.datetime) -> Iterable[Person]:
    """Whoever has it in hand, else the unit's callers, else all who may call but the handler."""
    if call.taken_by is not None and call.taken_until is not None and call.taken_until > now:
        return [call.taken_by]
    callers = list(in_role(Role.CALLER, call.unit_path))
    handler = call.casework.complaint.handler
    return callers or [one for one in holding(Right.COMPLAINT_CALL, call.unit_path) if one != handler]
