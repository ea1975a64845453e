"""When the daily must-check book of halls is due, from a day on."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from halls.book.choices import DueDays
from halls.book.rules import NOTE_MOST, REMIND_MOST
from halls.checks.models import CheckTemplate
from halls.queue.models import known
from org.units.models import Unit


class BookRule(models.Model):
    """It holds at its unit and below, the nearest one counts; a correction for the same day is another row.

    S0-K1 says "before the morning meeting" and not when that is, so there is no default: without a rule, or with one
    that names no sheet and no meeting, nothing is due and nothing counts as late.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    valid_from = models.DateField(_("valid from"))
    template = models.ForeignKey(
        CheckTemplate, models.PROTECT, null=True, related_name="+", verbose_name=_("sheet of the daily book")
    )
    meeting_at = models.TimeField(_("morning meeting at"), null=True)
    days = models.CharField(_("due on"), max_length=12, choices=DueDays, default=DueDays.OPEN)
    remind_minutes = models.PositiveSmallIntegerField(_("reminded so many minutes before"), null=True)
    missing_at = models.TimeField(_("missing list at"), null=True)
    note = models.CharField(_("why"), max_length=NOTE_MOST, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-valid_from", "-pk"]
        constraints = [
            known("days", DueDays, of="book_rule"),
            models.CheckConstraint(
                condition=Q(template=None, meeting_at=None) | Q(template__isnull=False, meeting_at__isnull=False),
                name="book_rule_sheet_with_meeting",
            ),
            models.CheckConstraint(
                condition=Q(remind_minutes=None) | Q(remind_minutes__range=(1, REMIND_MOST)),
                name="book_rule_remind_within",
            ),
            models.CheckConstraint(
                condition=Q(missing_at=None) | Q(missing_at__gte=F("meeting_at")), name="book_rule_list_after_meeting"
            ),
        ]

    @property
    def is_set(self) -> bool:
        return self.meeting_at is not None
