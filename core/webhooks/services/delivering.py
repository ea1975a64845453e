"""Sending what was left, once a turn; waiting longer and longer; giving up after a day."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit.registry import say
from core.audit.services import record
from core.backoff import backoff
from core.notifications.registry import declare
from core.notifications.services import notify
from core.sealing import CannotUnseal
from core.webhooks import rules
from core.webhooks.choices import DeliveryState, EndpointState, Failure
from core.webhooks.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from core.webhooks.services.endpoints import live_secrets
from core.webhooks.services.publishing import leave_job
from core.webhooks.wire import INTERNET, Network, NoAnswer, post

GIVEN_UP, STOPPED = "webhook.given_up", "webhook.stopped"
# What says that nobody is there at all, so that other messages need not find out one by one.
SILENCE = {Failure.TIMEOUT, Failure.CONNECTION, Failure.NO_NAME}
OVERLOADED = {429, 502, 503, 504}

say("webhook.stopped", _("Stopped the webhook after failures"))
declare(GIVEN_UP, sentence=_("%(name)s did not take a message for a day; it was given up."))
declare(STOPPED, sentence=_("%(name)s was stopped after %(count)s messages in a row were given up."))


def attempt(
    *, delivery_id: int, turn: int, clock: Callable[[], dt.datetime] = timezone.now, network: Network = INTERNET
) -> WebhookAttempt | None:
    """Send the message if it is still this turn's and its endpoint may be called; None if not.

    Never raises for what the other side does. The message may arrive twice if the worker dies between the
    answer and the row; its id is the same, so the receiver can tell.
    """
    now = clock()
    delivery = WebhookDelivery.objects.select_related("endpoint__person").filter(pk=delivery_id, turn=turn).first()
    if delivery is None or not WebhookEndpoint.objects.open(at=now).filter(pk=delivery.endpoint_id).exists():
        return None
    if not _claim(delivery, now=now):
        return None
    started = time.monotonic()
    status, failure = _send(delivery, now, network)
    spent = int((time.monotonic() - started) * 1000)
    made = WebhookAttempt(
        delivery=delivery, number=delivery.attempts + 1, at=now, status=status, milliseconds=spent, failure=failure
    )
    _settle(delivery, made, now=clock())
    return made


def _claim(delivery: WebhookDelivery, *, now: dt.datetime) -> bool:
    """Take the message in hand; the attempts seen are the token, and counted before the try."""
    mine = WebhookDelivery.objects.unheld(at=now).filter(
        pk=delivery.pk, turn=delivery.turn, attempts=delivery.attempts, gives_up_at__gt=now
    )
    return bool(mine.update(attempts=F("attempts") + 1, lease_until=now + rules.LEASE))


def _send(delivery: WebhookDelivery, now: dt.datetime, network: Network) -> tuple[int | None, str]:
    """The status answered, if any, and the failure or an empty text. Everything is asked anew at every attempt."""
    endpoint = delivery.endpoint
    if not WebhookEndpoint.objects.visible_to(endpoint.person).filter(pk=endpoint.pk).exists():
        return None, Failure.OWNER
    try:
        to = rules.destination(endpoint.url, hosts=settings.WEBHOOK_HOSTS, ports=settings.WEBHOOK_PORTS)
        secrets = live_secrets(endpoint, at=now)
        body = delivery.body.encode()
        stamp = int(now.timestamp())
        signed = rules.headers_for(secrets, message_id=str(delivery.message_id), timestamp=stamp, body=body)
        sent_with = signed | {"Content-Type": "application/json; charset=utf-8", "User-Agent": "ServiceDesk-Webhooks"}
        status = post(to, body=body, headers=sent_with, network=network)
    except rules.WrongAddress:
        return None, Failure.NOT_ALLOWED
    except CannotUnseal:
        return None, Failure.SEAL
    except NoAnswer as silence:
        return None, silence.failure
    if 200 <= status < 300:
        return status, ""
    return status, Failure.REDIRECT if 300 <= status < 400 else Failure.STATUS


@transaction.atomic
def _settle(delivery: WebhookDelivery, made: WebhookAttempt, *, now: dt.datetime) -> None:
    """Write the attempt; move the message only if nobody else has taken it meanwhile."""
    made.save(force_insert=True)
    mine = WebhookDelivery.objects.filter(pk=delivery.pk, turn=delivery.turn, attempts=made.number)
    endpoint = WebhookEndpoint.objects.filter(pk=delivery.endpoint_id)
    if not made.failure:
        mine.update(state=DeliveryState.DELIVERED, delivered_at=now, lease_until=None)
        endpoint.update(failures=0, rests_until=None, given_up=0)
        return
    wait = backoff(made.number, first=rules.FIRST_WAIT, longest=rules.LONGEST_WAIT)
    mine.update(next_try_at=now + wait, lease_until=None)
    if made.failure in SILENCE or made.status in OVERLOADED:
        silent = delivery.endpoint.failures + 1
        rest = backoff(silent, first=rules.FIRST_REST, longest=rules.LONGEST_REST)
        endpoint.update(failures=F("failures") + 1, rests_until=now + rest)


def give_up_and_go_on(*, now: dt.datetime) -> int:
    """Give up what is a day old, and leave jobs for what is due. Gives the number of jobs left.

    An endpoint that was silent gets one message to try; when that arrives, the others follow.
    """
    over = WebhookDelivery.objects.unheld(at=now).filter(gives_up_at__lte=now)
    for delivery in over.select_related("endpoint__person").order_by("pk")[: rules.MOST_AT_ONCE]:
        _give_up(delivery, now=now)
    left = 0
    for endpoint in WebhookEndpoint.objects.open(at=now):
        due = WebhookDelivery.objects.unheld(at=now).filter(
            endpoint=endpoint, next_try_at__lte=now, gives_up_at__gt=now
        )
        for delivery in due.order_by("next_try_at", "pk")[: 1 if endpoint.failures else rules.MOST_AT_ONCE]:
            with transaction.atomic():
                leave_job(delivery, now=now)
            left += 1
    return left


@transaction.atomic
def _give_up(delivery: WebhookDelivery, *, now: dt.datetime) -> None:
    """End the message, tell the owner once a day, and stop an endpoint that keeps losing them.

    What waited for an endpoint that was paused on purpose ends without a word.
    """
    same = WebhookDelivery.objects.unheld(at=now).filter(pk=delivery.pk, gives_up_at__lte=now)
    if not same.update(state=DeliveryState.GIVEN_UP):
        return
    endpoint = delivery.endpoint
    receiving = WebhookEndpoint.objects.filter(pk=endpoint.pk, state=EndpointState.ACTIVE, removed_at=None)
    if not receiving.update(given_up=F("given_up") + 1):
        return
    _tell(GIVEN_UP, endpoint, key=f"{timezone.localdate(now)}", params={"name": endpoint.name}, now=now)
    lost = receiving.filter(given_up__gte=rules.STOP_AFTER_GIVEN_UP)
    if lost.update(state=EndpointState.STOPPED):
        words = {"name": endpoint.name, "count": rules.STOP_AFTER_GIVEN_UP}
        _tell(STOPPED, endpoint, key=f"{now:%Y%m%d%H%M%S}", params=words, now=now)
        record("webhook.stopped", by=None, now=now, about=endpoint)


def _tell(kind: str, endpoint: WebhookEndpoint, *, key: str, params: dict[str, object], now: dt.datetime) -> None:
    notify(
        kind,
        recipients=[endpoint.person],
        params=params,
        address=endpoint.get_absolute_url(),
        key=f"{kind}:{endpoint.pk}:{key}",
        now=now,
    )
