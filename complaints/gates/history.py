"""What the gates say in a ticket's history."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

REPORT_ACTS = {
    "asked": _("consent asked for"),
    "consented": _("consented by both"),
    "refused": _("not consented"),
    "returned": _("returned for changes"),
    "withdrawn": _("withdrawn"),
}


def told(data: dict[str, Any]) -> list[str]:
    return [str(REPORT_ACTS[data["act"]])] if data.get("act") in REPORT_ACTS else []
