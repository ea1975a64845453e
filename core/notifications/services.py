"""Telling people: a row for the inbox in the act's own transaction, and a row for each channel it leaves by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import TYPE_CHECKING, Any

import structlog
from django.db import transaction
from django.db.models import F

from core.backoff import backoff
from core.notifications import rules
from core.notifications.choices import Channel, DeliveryState, Pace
from core.notifications.mail import send
from core.notifications.models import ChannelChoice, Delivery, Notification
from core.notifications.registry import is_declared
from core.notifications.selectors import due_deliveries

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

MOST_AT_ONCE = 200

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Telling:
    """One fact and whom it is told, as `notify` takes them."""

    recipients: Iterable[AbstractBaseUser]
    params: Mapping[str, Any]
    address: str
    key: str
    urgent: bool = False


def notify(
    kind: str,
    *,
    recipients: Iterable[AbstractBaseUser],
    params: dict[str, Any],
    address: str,
    key: str,
    now: dt.datetime,
    urgent: bool = False,
) -> list[Notification]:
    """Tell each recipient once, in the caller's transaction; gives the notices that are new.

    `key` names the fact (`complaint.assigned:42:3`): telling it again changes nothing. `address` is a
    path of this site. LookupError for a kind that no app declares.
    """
    return notify_many(kind, tellings=[Telling(recipients, params, address, key, urgent)], now=now)


@transaction.atomic
def notify_many(kind: str, *, tellings: Iterable[Telling], now: dt.datetime) -> list[Notification]:
    """As `notify` for each of `tellings`, in as many statements as one needs."""
    if not is_declared(kind):
        raise LookupError(f"no app declares notices of kind {kind!r}")
    wanted = {f"{one.key}:{person.pk}": (one, person) for one in tellings for person in one.recipients}
    known = set(Notification.objects.filter(key__in=wanted).values_list("key", flat=True))
    fresh = [
        _notice(kind, one, person, own_key, now) for own_key, (one, person) in wanted.items() if own_key not in known
    ]
    Notification.objects.bulk_create(fresh, ignore_conflicts=True)
    # A database that leaves conflicts aside does not say which numbers it gave to the others.
    numbers = dict(Notification.objects.filter(key__in=wanted.keys() - known).values_list("key", "pk"))
    for notice in fresh:
        notice.pk = numbers[notice.key]
    _leave_by_mail(fresh, now=now)
    return fresh


def _notice(kind: str, telling: Telling, person: AbstractBaseUser, key: str, now: dt.datetime) -> Notification:
    return Notification(
        recipient=person,  # type: ignore[misc]
        kind=kind,
        params=telling.params,
        address=telling.address,
        urgent=telling.urgent,
        key=key,
        created_at=now,
    )


def _leave_by_mail(notifications: list[Notification], *, now: dt.datetime) -> None:
    reachable = [notice for notice in notifications if notice.recipient.email]
    chosen = ChannelChoice.objects.filter(channel=Channel.EMAIL, person_id__in=[n.recipient_id for n in reachable])
    paces = dict(chosen.values_list("person_id", "pace"))
    deliveries = []
    for notice in reachable:
        pace = Pace(paces.get(notice.recipient_id, Pace.DIGEST))
        leaves_at = rules.leaves_at(pace, urgent=notice.urgent, now=now)
        if leaves_at is not None:
            deliveries.append(Delivery(notification=notice, channel=Channel.EMAIL, next_try_at=leaves_at))
    Delivery.objects.bulk_create(deliveries, ignore_conflicts=True)


def mark_read(*, notification: Notification, now: dt.datetime) -> None:
    """The recipient has seen it; the first time counts."""
    Notification.objects.filter(pk=notification.pk, read_at=None).update(read_at=now)


def mark_all_read(*, by: AbstractBaseUser, up_to: int, now: dt.datetime) -> int:
    """Everything the person was shown, the newest being notice number `up_to`, is read. Gives how many were not."""
    return Notification.objects.visible_to(by).unread().filter(pk__lte=up_to).update(read_at=now)


@transaction.atomic
def choose_pace(*, channel: Channel, pace: Pace, by: AbstractBaseUser) -> None:
    """How fast `by` wants to hear by the channel from now on; what waits already keeps its time."""
    ChannelChoice.objects.update_or_create(person_id=by.pk, channel=channel, defaults={"pace": pace})


def deliver(*, now: dt.datetime, limit: int = MOST_AT_ONCE) -> int:
    """Send what is due: urgent notices alone, the rest as one letter a person. Gives the letters sent.

    At least once: a delivery is marked after it was sent, and one left by a killed worker is free
    again when its lease runs out. The first failure of the mail server ends the round (J28).
    """
    sent = 0
    for letter in _letters(due_deliveries(at=now, limit=limit)):
        held = [delivery for delivery in letter if _claim(delivery, now=now)]
        if not held:
            continue
        if not held[0].notification.recipient.is_active:
            _settle(held, state=DeliveryState.FAILED, error="may no longer sign in")
            continue
        try:
            send([delivery.notification for delivery in held])
        except OSError as error:  # smtplib's exceptions are OSErrors too
            _put_off(held, error=error, now=now)
            log.warning("notifications.mail_failed", error=type(error).__name__, waiting=len(held))
            if not _is_about_the_address(error):
                break
            continue
        _settle(held, state=DeliveryState.SENT, sent_at=now)
        sent += 1
    return sent


def _letters(deliveries: list[Delivery]) -> list[list[Delivery]]:
    """Urgent ones each on its own, the others by person."""
    urgent = [[delivery] for delivery in deliveries if delivery.notification.urgent]
    by_person: dict[int, list[Delivery]] = {}
    for delivery in deliveries:
        if not delivery.notification.urgent:
            by_person.setdefault(delivery.notification.recipient_id, []).append(delivery)
    return urgent + list(by_person.values())


def _claim(delivery: Delivery, *, now: dt.datetime) -> bool:
    """Take the delivery in hand; the attempts seen are the token, and counted before the try."""
    mine = Delivery.objects.due(at=now).filter(pk=delivery.pk, attempts=delivery.attempts)
    claimed = mine.update(attempts=F("attempts") + 1, lease_until=now + rules.LEASE)
    delivery.attempts += 1
    return bool(claimed)


def _settle(held: list[Delivery], *, state: DeliveryState, **values: Any) -> None:
    for delivery in held:
        mine = Delivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts)
        mine.update(state=state, lease_until=None, **{"error": "", **values})


def _put_off(held: list[Delivery], *, error: OSError, now: dt.datetime) -> None:
    for delivery in held:
        mine = Delivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts)
        words = f"{type(error).__name__}: {error}"[:300]
        if delivery.attempts >= rules.MAX_ATTEMPTS:
            mine.update(state=DeliveryState.FAILED, lease_until=None, error=words)
            continue
        wait = backoff(delivery.attempts, first=rules.FIRST_WAIT, longest=rules.LONGEST_WAIT)
        mine.update(next_try_at=now + wait, lease_until=None, error=words)


def _is_about_the_address(error: OSError) -> bool:
    """Whether only this letter was refused, so that the next one may still go."""
    return isinstance(error, SMTPRecipientsRefused | SMTPDataError)
