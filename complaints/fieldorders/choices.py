"""Field orders 上门服务单: record, dispatch, accept, done, review (S4 5.3; S1-P8)."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrderState(TextChoices):
    RECORDED = "recorded", _("Recorded")
    DISPATCHED = "dispatched", _("Dispatched")
    ACCEPTED = "accepted", _("Accepted")
    DONE = "done", _("Done, to be reviewed")
    REVIEWED = "reviewed", _("Reviewed")
    CANCELLED = "cancelled", _("Cancelled")


class CustomerTerm(TextChoices):
    """S4 5.3: agreement customers 24 h, others 48 h; the number for VIP is lost and has no default."""

    AGREEMENT = "agreement", _("Agreement customer")
    OTHER = "other", _("Without agreement")
    VIP = "vip", _("VIP")


class ReviewResult(TextChoices):
    """S1-P8: 虚假销障 and 虚假回单 are what the review call looks for."""

    TRUE = "true", _("Done as reported")
    FALSE_CLOSURE = "false_closure", _("False closure: the fault is still there")
    FALSE_REPORT = "false_report", _("False report: nobody came")
