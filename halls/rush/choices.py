"""What opens and ends a busy-time emergency, what is done in one, and what its log tells."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Trigger(TextChoices):
    """Why it opened. The share is S0-Q1's; the others are used where a hall sets them."""

    SHARE = "share", _("Share over the limit")
    QUEUE = "queue", _("Length of the queue")
    LONGEST = "longest", _("Longest wait")
    HAND = "hand", _("Opened by hand")


class Ended(TextChoices):
    RULE = "rule", _("Calm again")
    HAND = "hand", _("Ended by hand")
    NIGHT = "night", _("Ended with the day")


class StepKind(TextChoices):
    """What may be done. S0 1.1 names the procedure and diversion 客户分流 but lists no steps: these are proposed."""

    COUNTERS = "counters", _("Open spare counters")
    ROAMING = "roaming", _("Roaming staff with handhelds")
    MANAGER = "manager", _("Hall manager to the floor")
    DIVERT_SELF = "divert_self", _("Divert to self-service and electronic channels")
    DIVERT_HALL = "divert_hall", _("Divert to the neighbouring hall")
    DISTRICT = "district", _("Notify the district manager")
    CARE = "care", _("Water and an apology in the rest area")
    OTHER = "other", _("Something else")


class StepState(TextChoices):
    TODO = "todo", _("To do")
    DONE = "done", _("Done")
    SKIPPED = "skipped", _("Skipped")


class EntryKind(TextChoices):
    """What the log of an emergency tells."""

    OPENED = "opened", _("Emergency opened")
    STEP_DONE = "step_done", _("Step done")
    STEP_SKIPPED = "step_skipped", _("Step skipped")
    STEP_BACK = "step_back", _("Step taken back")
    NOTE = "note", _("Note")
    CALM = "calm", _("Below the limit")
    BUSY = "busy", _("Over the limit again")
    ESCALATED = "escalated", _("Service managers told")
    CLOSED = "closed", _("Emergency ended")
    REVIEWED = "reviewed", _("Looked back on")


class Silence(TextChoices):
    """Why an emergency cannot open by rule at a hall."""

    NO_RULE = "no_rule", _("No rule is set for this hall or above it: an emergency opens only by hand.")
    NO_CONDITION = "no_condition", _("The rule sets no condition: an emergency opens only by hand.")
    NO_LIMIT = "no_limit", _("The hall has no wait limit, so the share over it is not measured and opens nothing.")
