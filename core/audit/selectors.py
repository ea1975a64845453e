"""Reading the trail: its fields as they are hashed, its head, the entries about one thing."""

from __future__ import annotations

from typing import Any

from core.audit.models import AuditEntry
from core.audit.rules import GENESIS, moment


def hashed_fields(entry: AuditEntry) -> dict[str, Any]:
    """Everything an entry says, in the form its hash covers."""
    return {
        "position": entry.position,
        "at": moment(entry.at),
        "by": entry.by_id,
        "by_label": entry.by_label,
        "verb": entry.verb,
        "about_type": entry.about_type,
        "about_id": entry.about_id,
        "about_label": entry.about_label,
        "address": entry.address,
        "request_id": entry.request_id,
        "data": entry.data,
        "prev_hash": entry.prev_hash,
    }


def head() -> tuple[int, str]:
    """Position and hash of the last entry; (0, the genesis hash) before the first."""
    last = AuditEntry.objects.order_by("-position").values_list("position", "hash").first()
    return last or (0, GENESIS)
