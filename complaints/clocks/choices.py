"""Kinds of clock, how they count, and how they stand (rule book 8.4)."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ClockKind(TextChoices):
    HANDLING = "handling", _("Handling")
    REGULATOR = "regulator", _("Answer to the regulator")
    CONSUMER_BODY = "consumer_body", _("Answer to the consumer association")
    APPEAL = "appeal", _("Reply to an appeal")
    FIRST_CONTACT = "first_contact", _("First contact with the customer")
    VERIFICATION = "verification", _("Verification")
    APPROVAL = "approval", _("Approval")
    CALL_BACK = "call_back", _("Call-back")


class Counting(TextChoices):
    WORKING_DAYS = "working_days", _("Working days")
    WORKING_HOURS = "working_hours", _("Working hours")
    CALENDAR_DAYS = "calendar_days", _("Calendar days")
    NATURAL_HOURS = "natural_hours", _("Hours, day and night")


class ClockState(TextChoices):
    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    MET = "met", _("Met in time")
    MISSED = "missed", _("Met late")
    CANCELLED = "cancelled", _("No longer counts")


class IntervalKind(TextChoices):
    RUN = "run", _("Ran")
    PAUSE = "pause", _("Paused")


class PauseReason(TextChoices):
    """Peers 4.8: what a ticket may wait for without anybody of ours being late."""

    CUSTOMER_AWAY = "customer_away", _("Customer asked for another date")
    CUSTOMER_PROOF = "customer_proof", _("Customer still has to bring proof")
    OUTSIDE = "outside", _("Waiting for another company or authority")
    FORCE = "force", _("Network or weather emergency")


PROOF_NEEDED = frozenset({PauseReason.OUTSIDE, PauseReason.FORCE})
"""Reasons that somebody else can attest: without the paper the clock goes on."""
