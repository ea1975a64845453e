"""Who looks at a thing now: one row a person and thing, gone when it is old. Nothing of it is kept."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Case, Value, When

from core.presence.rules import GONE_AFTER

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


class PresenceQuerySet(models.QuerySet["Presence"]):
    def about(self, label: str, pk: int) -> PresenceQuerySet:
        return self.filter(about_type=label, about_id=pk)

    def others(self, person: AbstractBaseUser) -> PresenceQuerySet:
        return self.exclude(person=person)

    def here(self, *, at: dt.datetime) -> PresenceQuerySet:
        return self.filter(seen_at__gt=at - GONE_AFTER)

    def writers_first(self, *, at: dt.datetime) -> PresenceQuerySet:
        """Whoever had a form open within the last 75 seconds, then the others; each by name."""
        writing = Case(When(writing_at__gt=at - GONE_AFTER, then=Value(0)), default=Value(1))
        return self.order_by(writing, "person__name", "pk")

    def gone(self, *, at: dt.datetime) -> PresenceQuerySet:
        return self.filter(seen_at__lte=at - GONE_AFTER)


class Presence(models.Model):
    """Somebody has a page about a thing open; `writing_at` is when a form of theirs was last seen open."""

    about_type = models.CharField(max_length=60)
    about_id = models.BigIntegerField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    seen_at = models.DateTimeField(db_index=True)
    writing_at = models.DateTimeField(null=True)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["about_type", "about_id", "person"], name="presence_once")]
