"""Working days and hours, as tables that an administrator can read and change."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from org.calendar.choices import DayKind


class WorkCalendar(models.Model):
    """Weekly windows of work. One calendar is the default; a unit may have its own."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    is_default = models.BooleanField(_("used where a unit has none"), default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="one_default_calendar")
        ]

    def __str__(self) -> str:
        return self.name


class CalendarWindow(models.Model):
    """A span of working time on a weekday (0 = Monday); a lunch break makes two of them."""

    calendar = models.ForeignKey(WorkCalendar, models.CASCADE, related_name="windows")
    weekday = models.PositiveSmallIntegerField(_("weekday"))
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("to"))

    class Meta:
        ordering = ["weekday", "starts"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="calendar_window_weekday"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="calendar_window_forward"),
        ]

    def get_weekday_display(self) -> str:
        """The weekday in the reader's language."""
        return str(WEEKDAYS[self.weekday])


class CalendarYear(models.Model):
    """A year whose official notice is loaded; past the last one the clock refuses to guess."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    source = models.CharField(_("source"), max_length=120)
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(models.Model):
    """A holiday or a make-up workday by the State Council's yearly notice, or by the branch."""

    date = models.DateField(_("date"), unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=DayKind)
    name = models.CharField(_("name"), max_length=60)
    source = models.CharField(_("source"), max_length=120)

    class Meta:
        ordering = ["date"]
        constraints = [models.CheckConstraint(condition=Q(kind__in=DayKind.values), name="calendar_day_kind_known")]
