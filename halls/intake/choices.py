"""By what way customers came that a hall counts by hand, and which source of a day is believed."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    """Who is counted: nobody who took a number at the queue also stands in the count of another channel."""

    QUEUE = "queue", _("Queue")
    HANDHELD = "handheld", _("Handheld device in the hall")
    SELF_SERVICE = "self_service", _("Self-service machine")


class Source(TextChoices):
    """Where a day's customers of a service are known from, the one that is believed first in front."""

    RECORDED = "recorded", _("Taken as it happened")
    SHEET = "sheet", _("Queue machine's sheet")
    TOTAL = "total", _("Daily total by hand")
