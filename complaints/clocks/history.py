"""What a ticket's history says of its clocks."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from complaints.clocks.choices import ClockKind, PauseReason
from complaints.tickets.clocks import moment


def moved(data: dict[str, Any]) -> list[str]:
    """`处理时限已暂停：客户另约时间，2011-01-20 09:00 起继续` and the deadline it then has."""
    said: dict[str, object] = {"clock": ClockKind(data["clock"]).label}
    if data["act"] == "paused":
        said |= {"reason": PauseReason(data["reason"]).label, "until": _when(data["until"])}
        lines = [_("%(clock)s: paused, %(reason)s; goes on %(until)s") % said]
    elif data.get("agreed"):
        lines = [_("%(clock)s: goes on as agreed") % said]
    else:
        lines = [_("%(clock)s: goes on") % said]
    if data.get("due"):
        lines.append(_("now due %(due)s") % {"due": _when(data["due"])})
    return lines


def _when(iso: str) -> str:
    return moment(dt.datetime.fromisoformat(iso))
