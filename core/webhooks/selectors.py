"""What the pages show of endpoints and their messages."""

from __future__ import annotations

from dataclasses import dataclass

from core.webhooks.choices import EndpointState
from core.webhooks.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint


def is_heard(event: str) -> bool:
    """Whether any endpoint anywhere asked for the event: for acts on very many things."""
    active = WebhookEndpoint.objects.filter(removed_at=None, state=EndpointState.ACTIVE)
    return any(event in endpoint.events for endpoint in active)


@dataclass(frozen=True)
class DeliveryLine:
    """A message with the last attempt to send it, if there was one."""

    delivery: WebhookDelivery
    last: WebhookAttempt | None


@dataclass(frozen=True)
class DeliveryPage:
    """Newest first; `older` is the place to go on from, None on the last page."""

    lines: list[DeliveryLine]
    older: int | None


def newest_deliveries(endpoint: WebhookEndpoint, *, before: int | None, size: int = 50) -> DeliveryPage:
    """A page of the endpoint's messages older than number `before`, in two queries."""
    rows = WebhookDelivery.objects.filter(endpoint=endpoint).order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: size + 1])
    shown = found[:size]
    last = {made.delivery_id: made for made in WebhookAttempt.objects.filter(delivery__in=shown).order_by("number")}
    lines = [DeliveryLine(delivery, last.get(delivery.pk)) for delivery in shown]
    return DeliveryPage(lines=lines, older=shown[-1].pk if len(found) > size else None)
