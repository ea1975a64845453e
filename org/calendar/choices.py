"""What a day of the working calendar is."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DayKind(TextChoices):
    """What a notice, or the branch, can make of a day."""

    HOLIDAY = "holiday", _("Holiday")
    MAKE_UP = "make_up", _("Make-up workday")


class DayMark(TextChoices):
    """How a day counts in the end: by its weekday, or by a notice that overrules the weekday."""

    WORKDAY = "workday", _("Workday")
    REST = "rest", _("Day off")
    HOLIDAY = "holiday", _("Holiday")
    MAKE_UP = "make_up", _("Make-up workday")


class LeftOut(TextChoices):
    """What a deadline does not count."""

    NIGHT = "night", _("nights")
    BREAK = "break", _("breaks")
    REST = "rest", _("days off")
    HOLIDAY = "holiday", _("holidays")
