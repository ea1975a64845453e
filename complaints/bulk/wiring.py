"""Words of the trail for acts on many tickets. Imported when the app is ready."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from complaints.bulk import acts
from complaints.bulk.models import BulkAct
from complaints.bulk.registry import act_of
from core.audit.registry import call, describe, mean, say

say("bulk.confirmed", _("Confirmed an act on many tickets"))
say("bulk.finished", _("Finished an act on many tickets"))
describe(BulkAct, of="bulk")
call("tickets", _("Tickets"), of="bulk")
call("done", _("done"), of="bulk")
call("left", _("left as they are"), of="bulk")
call("bulk", _("Act on many tickets"), of="complaint")


def _acts(values: set[Any]) -> Mapping[Any, Any]:
    return {code: act.title for code in values if (act := act_of(code))}


mean("act", _acts, of="bulk")

__all__ = ["acts"]
