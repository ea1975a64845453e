"""Private files: uploads, exports and attachments, under random names outside any public folder."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class StoredFile(models.Model):
    path = models.CharField(max_length=120, unique=True)
    name = models.CharField(_("file name"), max_length=160)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["by", "created_at"], name="file_by")]

    def __str__(self) -> str:
        return self.name


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def kept(self) -> AttachmentQuerySet:
        return self.filter(removed_at=None)

    def about(self, thing: models.Model) -> AttachmentQuerySet:
        return self.kept().filter(about_type=thing._meta.label_lower, about_id=thing.pk)


class Attachment(models.Model):
    """A stored file that belongs to an object; whoever may see the object may have the file."""

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="attachments")
    preview = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", db_index=False)
    about_type = models.CharField(max_length=60)
    about_id = models.BigIntegerField()
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["about_type", "about_id"], name="attachment_about")]
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None) | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="attachment_removed_by_when",
            )
        ]
