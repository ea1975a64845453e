"""Batch complaints: many of one cause, found or named (S0 1.13, control five; peers 4.7)."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class BatchState(TextChoices):
    PROPOSED = "proposed", pgettext_lazy("batch", "Proposed")
    OPEN = "open", _("Open")
    REJECTED = "rejected", _("Not a batch")
    CLOSED = "closed", _("Closed")


class FoundBy(TextChoices):
    SAME_CAUSE = "same_cause", _("Same product, cause and unit")
    SAME_WORDS = "same_words", _("Nearly the same words")
    HAND = "hand", pgettext_lazy("batch", "By hand")
