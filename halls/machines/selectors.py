"""Which machine asks, and what it may know: one hall, nothing of customers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import prefetch_related_objects

from halls.premises.models import Device, Service
from halls.premises.selectors import is_offered
from halls.premises.services import hashed
from halls.queue.selectors import called_now, live_in

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from halls.premises.models import Premises

CALLS_SHOWN = 6


@dataclass(frozen=True)
class Call:
    """A number and where to go; `times` grows with each call, so that a display knows it was called again."""

    label: str
    counter: str
    times: int
    at: dt.datetime


def device_of(token: str) -> Device | None:
    """The machine of a token, if it was not taken away."""
    if not token:
        return None
    found = Device.objects.filter(token_hash=hashed(token), revoked_at=None)
    return found.select_related("premises__unit").first()


def shown_on_kiosk(premises: Premises) -> QuerySet[Service]:
    """Services that a ticket machine has a button for while they are offered; it gives numbers of no other."""
    return premises.services.filter(is_active=True, is_on_kiosk=True)


def offered_on_kiosk(premises: Premises, *, now: dt.datetime) -> list[Service]:
    """Services that a ticket machine gives numbers for at the moment; none when the hall is closed. The hall's hours
    are read once for all of them."""
    prefetch_related_objects([premises], "unit__opening_hours")
    return [service for service in shown_on_kiosk(premises) if is_offered(service, premises, now=now)]


def calls_of(premises: Premises, *, now: dt.datetime) -> list[Call]:
    """The numbers at counters, the last call in front."""
    called = called_now(premises, now=now)[:CALLS_SHOWN]
    return [Call(one.label, str(one.counter), one.calls, one.last_called_at or now) for one in called]


def waiting_count(premises: Premises, *, now: dt.datetime) -> int:
    return live_in(premises, now=now).waiting().count()
