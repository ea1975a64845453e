"""Questions about promises."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone

from complaints.promises.models import Promise, PromiseQuerySet
from complaints.promises.rules import is_broken
from complaints.tickets.choices import ReopenReason, State

if TYPE_CHECKING:
    from complaints.tickets.models import Complaint
    from org.people.models import Person


def promises_of(complaint: Complaint) -> list[Promise]:
    """All of a ticket, the one due first in front."""
    return list(Promise.objects.filter(complaint=complaint).select_related("owner", "made_by"))


def open_promises(person: Person, *, mine: bool) -> PromiseQuerySet:
    """What is still to be kept: the person's own, or everybody's within reach, due first in front."""
    rows = Promise.objects.visible_to(person).open().exclude(complaint__state=State.VOID)
    return (rows.filter(owner=person) if mine else rows).order_by("due_at", "pk")


def broken(complaint: Complaint, *, now: dt.datetime) -> list[Promise]:
    """Those not kept, and those still open whose time has passed."""
    return [one for one in promises_of(complaint) if is_broken(one.state, one.due_at, now=now)]


def unanswered(complaint: Complaint, *, now: dt.datetime) -> PromiseQuerySet:
    """Open ones whose time has passed: nobody has said what became of them."""
    return Promise.objects.filter(complaint=complaint, due_at__lte=now).open()


def reason_to_reopen(complaint: Complaint) -> ReopenReason | None:
    """S0 1.13: 承诺未兑现."""
    return ReopenReason.BROKEN_PROMISE if broken(complaint, now=timezone.now()) else None
