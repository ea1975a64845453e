"""Words of spot tests 抽查."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from org.people.choices import Role

HALL_ROLES = (Role.COUNTER_STAFF, Role.HALL_MANAGER)
"""Who is asked in a hall: whoever serves in it, and whoever leads it."""


class Topic(TextChoices):
    """S3 4.5: what is asked about."""

    BUSINESS = "business", _("Basic business")
    TARIFF = "tariff", _("Tariffs")
    CAMPAIGN = "campaign", _("Marketing campaigns")
    NORMS = "norms", _("Service norms")
    WORDING = "wording", _("Wording of explanations")


class Result(TextChoices):
    RIGHT = "right", pgettext_lazy("answer", "Right")
    PART = "part", pgettext_lazy("answer", "In part")
    WRONG = "wrong", pgettext_lazy("answer", "Wrong")


class TestState(TextChoices):
    PLANNED = "planned", _("Drawn, not begun")
    RUNNING = "running", pgettext_lazy("spot test", "Under way")
    ENDED = "ended", pgettext_lazy("spot test", "Ended")

    __test__ = False
