"""The audit trail: who did what to which object when, from which address; append-only."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.rights import AUDIT_READ, done_in_reach


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    def visible_to(self, person: object) -> AuditQuerySet:
        """What people did in the reach of the person's right to read the trail."""
        return self.filter(done_in_reach(person, AUDIT_READ))

    def about(self, thing: models.Model) -> AuditQuerySet:
        return self.filter(about_type=thing._meta.label_lower, about_id=thing.pk)

    def in_order(self) -> AuditQuerySet:
        return self.order_by("position")


class AuditEntry(models.Model):
    """One fact. Each entry carries the hash of the one before it, so that a gap or a change shows (D6)."""

    position = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    by_label = models.CharField(_("who"), max_length=120)
    verb = models.CharField(_("what"), max_length=60)
    about_type = models.CharField(max_length=60, blank=True)
    about_id = models.BigIntegerField(null=True)
    about_label = models.CharField(_("object"), max_length=160, blank=True)
    address = models.CharField(_("address"), max_length=45, blank=True)
    request_id = models.CharField(max_length=36, blank=True)
    data = models.JSONField(default=dict)
    prev_hash = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["about_type", "about_id", "position"], name="audit_about"),
            models.Index(fields=["at"], name="audit_at"),
            models.Index(fields=["verb", "position"], name="audit_verb"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("an audit entry is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("an audit entry is never deleted")
