from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class RoundState(TextChoices):
    """A round is drawn as often as its maker gives reasons for; once it is told, pairs change one by one."""

    DRAFT = "draft", pgettext_lazy("round", "Being prepared")
    TOLD = "told", pgettext_lazy("round", "Told to the inspectors")
    CANCELLED = "cancelled", pgettext_lazy("round", "Cancelled")
