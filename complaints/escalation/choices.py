"""The two-line chain of S0 1.13 and what sets it going."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Line(TextChoices):
    BRANCH = "branch", _("Branch")
    CALL_CENTRE = "call_centre", _("Call centre")


class Trigger(TextChoices):
    TIME = "time", _("By time")
    EVENT = "event", _("By event")
    HAND = "hand", _("By hand")


class Occasion(TextChoices):
    """Events that escalate at once (S0 1.13, five controls)."""

    MEDIA = "media", _("Media complaint")
    REGULATOR = "regulator", _("Regulator complaint")
    REOPENED = "reopened", _("Reopened")
    BATCH = "batch", _("Batch complaint")
    ZERO_TOLERANCE = "zero_tolerance", _("Zero-tolerance case")


class Counted(TextChoices):
    """What a rung's offset is counted from."""

    BEFORE_DUE = "before_due", _("before the due time")
    AFTER_DUE = "after_due", _("after the due time")
    AFTER_START = "after_start", _("after it began")
