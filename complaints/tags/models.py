"""Zero-tolerance tags 三强, 重大服务事件, 批量, 媒体: definitions as rows, and which tickets carry them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.tickets.models import Complaint


class Tag(models.Model):
    """A tag with the source's wording; what it means is the branch's to say."""

    code = models.SlugField(max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=40)
    definition = models.TextField(_("definition"), blank=True)
    source = models.CharField(_("source"), max_length=120, blank=True)
    is_zero_tolerance = models.BooleanField(_("zero tolerance"), default=False)
    is_offered = models.BooleanField(_("offered"), default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class TicketTagQuerySet(models.QuerySet["TicketTag"]):
    def on(self) -> TicketTagQuerySet:
        """Those that nobody took off."""
        return self.filter(off_at=None)


class TicketTag(models.Model):
    """A ticket carries a tag from a moment on, until somebody a level above takes it off (C22)."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="tags")
    tag = models.ForeignKey(Tag, models.PROTECT, related_name="+")
    put_at = models.DateTimeField()
    put_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    off_at = models.DateTimeField(null=True)
    off_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    off_why = models.CharField(_("why it was taken off"), max_length=300, blank=True)

    objects = TicketTagQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["complaint", "tag"], condition=Q(off_at=None), name="ticket_tag_once"),
            models.CheckConstraint(
                condition=Q(off_at=None, off_by=None, off_why="")
                | (Q(off_at__isnull=False, off_by__isnull=False) & ~Q(off_why="")),
                name="ticket_tag_off_whole",
            ),
        ]
        indexes = [models.Index(fields=["tag", "-put_at"], condition=Q(off_at=None), name="ticket_tag_newest")]
