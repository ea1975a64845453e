"""What is done for the customer: kinds of remedy and of letter, and how they stand (S2 3.3)."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.ui.choices import Status


class OfferKind(TextChoices):
    FIRST = "first", _("First alternative")
    SECOND = "second", _("Second alternative")
    COMPENSATION = "compensation", _("Extra compensation")
    MEDIATED = "mediated", _("What mediation agreed")
    MAKE_UP = "make_up", _("Make-up")
    REFUND = "refund", _("Refund")


class OfferState(TextChoices):
    DRAFT = "draft", _("Proposed")
    ASKED = "asked", _("Waiting for approval")
    RETURNED = "returned", _("Returned for changes")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Not approved")
    DECLINED = "declined", _("Declined by the customer")
    ACCEPTED = "accepted", _("Accepted by the customer")
    DELIVERED = "delivered", _("Carried out")

    @property
    def status(self) -> Status:
        """The tone that the state is shown in."""
        return _TONES.get(self.value, Status.SOON)


class LetterState(TextChoices):
    DRAFT = "draft", _("Draft")
    ASKED = "asked", _("Waiting for signature")
    SIGNED = "signed", _("Signed")
    SENT = "sent", _("Sent")

    @property
    def status(self) -> Status:
        """The tone that the state is shown in."""
        return _TONES.get(self.value, Status.SOON)


_TONES = {
    "returned": Status.PAUSED,
    "approved": Status.ONTIME,
    "accepted": Status.ONTIME,
    "signed": Status.ONTIME,
    "refused": Status.LATE,
    "declined": Status.DONE,
    "delivered": Status.DONE,
    "sent": Status.DONE,
}
