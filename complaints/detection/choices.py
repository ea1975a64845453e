"""Why an entry may be false, and what a reviewer found (S0 1.13, two; rule book 11.6)."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Suspicion(TextChoices):
    CLOSED_FAST = "closed_fast", _("Closed within minutes")
    NO_RECORDING = "no_recording", _("Follow-up call without a recording")
    PASTED = "pasted", _("Same words pasted")
    EDITED_AFTER = "edited_after", _("Changed after closing")


class Verdict(TextChoices):
    SOUND = "sound", _("In order")
    FALSE = "false", _("False entry")
