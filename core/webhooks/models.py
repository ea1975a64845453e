"""Endpoints of other systems, the messages on their way to them, and every attempt."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.rights import SYSTEM_MANAGE
from core.ui.choices import Status
from core.webhooks.choices import DeliveryState, EndpointState, Failure
from core.webhooks.registry import event_title, places


class WebhookEndpointQuerySet(models.QuerySet["WebhookEndpoint"]):
    def visible_to(self, person: Any) -> WebhookEndpointQuerySet:
        """Those that stand where the person looks after the system; removed ones are gone."""
        return self.filter(removed_at=None, place__in=places().codes(person, SYSTEM_MANAGE))

    def listening(self, *, path: str) -> WebhookEndpointQuerySet:
        """Those that hear of things at `path`: they stand there or above."""
        return self.filter(removed_at=None, state=EndpointState.ACTIVE, place__in=places().above(path))

    def open(self, *, at: dt.datetime) -> WebhookEndpointQuerySet:
        """Those that may be called: receiving, and not resting after silence."""
        rested = Q(rests_until=None) | Q(rests_until__lte=at)
        return self.filter(rested, removed_at=None, state=EndpointState.ACTIVE)


class WebhookEndpoint(models.Model):
    """An address of another system that hears of events at or below `place`."""

    name = models.CharField(_("name"), max_length=60)
    url = models.CharField(max_length=500)
    place = models.CharField(max_length=40)
    events = models.JSONField(default=list)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="webhook_endpoints")
    state = models.CharField(_("state"), max_length=10, choices=EndpointState, default=EndpointState.ACTIVE)
    secret = models.CharField(max_length=160, blank=True)
    former_secret = models.CharField(max_length=160, blank=True)
    former_until = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    rests_until = models.DateTimeField(null=True)
    given_up = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    objects = WebhookEndpointQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=EndpointState.values), name="webhook_state_known"),
            models.CheckConstraint(
                condition=Q(former_secret="", former_until=None)
                | (~Q(former_secret="") & Q(former_until__isnull=False)),
                name="webhook_former_whole",
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None) | Q(secret="", former_secret=""), name="webhook_removed_keeps_no_secret"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("webhook", args=[self.pk])

    @property
    def status(self) -> Status:
        return EndpointState(self.state).status

    @property
    def place_name(self) -> str:
        return places().name(self.place)

    @property
    def event_titles(self) -> list[str]:
        return [event_title(name) for name in self.events]


class WebhookDeliveryQuerySet(models.QuerySet["WebhookDelivery"]):
    def visible_to(self, person: Any) -> WebhookDeliveryQuerySet:
        """Those of the endpoints that the person sees."""
        return self.filter(endpoint__in=WebhookEndpoint.objects.visible_to(person))

    def unheld(self, *, at: dt.datetime) -> WebhookDeliveryQuerySet:
        """On their way, and in no worker's hands."""
        return self.filter(Q(lease_until=None) | Q(lease_until__lte=at), state=DeliveryState.WAITING)


class WebhookDelivery(models.Model):
    """A message to one endpoint. `turn` says which job may send it: only the newest one left for it."""

    endpoint = models.ForeignKey(WebhookEndpoint, models.PROTECT, related_name="deliveries")
    message_id = models.UUIDField()
    event = models.CharField(max_length=60)
    about_label = models.CharField(max_length=160, blank=True)
    about_address = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    turn = models.PositiveIntegerField(default=1)
    attempts = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField()
    gives_up_at = models.DateTimeField()
    created_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)

    objects = WebhookDeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "message_id"], name="webhook_message_once"),
            models.CheckConstraint(condition=Q(state__in=DeliveryState.values), name="webhook_delivery_state_known"),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.DELIVERED, delivered_at__isnull=False)
                | (~Q(state=DeliveryState.DELIVERED) & Q(delivered_at=None)),
                name="webhook_delivered_when",
            ),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state=DeliveryState.WAITING), name="webhook_waiting"),
            models.Index(fields=["created_at"], name="webhook_age"),
        ]

    @property
    def status(self) -> Status:
        return DeliveryState(self.state).status

    @property
    def title(self) -> str:
        return event_title(self.event)


class WebhookAttempt(models.Model):
    """One try: what was answered, or why nothing was. Never what the answer said."""

    delivery = models.ForeignKey(WebhookDelivery, models.CASCADE, related_name="tries")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    milliseconds = models.PositiveIntegerField()
    failure = models.CharField(max_length=20, choices=Failure, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["delivery", "number"], name="webhook_attempt_once"),
            models.CheckConstraint(condition=Q(failure__in=["", *Failure.values]), name="webhook_failure_known"),
        ]
