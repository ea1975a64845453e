"""Words of stationing: how a stint stands, the three kinds of customer, the scores that are compared."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class StintState(TextChoices):
    OPEN = "open", _("Being logged")
    SIGNED = "signed", pgettext_lazy("stint", "Signed")
    CANCELLED = "cancelled", pgettext_lazy("stint", "Did not take place")


class CustomerKind(TextChoices):
    """S3 4.3 counts three kinds under heads that are lost; what they are called is a setting (StationingRule)."""

    FIRST = "first", _("First kind")
    SECOND = "second", _("Second kind")
    THIRD = "third", _("Third kind")


ASSUMED_LABELS = {
    CustomerKind.FIRST: pgettext_lazy("customer received", "Inquiry"),
    CustomerKind.SECOND: pgettext_lazy("customer received", "Handling"),
    CustomerKind.THIRD: pgettext_lazy("customer received", "Complaint"),
}
"""What the rule book takes the three for, with little certainty (4.3, L)."""


class MatterState(TextChoices):
    OPEN = "open", _("To be settled")
    SETTLED = "settled", _("Settled")


class Score(TextChoices):
    """S3-T1: what customers rate a hall by, the first of them in all."""

    OVERALL = "overall", _("Overall satisfaction")
    ENVIRONMENT = "environment", _("Satisfaction with the premises")
    WAIT = "wait", _("Satisfaction with the wait")
    ABILITY = "ability", _("Satisfaction with the handling")
    ATTITUDE = "attitude", _("Satisfaction with the attitude")
