"""The one way into the trail."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from structlog.contextvars import get_contextvars

from core.audit.models import AuditEntry
from core.audit.rules import GENESIS, Fields, digest, plain, plain_text
from core.audit.selectors import hashed_fields
from core.insert import insert_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model

# On SQLite every transaction begins IMMEDIATE, which already is that lock.
HOLD = {"postgresql": "SELECT pg_advisory_xact_lock(1096107081); ", "sqlite": ""}
HEAD = "SELECT position, hash FROM core_auditentry ORDER BY position DESC LIMIT 1"


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
    with transaction.atomic(savepoint=False):
        position, prev_hash = _held_head()
        entry = AuditEntry(**_fields(_shared(verb, by, now), about, data, position + 1, prev_hash)._asdict())
        entry.save(force_insert=True)
    return entry


def record_many(verb: str, *, by: Any, now: dt.datetime, facts: Iterable[tuple[Model | None, dict[str, Any]]]) -> None:
    """Append a fact for each thing with its data, in order: the chain's head is held once for all of them."""
    rows: list[Fields] = []
    shared = _shared(verb, by, now)
    with transaction.atomic(savepoint=False):
        position, prev_hash = _held_head()
        for about, data in facts:
            position += 1
            rows.append(_fields(shared, about, data, position, prev_hash))
            prev_hash = rows[-1].hash
        # Everybody waits for the head meanwhile, and instances would take three times as long.
        kept = ((*row[:-1], json.dumps(row.data)) for row in rows)
        insert_rows(AuditEntry._meta.db_table, Fields._fields, kept)


def _shared(verb: str, by: Any, now: dt.datetime) -> dict[str, Any]:
    """What all facts of one act have in common."""
    context = get_contextvars()
    return {
        "at": now,
        "by_id": by.pk if by else None,
        "by_label": plain_text(f"{by} {by.get_username()}")[:120] if by else "",
        "verb": verb,
        "address": str(context.get("address", ""))[:45],
        "request_id": str(context.get("request_id", ""))[:36],
    }


def _fields(
    shared: dict[str, Any], about: Model | None, data: dict[str, Any] | None, position: int, prev_hash: str
) -> Fields:
    fields = Fields(
        **shared,
        position=position,
        about_type=about._meta.label_lower if about is not None else "",
        about_id=about.pk if about is not None else None,
        about_label=plain_text(str(about))[:160] if about is not None else "",
        data=plain(data or {}),
        prev_hash=prev_hash,
        hash="",
    )
    return fields._replace(hash=digest(hashed_fields(fields)))


def _held_head() -> tuple[int, str]:
    """The chain's head, which nobody else moves from here to the commit; a row lock on the tail does not do it (D6).

    One trip to the database, since all other writers wait for it; the head is read by a statement
    of its own, which sees what was committed while this one waited for the lock.
    """
    with connection.cursor() as cursor:
        cursor.execute(HOLD[connection.vendor] + HEAD)
        return cursor.fetchone() or (0, GENESIS)
