"""Corrective actions 整改 and how they stand (S4 5.1, S1-P3)."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ActionState(TextChoices):
    OPEN = "open", _("To be carried out")
    DONE = "done", _("Done, to be verified")
    VERIFIED = "verified", _("Verified")
    CANCELLED = "cancelled", _("Cancelled")


class ActionAct(TextChoices):
    """What may happen to an action; each is a verb of the trail."""

    OPENED = "opened", _("Opened a corrective action")
    DONE = "done", _("Reported it as done")
    VERIFIED = "verified", _("Verified that it works")
    REJECTED = "rejected", _("Sent it back: not enough yet")
    CHANGED = "changed", _("Changed the owner or the due day")
    CANCELLED = "cancelled", _("Cancelled the corrective action")


class Show(TextChoices):
    """The lists of actions; each is an address of its own."""

    ALIVE = "alive", _("All under way")
    MINE = "mine", _("Owned by me")
    OVERDUE = "overdue", _("Overdue")
    TO_VERIFY = "done", _("To be verified")
    VERIFIED = "verified", _("Verified")
    CANCELLED = "cancelled", _("Cancelled")
    EVERY = "all", _("All of them")
