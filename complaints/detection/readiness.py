"""The 3·15 readiness list: open tickets that are old or came from outside, by first-contact owner (S0-F3, S1-P4)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.utils import timezone

from complaints.tickets.choices import OUTSIDE
from complaints.tickets.clocks import Clock, clock_of
from complaints.tickets.models import Complaint
from core.ui.words import calendar_words

if TYPE_CHECKING:
    from complaints.tickets.models import ComplaintQuerySet
    from org.people.models import Person

DAYS = 7
DAYS_CHOSEN = (3, 7, 15, 30)
SHOWN_MOST = 500


@dataclass(frozen=True)
class Line:
    complaint: Complaint
    clock: Clock
    age: str
    is_outside: bool


@dataclass(frozen=True)
class Owner:
    """Whoever received the customers first, and what of theirs is still open."""

    name: str
    post: str
    lines: list[Line]


@dataclass(frozen=True)
class Readiness:
    """Every owner with lines, or as many lines as a page holds; `count` is all of them."""

    owners: list[Owner]
    count: int
    outside: int
    most: int


def days_from(words: str) -> int:
    """The age in days that was asked for, if it is one of those offered."""
    return int(words) if words in {str(days) for days in DAYS_CHOSEN} else DAYS


def ready_rows(person: Person, *, days: int, now: dt.datetime) -> ComplaintQuerySet:
    """Open tickets received more than `days` ago, or from media, regulator or consumer body, by owner and age."""
    old = Q(received_at__lt=now - dt.timedelta(days=days))
    rows = Complaint.objects.visible_to(person).open().filter(old | Q(channel__in=OUTSIDE))
    related = rows.select_related("unit", "first_contact", "handler").defer("grams", "text")
    return related.order_by(F("first_contact__name").asc(nulls_last=True), "first_contact_id", "received_at", "pk")


def readiness(person: Person, *, days: int, now: dt.datetime) -> Readiness:
    rows = ready_rows(person, days=days, now=now)
    owners = [
        Owner(owner.name if owner else "", owner.post if owner else "", [_line(row, now) for row in found])
        for owner, found in groupby(rows[:SHOWN_MOST], key=lambda row: row.first_contact)
    ]
    plain = rows.order_by()
    return Readiness(owners, plain.count(), plain.filter(channel__in=OUTSIDE).count(), SHOWN_MOST)


def _line(complaint: Complaint, now: dt.datetime) -> Line:
    clock = clock_of(complaint.state, complaint.due_at, complaint.closed_at, now=now)
    age = calendar_words(timezone.localdate(complaint.received_at), timezone.localdate(now))
    return Line(complaint, clock, age, complaint.channel in OUTSIDE)
