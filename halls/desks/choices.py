"""How busy a counter or a hall was, in the four words of S0 1.1."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Band(TextChoices):
    """From the least to the most used; where one ends and the next begins was lost from the source."""

    IDLE = "idle", _("Idle")
    RELATIVELY_IDLE = "relatively_idle", _("Relatively idle")
    SATURATED = "saturated", _("Saturated")
    BUSY = "busy", _("Busy")


IDLE_ONES = (Band.IDLE, Band.RELATIVELY_IDLE)
"""Where counters of a busy hall could come from."""

FORMULA = _("serving time ÷ open time of counters; pauses with a reason are not open time")
"""No source says how it is counted (rule book 1.1), so whoever shows the figure shows these words with it."""

FORMULA_VERSION = "SEAT v1"
