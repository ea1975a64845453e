"""Warnings before a deadline: rows with a moment, told once each to whoever handles the ticket."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from complaints.clocks.choices import ClockState
from complaints.clocks.models import Clock, ClockWarning
from complaints.clocks.services.running import open_clocks
from complaints.tickets.choices import Channel, State
from complaints.tickets.clocks import moment
from complaints.tickets.models import Complaint
from core.notifications.registry import declare
from core.notifications.services import notify

MOST_AT_ONCE = 1_000
AT_ONCE = 100
AHEAD = dt.timedelta(days=3)
"""How long before their deadline tickets from sheets get their clocks; the longest offset of handling is shorter."""

STATUTORY = dt.timedelta(days=20)
"""No term of an authority is longer."""
AWAITED = Q(channel__in=[Channel.REGULATOR, Channel.CONSUMER_BODY]) | ~Q(regulator_number="") | ~Q(appeal_number="")
"""Tickets that an authority waits for (rules.kinds_from_outside)."""

NEARLY_DUE = "clock.nearly_due"

declare(NEARLY_DUE, sentence=_("Ticket %(number)s is due at %(due)s: %(subject)s"))


def warn(*, now: dt.datetime, limit: int = MOST_AT_ONCE) -> int:
    """Tell of every deadline whose warning has come; says how many. Safe to run twice, or by two at once.

    What is read is the due end of an index of unsent warnings, however many tickets are closed.
    """
    found = list(due_warnings(now).order_by("run_at", "pk").values_list("pk", flat=True)[:limit])
    return sum(_warn_some(found[at : at + AT_ONCE], now=now) for at in range(0, len(found), AT_ONCE))


@transaction.atomic
def _warn_some(ids: list[int], *, now: dt.datetime) -> int:
    """Each row is claimed by one update, so that two who sweep at once tell once.

    Rows that somebody holds, an act that ends their clock or another sweep, are left for the next round: a sweep
    that holds some of them never waits for others.
    """
    told = 0
    rows = ClockWarning.objects.filter(pk__in=ids).select_related(
        "clock__complaint__handler", "clock__complaint__first_contact"
    )
    for warning in rows.order_by("pk").select_for_update(of=("self",), skip_locked=True, no_key=True):
        if _claim(warning, now=now):
            _tell(warning, now=now)
            told += 1
    return told


def _claim(warning: ClockWarning, *, now: dt.datetime) -> bool:
    return bool(ClockWarning.objects.filter(pk=warning.pk, sent_at=None).update(sent_at=now))


def due_warnings(now: dt.datetime) -> QuerySet[ClockWarning]:
    """Unsent warnings of running clocks of open tickets whose moment has come."""
    return ClockWarning.objects.filter(
        sent_at=None, run_at__lte=now, clock__state=ClockState.RUNNING, clock__complaint__state=State.OPEN
    )


def _tell(warning: ClockWarning, *, now: dt.datetime) -> None:
    """Urgent, to the handler, or to whoever took the complaint in while nobody handles it."""
    complaint = warning.clock.complaint
    person = complaint.handler or complaint.first_contact
    if person is None:
        return
    notify(
        NEARLY_DUE,
        recipients=[person],
        params={
            "number": complaint.number,
            "subject": complaint.subject,
            "due": moment(warning.clock.due_at),
        },
        address=reverse("complaint", args=[complaint.number]),
        key=f"{NEARLY_DUE}:{warning.pk}",
        now=now,
        urgent=True,
    )


def take_up(*, now: dt.datetime, limit: int = MOST_AT_ONCE) -> int:
    """Give open tickets from sheets their clocks: shortly before they are due, or at once where an authority waits."""
    without = Complaint.objects.open().filter(~Exists(Clock.objects.filter(complaint=OuterRef("pk"))))
    nearly = without.filter(due_at__gt=now, due_at__lte=now + AHEAD).order_by("due_at", "pk")
    awaited = without.filter(AWAITED, received_at__gte=now - STATUTORY).order_by("received_at", "pk")
    found = {one.pk: one for rows in (awaited, nearly) for one in rows.select_related("unit")[:limit]}.values()
    for complaint in found:
        open_clocks(complaint, now=now)
    return len(found)
