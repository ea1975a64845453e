"""The few words a clock or a list entry may have: always text, icon and colour together."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """How something stands against its promised time (ux.md, type and colour)."""

    ONTIME = "ontime", _("On time")
    SOON = "soon", _("Due soon")
    LATE = "late", _("Overdue")
    PAUSED = "paused", _("Clock paused")
    DONE = "done", _("Done")

    @property
    def icon(self) -> str:
        """Name of the drawing in the icon sprite."""
        return STATUS_ICONS[self.value]


STATUS_ICONS = {
    "ontime": "circle-check",
    "soon": "clock",
    "late": "alert-triangle",
    "paused": "player-pause",
    "done": "check",
}


class ChangeKind(models.TextChoices):
    """What a difference means; a change is never printed without saying which (ux.md)."""

    COUNT = "count", _("count")
    POINTS = "points", _("points")
    PERCENTAGE_POINTS = "percentage_points", _("percentage points")
    RELATIVE = "relative", _("relative")
