"""What the trail says of daily books. Imported when the app is ready."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.audit.registry import call, describe, mean, say
from halls.book.choices import DueDays
from halls.book.models import BookRule

say("book.rule_set", _("Set when the daily must-check book is due"))
describe(BookRule, of="book")
call("template", _("sheet of the daily book"), of="book")


def _days(_values: set[Any]) -> Mapping[Any, Any]:
    return dict(DueDays.choices)


mean("days", _days, of="book")
