"""The few words of a request for approval and its steps."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.ui.choices import Status


class RequestState(models.TextChoices):
    WAITING = "waiting", _("Waiting for approval")
    RETURNED = "returned", _("Returned for changes")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Not approved")
    WITHDRAWN = "withdrawn", _("Withdrawn")

    @property
    def status(self) -> Status:
        """The tone that the state is shown in."""
        return _STATUS[self.value]


class StepState(models.TextChoices):
    AHEAD = "ahead", _("Not yet its turn")
    WAITING = "waiting", _("Waiting")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Not approved")
    RETURNED = "returned", _("Returned")
    DROPPED = "dropped", _("No longer asked")

    @property
    def status(self) -> Status:
        """The tone that the state is shown in."""
        return _STATUS.get(self.value, Status.DONE)


class Mode(models.TextChoices):
    """Whose word settles a step."""

    ANY = "any", _("one of them decides")
    ALL = "all", _("all must approve")
    PERCENT = "percent", _("a share of them must approve")


class Decision(models.TextChoices):
    APPROVE = "approve", _("Approve")
    REFUSE = "refuse", _("Do not approve")
    RETURN = "return", _("Return for changes")


_STATUS = {
    "waiting": Status.SOON,
    "returned": Status.PAUSED,
    "approved": Status.ONTIME,
    "refused": Status.LATE,
    "withdrawn": Status.DONE,
}
