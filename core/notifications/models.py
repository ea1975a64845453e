"""What a person should know: a row for the inbox, and a row for each channel it leaves by."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.notifications.choices import Channel, DeliveryState, Pace
from core.notifications.registry import sentence_of


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, person: object) -> NotificationQuerySet:
        return self.filter(recipient=person)

    def unread(self) -> NotificationQuerySet:
        return self.filter(read_at=None)


class Notification(models.Model):
    """`kind` names a declared sentence, `params` fill it in: each reader gets it in the own language."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    address = models.CharField(max_length=200, blank=True)
    urgent = models.BooleanField(default=False)
    key = models.CharField(max_length=160, unique=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="notification_inbox"),
            models.Index(fields=["recipient"], condition=Q(read_at=None), name="notification_unread"),
        ]

    def __str__(self) -> str:
        return self.sentence

    @property
    def sentence(self) -> str:
        """In the language now active."""
        return sentence_of(self.kind, self.params)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, *, at: dt.datetime) -> DeliveryQuerySet:
        """Waiting for their time no longer, and in nobody's hands."""
        free = Q(lease_until=None) | Q(lease_until__lt=at)
        return self.filter(free, state=DeliveryState.WAITING, next_try_at__lte=at)


class Delivery(models.Model):
    notification = models.ForeignKey(Notification, models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=Channel)
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notification", "channel"], name="one_delivery_a_channel"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="delivery_channel_known"),
            models.CheckConstraint(condition=Q(state__in=DeliveryState.values), name="delivery_state_known"),
        ]
        indexes = [models.Index(fields=["next_try_at"], condition=Q(state="waiting"), name="delivery_waiting")]


class ChannelChoice(models.Model):
    """How fast a person wants to hear by a channel; absent means a digest, urgent ones at once."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="channel_choices")
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    pace = models.CharField(_("pace"), max_length=10, choices=Pace, default=Pace.DIGEST)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "channel"], name="one_choice_a_channel"),
            models.CheckConstraint(condition=Q(pace__in=Pace.values), name="channel_pace_known"),
        ]
