"""What a hall is made of, and what its rules may say."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DeviceKind(TextChoices):
    KIOSK = "kiosk", _("Ticket machine")
    DISPLAY = "display", _("Lobby display")
