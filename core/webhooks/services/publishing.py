"""Leaving messages: rows in the transaction of what happened, and a job for each (D1)."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.audit.registry import say
from core.audit.services import record
from core.jobs.services import enqueue, enqueue_many
from core.refusals import Refusal
from core.webhooks import rules
from core.webhooks.choices import DeliveryState, EndpointState
from core.webhooks.models import WebhookDelivery, WebhookEndpoint
from core.webhooks.registry import PING, is_event

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SEND = "webhooks.send"

say("webhook.pinged", _("Sent a test message"))
say("webhook.sent_again", _("Sent a message again"))


class CannotSendAgain(Refusal):
    """The message is still on its way, or its endpoint does not receive."""


@dataclass(frozen=True)
class Fact:
    """What happened to one thing, as `publish` takes it."""

    about: Model
    path: str
    address: str
    data: Mapping[str, Any]

    @classmethod
    def numbered(cls, about: Any, *, page: str, api: str) -> Fact:
        """Of a thing that has a number and a place: the number and where the API tells the rest, and no more.

        `page` and `api` name the addresses that take the number.
        """
        said = {"number": about.number, "api_address": reverse(api, args=[about.number])}
        return cls(about, about.unit_path, reverse(page, args=[about.number]), said)


def publish(
    event: str, *, about: Model, path: str, address: str, data: Mapping[str, Any], now: dt.datetime
) -> list[WebhookDelivery]:
    """Leave the event for every endpoint at or above `path` that asked for it, in the caller's transaction.

    `data` holds public numbers, codes and figures only: no name, no phone number, no words of a customer;
    the receiver asks the API for more, with the rights of its token. `address` is the thing's page, a path of
    this site; it and every value whose name ends in `address` leave as whole addresses. LookupError for an
    event that no app declares.
    """
    return publish_many(event, facts=[Fact(about, path, address, data)], now=now)


def publish_many(event: str, *, facts: Sequence[Fact], now: dt.datetime) -> list[WebhookDelivery]:
    """As `publish` for each of `facts`: a question for each place among them, one insert of messages and of jobs."""
    if not is_event(event):
        raise LookupError(f"no app declares the event {event!r}")
    listening = {
        path: [e for e in WebhookEndpoint.objects.listening(path=path) if event in e.events]
        for path in {fact.path for fact in facts}
    }
    made = [one for fact in facts for one in _messages(event, fact, listening[fact.path], now)]
    if made:
        with transaction.atomic():
            WebhookDelivery.objects.bulk_create(made)
            wanted = {_key(one): _arguments(one) for one in made}
            enqueue_many(SEND, by=None, now=now, wanted=wanted)
    return made


def _messages(event: str, fact: Fact, endpoints: list[WebhookEndpoint], now: dt.datetime) -> list[WebhookDelivery]:
    told = {name: absolute(value) if name.endswith("address") else value for name, value in fact.data.items()}
    told["address"] = absolute(fact.address)
    message_id = uuid.uuid4()
    body = rules.body_of(message_id=str(message_id), event=event, created=now, data=told)
    about = {"about_label": str(fact.about)[:160], "about_address": fact.address}
    return [_message(endpoint, event, message_id, body, now, **about) for endpoint in endpoints]


def absolute(address: str) -> str:
    """A path of this site as others open it; from the setting, never from a request (N07)."""
    return urljoin(settings.PUBLIC_ADDRESS, address)


@transaction.atomic
def ping(*, endpoint: WebhookEndpoint, by: Any, now: dt.datetime) -> WebhookDelivery:
    """Leave a test message. Raises CannotSendAgain while the endpoint does not receive."""
    _refuse_deaf(endpoint)
    message_id = uuid.uuid4()
    body = rules.body_of(message_id=str(message_id), event=PING, created=now, data={})
    delivery = _message(endpoint, PING, message_id, body, now)
    delivery.save(force_insert=True)
    _enqueue(delivery, now)
    record("webhook.pinged", by=by, now=now, about=endpoint)
    return delivery


@transaction.atomic
def send_again(*, delivery: WebhookDelivery, by: Any, now: dt.datetime) -> None:
    """Put a message that arrived or was given up on its way again, under its old id. Raises CannotSendAgain."""
    _refuse_deaf(delivery.endpoint)
    ended = WebhookDelivery.objects.filter(pk=delivery.pk, turn=delivery.turn).exclude(state=DeliveryState.WAITING)
    moved = ended.update(
        state=DeliveryState.WAITING,
        delivered_at=None,
        next_try_at=now,
        gives_up_at=now + rules.GIVE_UP_AFTER,
    )
    if not moved:
        raise CannotSendAgain(_("This message is already on its way."))
    leave_job(delivery, now=now)
    record("webhook.sent_again", by=by, now=now, about=delivery.endpoint, data={"message": str(delivery.message_id)})


def forget_old(*, now: dt.datetime) -> int:
    """Remove messages that have ended and are older than thirty days. Gives how many."""
    old = WebhookDelivery.objects.exclude(state=DeliveryState.WAITING).filter(created_at__lt=now - rules.KEPT)
    count = old.count()
    old.delete()
    return count


def leave_job(delivery: WebhookDelivery, *, now: dt.datetime) -> None:
    """A job of the next turn; whichever job was left for the message before may no longer send it."""
    mine = WebhookDelivery.objects.filter(pk=delivery.pk, turn=delivery.turn, state=DeliveryState.WAITING)
    if mine.update(turn=delivery.turn + 1, next_try_at=now + rules.JOB_EXPECTED_WITHIN):
        delivery.turn += 1
        _enqueue(delivery, now)


def _refuse_deaf(endpoint: WebhookEndpoint) -> None:
    if endpoint.state != EndpointState.ACTIVE or endpoint.removed_at is not None:
        raise CannotSendAgain(_("This endpoint does not receive at present; let it go on first."))


def _message(
    endpoint: WebhookEndpoint, event: str, message_id: uuid.UUID, body: str, now: dt.datetime, **about: str
) -> WebhookDelivery:
    return WebhookDelivery(
        endpoint=endpoint,
        message_id=message_id,
        event=event,
        body=body,
        created_at=now,
        next_try_at=now + rules.JOB_EXPECTED_WITHIN,
        gives_up_at=now + rules.GIVE_UP_AFTER,
        **about,
    )


def _enqueue(delivery: WebhookDelivery, now: dt.datetime) -> None:
    enqueue(SEND, by=None, now=now, arguments=_arguments(delivery), key=_key(delivery))


def _arguments(delivery: WebhookDelivery) -> dict[str, Any]:
    return {"delivery_id": delivery.pk, "turn": delivery.turn}


def _key(delivery: WebhookDelivery) -> str:
    return f"webhook:{delivery.pk}:{delivery.turn}"
