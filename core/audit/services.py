"""The one way into the trail."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from structlog.contextvars import get_contextvars

from core.audit.models import AuditEntry
from core.audit.rules import digest, plain, plain_text
from core.audit.selectors import hashed_fields, head

if TYPE_CHECKING:
    from django.db.models import Model

CHAIN_LOCK = 0x41554449


def record(
    verb: str,
    *,
    by: Any,
    now: dt.datetime,
    about: Model | None = None,
    data: dict[str, Any] | None = None,
) -> AuditEntry:
    """Append one fact to the chain, inside the caller's transaction.

    `verb` is dotted, thing first (`complaint.closed`). `data` keeps plain values: floats, decimals
    and dates are kept as text. Address and request id come from the request being served, if any.
    Call it late in an act: from here to the commit other writers of the trail wait.
    """
    context = get_contextvars()
    with transaction.atomic(savepoint=False):
        _hold_the_chain()
        position, prev_hash = head()
        entry = AuditEntry(
            position=position + 1,
            at=now,
            by=by,
            by_label=plain_text(f"{by} {by.get_username()}")[:120] if by else "",
            verb=verb,
            about_type=about._meta.label_lower if about is not None else "",
            about_id=about.pk if about is not None else None,
            about_label=plain_text(str(about))[:160] if about is not None else "",
            address=str(context.get("address", ""))[:45],
            request_id=str(context.get("request_id", ""))[:36],
            data=plain(data or {}),
            prev_hash=prev_hash,
        )
        entry.hash = digest(hashed_fields(entry))
        entry.save(force_insert=True)
    return entry


def _hold_the_chain() -> None:
    """Only one writer at a time; a row lock on the tail does not do it (D6).

    On SQLite every transaction begins IMMEDIATE, which already is that lock.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
