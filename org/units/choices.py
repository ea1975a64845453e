"""Kinds of unit in the tree (rule book 1.4, organisation tree)."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class UnitKind(TextChoices):
    COMPANY = "company", _("Company")
    BRANCH = "branch", _("Branch")
    BUREAU = "bureau", _("Bureau")
    SUB_BUREAU = "sub_bureau", _("Sub-bureau")
    HALL = "hall", _("Service hall")
    DEPARTMENT = "department", _("Department")
    CHANNEL_AGENT = "channel_agent", _("Channel agent")
    STATISTICAL = "statistical", _("Statistical region")
