"""What a round of mystery visits is made of, and where each visit stands."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class RoundState(TextChoices):
    DRAFT = "draft", pgettext_lazy("mystery round", "Being prepared")
    OPEN = "open", pgettext_lazy("mystery round", "Under way")
    CLOSED = "closed", pgettext_lazy("mystery round", "Over")
    CANCELLED = "cancelled", pgettext_lazy("mystery round", "Called off")


class DayPart(TextChoices):
    """When the shopper is to come; a round shows which parts of the day it covers."""

    MORNING = "morning", pgettext_lazy("mystery visit", "Morning")
    MIDDAY = "midday", pgettext_lazy("mystery visit", "Midday")
    AFTERNOON = "afternoon", pgettext_lazy("mystery visit", "Afternoon")
    EVENING = "evening", pgettext_lazy("mystery visit", "Evening")


class Crowd(TextChoices):
    BUSY = "busy", pgettext_lazy("mystery visit", "Busy time")
    QUIET = "quiet", pgettext_lazy("mystery visit", "Quiet time")


class Reply(TextChoices):
    """What the shopper said to the assignment. All that follows is the state of the check itself."""

    ASKED = "asked", pgettext_lazy("mystery visit", "Asked")
    AGREED = "agreed", pgettext_lazy("mystery visit", "Taken on")
    DECLINED = "declined", pgettext_lazy("mystery visit", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("mystery visit", "Withdrawn")


class Stage(TextChoices):
    """Where a visit stands: the reply and the state of its check together (peers 4b)."""

    ASKED = "asked", pgettext_lazy("mystery visit", "Waits for an answer")
    AGREED = "agreed", pgettext_lazy("mystery visit", "Taken on")
    DECLINED = "declined", pgettext_lazy("mystery visit", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("mystery visit", "Withdrawn")
    FILLING = "filling", pgettext_lazy("mystery visit", "In progress")
    REVISION = "revision", pgettext_lazy("mystery visit", "Sent back for revision")
    SENT = "sent", pgettext_lazy("mystery visit", "Sent, waits for review")
    REVIEWING = "reviewing", pgettext_lazy("mystery visit", "Under review")
    ACCEPTED = "accepted", pgettext_lazy("mystery visit", "Accepted")
    EXCLUDED = "excluded", pgettext_lazy("mystery visit", "Accepted, does not count")
    REJECTED = "rejected", pgettext_lazy("mystery visit", "Rejected")


class Verdict(TextChoices):
    OPEN = "open", pgettext_lazy("appeal", "Not decided yet")
    GRANTED = "granted", pgettext_lazy("appeal", "Granted")
    REFUSED = "refused", pgettext_lazy("appeal", "Refused")
