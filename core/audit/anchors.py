"""The chain's head written down outside the database, so that a cut tail shows (K23)."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from core.audit.rules import Anchor
from core.audit.selectors import head

FILE = "audit.jsonl"


class DamagedAnchors(Exception):
    """The file of anchors cannot be read; the line is named."""


def anchors() -> list[Anchor]:
    """Every head written down so far, oldest first. Raises DamagedAnchors."""
    path = Path(settings.ANCHOR_DIR) / FILE
    if not path.exists():
        return []
    found = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        try:
            kept = json.loads(line)
            found.append(Anchor(kept["day"], int(kept["position"]), kept["hash"]))
        except (ValueError, KeyError, TypeError):
            raise DamagedAnchors(f"{path}: line {number}") from None
    return found


def write_anchor(*, now: dt.datetime) -> Anchor:
    """Append today's head to the file, unless it is already the last one there.

    The file is only ever appended to; keep it on another machine or in the backup.
    """
    position, last_hash = head()
    anchor = Anchor(timezone.localdate(now).isoformat(), position, last_hash)
    known = anchors()
    if known and known[-1] == anchor:
        return anchor
    folder = Path(settings.ANCHOR_DIR)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    line = json.dumps({"day": anchor.day, "position": position, "hash": last_hash, "written_at": now.isoformat()})
    descriptor = os.open(folder / FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as out:
        out.write(line + "\n")
        out.flush()
        os.fsync(out.fileno())
    return anchor
