from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PromiseState(TextChoices):
    """S2 part 3: 有诺必践, what was promised is kept."""

    OPEN = "open", _("To be kept")
    KEPT = "kept", _("Kept")
    BROKEN = "broken", _("Not kept")
    RELEASED = "released", _("Customer released us from it")
