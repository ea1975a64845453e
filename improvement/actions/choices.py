"""Corrective actions 整改 and how they stand (S4 5.1, S1-P3)."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ActionState(TextChoices):
    OPEN = "open", _("To be carried out")
    DONE = "done", _("Done, to be verified")
    VERIFIED = "verified", _("Verified")
    CANCELLED = "cancelled", _("Cancelled")
