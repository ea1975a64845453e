"""What comes of a ticket in an act on many, and how far such an act has come."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Result(TextChoices):
    WAITING = "waiting", _("Can be done")
    DONE = "done", _("Done")
    SAME = "same", _("Nothing to change")
    REFUSED = "refused", _("Left as it is")


class Stage(TextChoices):
    LOOKING = "looking", _("Trial run under way")
    TRIED = "tried", _("Tried, not yet confirmed")
    RUNNING = "running", _("Under way")
    STOPPED = "stopped", _("Stopped")
    FINISHED = "finished", _("Finished")
