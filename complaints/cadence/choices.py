"""The sheets of the cadence (S3 4.6, S0 1.13, S1-P2) and what a ticket's quality is looked at for."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SheetKind(TextChoices):
    """S3 4.6: daily circular, weekly meeting, monthly meeting; S0 1.13, two: ticket quality; S1-P2 (2): problems."""

    DAILY = "daily", _("Daily circular")
    WEEKLY = "weekly", _("Weekly follow-up meeting")
    MONTHLY = "monthly", _("Monthly quality meeting")
    QUALITY = "quality", _("Ticket-quality circular")
    PROBLEMS = "problems", _("Weekly problem output")


class Filled(TextChoices):
    """What a closed ticket should say; which of them count is the standard's."""

    PRODUCT = "product", _("Product")
    PHENOMENON = "phenomenon", _("Phenomenon")
    CAUSE = "cause", _("Cause")
    PROCESS = "process", _("Service process")
    BUSINESS = "business", _("Own or channel business")
    GRADE = "grade", _("Grade")
    VALIDITY = "validity", _("Validity")
    REMEDY_SOUGHT = "remedy_sought", _("Remedy sought")
    HANDLER = "handler", _("Handler")
    OUTCOME_NOTE = "outcome_note", _("What was done")


class Check(TextChoices):
    """S0 1.13, two: what the monthly circular on ticket quality counts."""

    INCOMPLETE = "incomplete", _("Fields left empty")
    SHORT_TEXT = "short_text", _("Customer's words too short")
    SHORT_NOTE = "short_note", _("Outcome too short")
    FALSE_ENTRY = "false_entry", _("False entries found")
    LATE = "late", _("Acknowledged late")
    TIMED_OUT = "timed_out", _("Reopened: not in time")
    BROKEN_PROMISE = "broken_promise", _("Reopened: promise not kept")
    PASSED_ON = "passed_on", _("Reopened: passed on")
    OTHER = "other", _("Reopened: other")
    REGRADED = "regraded", _("Grade changed")
    REJUDGED = "rejudged", _("Validity judged anew")
