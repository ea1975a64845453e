"""The dissatisfied-report gate and the list of difficult customers (S0 1.13, controls three and four)."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

EXCESSIVE = "demand.excessive"
"""The kind of approval by which a demand is refused as excessive."""


class ReportState(TextChoices):
    ASKED = "asked", _("Waiting for consent")
    CONSENTED = "consented", _("Both consents given")
    REFUSED = "refused", _("Not consented")
