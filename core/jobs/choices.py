from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.ui.choices import Status


class JobState(TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")

    @property
    def status(self) -> Status:
        """Colour and icon beside the word."""
        return STATUSES[self.value]


STATUSES = {
    "queued": Status.PAUSED,
    "running": Status.ONTIME,
    "done": Status.DONE,
    "failed": Status.LATE,
    "cancelled": Status.DONE,
}
