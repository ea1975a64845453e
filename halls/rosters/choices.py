"""What became of a swap, and what a roster says against a shift."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SwapState(TextChoices):
    """S4 5.2: asked of a colleague, then of the head; the ends are kept as the register."""

    ASKED = "asked", pgettext_lazy("swap", "Waits for the colleague")
    AGREED = "agreed", pgettext_lazy("swap", "Waits for the head")
    DECLINED = "declined", pgettext_lazy("swap", "Declined by the colleague")
    APPROVED = "approved", pgettext_lazy("swap", "Swapped")
    REFUSED = "refused", pgettext_lazy("swap", "Refused by the head")
    WITHDRAWN = "withdrawn", pgettext_lazy("swap", "Withdrawn")


OPEN = (SwapState.ASKED, SwapState.AGREED)


class Conflict(TextChoices):
    """In the order in which they weigh."""

    DOUBLE = "double", _("Double booked")
    NOT_POSTED = "not_posted", _("Not posted at this hall that day")
    NO_CERTIFICATE = "no_certificate", _("No certificate")
    EXPIRED = "expired", _("Certificate expired")
    OUTSIDE = "outside", _("Outside opening hours")


HEAVY = (Conflict.DOUBLE, Conflict.NOT_POSTED)
"""A week that holds one of these is published only with a reason."""
