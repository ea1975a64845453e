"""Which tickets an overtime share is out of, and by what it is broken down."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Base(TextChoices):
    """The three bases on which shares of waits are printed elsewhere; ours says which one it is."""

    ALL = "all", _("All tickets")
    SERVED = "served", _("Served only")
    WAITED = "waited", _("Waited only")


class By(TextChoices):
    HALL = "hall", pgettext_lazy("broken down by", "Hall")
    SERVICE = "service", pgettext_lazy("broken down by", "Service")
    HALF_HOUR = "half_hour", pgettext_lazy("broken down by", "Half-hour")
    WEEKDAY = "weekday", pgettext_lazy("broken down by", "Weekday")
    DAY = "day", pgettext_lazy("broken down by", "Day")


PERCENTS = (50, 90, 95)
"""The percentiles that are shown, in per cent of the tickets."""
