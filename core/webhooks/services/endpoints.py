"""Looking after endpoints: each act checked against the list of allowed hosts, and written to the trail."""

from __future__ import annotations

import datetime as dt
import secrets as randomness
from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.audit.registry import call, mean, say
from core.audit.services import record
from core.refusals import Refusal
from core.rights import SYSTEM_MANAGE
from core.sealing import CannotUnseal, seal_text, unseal_text
from core.webhooks import rules
from core.webhooks.choices import DeliveryState, EndpointState
from core.webhooks.models import WebhookDelivery, WebhookEndpoint
from core.webhooks.registry import event_title, is_event, places

PURPOSE = b"webhook secret"
MOST_ENDPOINTS = 20

say("webhook.created", _("Set up a webhook"))
say("webhook.changed", _("Changed a webhook"))
say("webhook.secret_rotated", _("Rotated a webhook's secret"))
say("webhook.paused", _("Paused a webhook"))
say("webhook.resumed", _("Let a webhook go on"))
say("webhook.removed", _("Removed a webhook"))
call("url", _("receiving address"), of="webhook")
call("events", _("events"), of="webhook")
call("place", _("unit"), of="webhook")
call("message", _("message"), of="webhook")
mean("events", lambda names: {name: event_title(name) for name in names}, of="webhook")
mean("place", lambda codes: {code: places().name(code) for code in codes}, of="webhook")


class CannotSaveEndpoint(Refusal):
    """The endpoint may not be set up so."""


class CannotPause(Refusal):
    """The endpoint is not in the state that the act starts from."""


def create_endpoint(
    *, name: str, url: str, place: str, events: Collection[str], by: Any, now: dt.datetime
) -> tuple[WebhookEndpoint, str]:
    """A new endpoint and its secret, which is nowhere to be read again.

    Raises WrongAddress for an address that may not be called; CannotSaveEndpoint for a place where `by` does
    not look after the system, an unknown event, or the 21st endpoint of the place.
    """
    _refuse_wrong(url, events)
    if place not in {code for code, _label in places().offered(by, SYSTEM_MANAGE)}:
        raise CannotSaveEndpoint(_("Choose a unit whose system you look after."), field="place")
    secret = _new_secret()
    with transaction.atomic():
        if WebhookEndpoint.objects.filter(place=place, removed_at=None).count() >= MOST_ENDPOINTS:
            raise CannotSaveEndpoint(_("This unit already has 20 webhooks; remove one first."))
        endpoint = WebhookEndpoint.objects.create(
            name=name, url=url, place=place, events=sorted(events), person=by, secret=_sealed(secret), created_at=now
        )
        data = {"name": name, "url": url, "events": endpoint.events, "place": place}
        record("webhook.created", by=by, now=now, about=endpoint, data=data)
    return endpoint, secret


@transaction.atomic
def change_endpoint(
    *, endpoint: WebhookEndpoint, name: str, url: str, events: Collection[str], by: Any, now: dt.datetime
) -> None:
    """Change name, address or events; whoever changes it answers for it from now on.

    Raises WrongAddress, CannotSaveEndpoint.
    """
    _refuse_wrong(url, events)
    changed = _still_there(endpoint).update(
        name=name, url=url, events=sorted(events), person=by, failures=0, rests_until=None
    )
    if not changed:
        raise CannotSaveEndpoint(_("This webhook was removed meanwhile."))
    data = {
        "before": {"name": endpoint.name, "url": endpoint.url, "events": endpoint.events},
        "after": {"name": name, "url": url, "events": sorted(events)},
    }
    record("webhook.changed", by=by, now=now, about=endpoint, data=data)


@transaction.atomic
def rotate_secret(*, endpoint: WebhookEndpoint, by: Any, now: dt.datetime) -> str:
    """A new secret, shown once; the former one signs beside it for 24 hours. Raises CannotSaveEndpoint."""
    secret = _new_secret()
    unchanged = _still_there(endpoint).filter(secret=endpoint.secret)
    if not unchanged.update(secret=_sealed(secret), former_secret=endpoint.secret, former_until=now + rules.ROTATION):
        raise CannotSaveEndpoint(_("Somebody else changed this webhook meanwhile. Look at it again."))
    record("webhook.secret_rotated", by=by, now=now, about=endpoint)
    return secret


@transaction.atomic
def pause_endpoint(*, endpoint: WebhookEndpoint, by: Any, now: dt.datetime) -> None:
    """Nothing is sent, and new events are not kept for it. Raises CannotPause."""
    active = _still_there(endpoint).filter(state=EndpointState.ACTIVE)
    if not active.update(state=EndpointState.PAUSED):
        raise CannotPause(_("This webhook is already paused."))
    record("webhook.paused", by=by, now=now, about=endpoint)


@transaction.atomic
def resume_endpoint(*, endpoint: WebhookEndpoint, by: Any, now: dt.datetime) -> None:
    """Receive again, with a clean slate; what still waits is sent at the next look. Raises CannotPause."""
    halted = _still_there(endpoint).exclude(state=EndpointState.ACTIVE)
    if not halted.update(state=EndpointState.ACTIVE, failures=0, rests_until=None, given_up=0):
        raise CannotPause(_("This webhook is not paused."))
    record("webhook.resumed", by=by, now=now, about=endpoint)


@transaction.atomic
def remove_endpoint(*, endpoint: WebhookEndpoint, by: Any, now: dt.datetime) -> None:
    """Nothing is sent to it any more and its secrets are gone; what was sent stays on record."""
    nothing = {"secret": "", "former_secret": "", "former_until": None}
    if not _still_there(endpoint).update(removed_at=now, **nothing):
        return
    waiting = WebhookDelivery.objects.filter(endpoint=endpoint, state=DeliveryState.WAITING)
    waiting.update(state=DeliveryState.GIVEN_UP)
    record("webhook.removed", by=by, now=now, about=endpoint, data={"url": endpoint.url})


def live_secrets(endpoint: WebhookEndpoint, *, at: dt.datetime) -> list[str]:
    """The secrets that sign at `at`: the present one, and the former one while it is valid.

    Raises CannotUnseal if the present one cannot be read; a former one that cannot be read is left out.
    """
    found = [unseal_text(endpoint.secret, purpose=PURPOSE)]
    if endpoint.former_until is not None and at < endpoint.former_until:
        try:
            found.append(unseal_text(endpoint.former_secret, purpose=PURPOSE))
        except CannotUnseal:
            return found
    return found


def _still_there(endpoint: WebhookEndpoint) -> QuerySet[WebhookEndpoint]:
    return WebhookEndpoint.objects.filter(pk=endpoint.pk, removed_at=None)


def _refuse_wrong(url: str, events: Collection[str]) -> None:
    try:
        rules.destination(url, hosts=settings.WEBHOOK_HOSTS, ports=settings.WEBHOOK_PORTS)
    except rules.WrongAddress as refusal:
        raise rules.WrongAddress(refusal.message, field="url") from None
    if not events or not all(is_event(name) for name in events):
        raise CannotSaveEndpoint(_("Choose at least one event."), field="events")


def _new_secret() -> str:
    return rules.secret_text(randomness.token_bytes(rules.SECRET_BYTES))


def _sealed(secret: str) -> str:
    return seal_text(secret, purpose=PURPOSE)
