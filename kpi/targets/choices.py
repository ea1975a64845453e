"""What a target is and how it is compared (I-21)."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class TargetKind(TextChoices):
    BASE = "base", _("Base target")
    CHALLENGE = "challenge", _("Challenge target")
    CONTROL = "control", _("Control volume")
    LIMIT = "limit", _("Limit")


class Operator(TextChoices):
    LESS = "lt", _("less than")
    AT_MOST = "le", _("at most")
    AT_LEAST = "ge", _("at least")
    ZERO = "eq0", _("none at all")


SIGNS = {Operator.LESS: "<", Operator.AT_MOST: "≤", Operator.AT_LEAST: "≥", Operator.ZERO: "="}
"""How a requirement is written before its value."""
