"""What checks are made of, and what may be said of them. One engine, five kinds and the multimedia check."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CheckKind(TextChoices):
    DAILY = "daily", _("Daily must-check book")
    PATROL = "patrol", _("Patrol sheet")
    SUPERVISION = "supervision", _("Supervision")
    MYSTERY = "mystery", _("Mystery shopper")
    CROSS = "cross", _("Cross inspection")
    MULTIMEDIA = "multimedia", _("Multimedia check")


SELF_KINDS = (CheckKind.DAILY, CheckKind.PATROL)
"""Carried out by the hall itself: its score stays hidden until it is sent, unless the template says otherwise."""


class Dimension(TextChoices):
    """S0 1.2: what mystery shoppers look at. A section may belong to none of them."""

    ENVIRONMENT = "environment", _("Environment and facilities")
    NORMS = "norms", _("Service norms")
    ON_SITE = "on_site", _("On-site management")
    BUSINESS = "business", _("Business performance")
    INITIATIVE = "initiative", _("Service initiative")


class Scoring(TextChoices):
    DEDUCTION = "deduction", _("Points taken off 100")
    POINTS = "points", _("Points earned")


class NaPolicy(TextChoices):
    DROP = "drop", _("Out of the denominator")
    FULL = "full", _("Full marks")


class CriticalPolicy(TextChoices):
    ZERO = "zero", _("The whole check scores 0")
    FAIL = "fail", _("The score stays, the check has failed")


class FixedPolicy(TextChoices):
    """立查立改 (S3 4.4): what an item fixed on the spot counts."""

    LOSES = "loses", _("Counts as a finding")
    KEEPS = "keeps", _("Keeps its points")


class Averages(TextChoices):
    """The two differ (96.18 against 96.25 in one published example), so each template prints which one it is."""

    RUNS = "runs", _("Mean of the scores of the checks")
    POOLED = "pooled", _("All points earned ÷ all points possible")


class When(TextChoices):
    """When an item asks for something more than a verdict."""

    OFF = "off", pgettext_lazy("asked for", "Never")
    OPTIONAL = "optional", pgettext_lazy("asked for", "If wanted")
    ON_FAIL = "on_fail", pgettext_lazy("asked for", "When it fails")
    ALWAYS = "always", pgettext_lazy("asked for", "Always")


class Verdict(TextChoices):
    OK = "ok", pgettext_lazy("check", "Meets it")
    FAIL = "fail", pgettext_lazy("check", "Does not")
    NA = "na", pgettext_lazy("check", "Does not apply")
    FIXED = "fixed", pgettext_lazy("check", "Fixed on the spot")


FINDINGS = (Verdict.FAIL, Verdict.FIXED)


class RunState(TextChoices):
    """A run that was returned or reopened stays as it was sent; the one that replaces it begins as a draft."""

    DRAFT = "draft", pgettext_lazy("check", "Being filled in")
    SUBMITTED = "submitted", pgettext_lazy("check", "Sent")
    RETURNED = "returned", pgettext_lazy("check", "Returned for correction")
    REOPENED = "reopened", pgettext_lazy("check", "Reopened, replaced by a later one")
    REVIEWED = "reviewed", pgettext_lazy("check", "Reviewed")
    ACCEPTED = "accepted", pgettext_lazy("check", "Accepted")
    EXCLUDED = "excluded", pgettext_lazy("check", "Accepted, does not count")
    REJECTED = "rejected", pgettext_lazy("check", "Rejected")
    DISCARDED = "discarded", pgettext_lazy("check", "Thrown away unsent")


SENT = (RunState.SUBMITTED, RunState.REVIEWED, RunState.ACCEPTED)
"""What counts: sent and not replaced."""


class Outcome(TextChoices):
    PASSED = "passed", pgettext_lazy("check", "Passed")
    FAILED = "failed", pgettext_lazy("check", "Failed")


class RunOrigin(TextChoices):
    PAGE = "page", _("Filled in on the page")
    DEVICE = "device", _("Sent by a device")
    SHEET = "sheet", _("From a sheet")
