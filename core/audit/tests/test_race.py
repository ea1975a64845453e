"""Eight writers at once; the twin without the guard must break the chain, or the test shows nothing (D6)."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, connections, transaction

from core.audit import services
from core.audit.models import AuditEntry
from core.audit.selectors import verify
from core.audit.tests.chains import NOW, sql

WRITERS, EACH = 8, 10

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.services,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time"),
]


def _write_from_all(barrier: threading.Barrier, failed: list[Exception]) -> None:
    try:
        barrier.wait()
        for _time in range(EACH):
            try:
                with transaction.atomic():
                    services.record("race.run", by=None, now=NOW)
            except Exception as error:
                failed.append(error)
    finally:
        connections.close_all()


def _race() -> list[Exception]:
    barrier, failed = threading.Barrier(WRITERS), []
    threads = [threading.Thread(target=_write_from_all, args=(barrier, failed)) for _writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


def test_eight_writers_make_one_unbroken_chain():
    assert _race() == []
    verdict = verify([])
    assert (verdict.entries, verdict.first_break) == (WRITERS * EACH, None)


def test_without_the_lock_writers_collide(monkeypatch):
    monkeypatch.setattr(services, "_hold_the_chain", lambda: None)
    failed = _race()
    assert failed, "the race did not happen, so the test above shows nothing"
    assert AuditEntry.objects.count() == WRITERS * EACH - len(failed)


def test_without_the_lock_and_the_unique_hashes_the_chain_breaks(monkeypatch):
    monkeypatch.setattr(services, "_hold_the_chain", lambda: None)
    unique = _unique_constraints()
    _execute(*(f'ALTER TABLE core_auditentry DROP CONSTRAINT "{name}"' for name in unique))
    try:
        _race()
        assert verify([]).first_break is not None
    finally:
        sql("DELETE FROM core_auditentry")
        _execute(
            *(
                f'ALTER TABLE core_auditentry ADD CONSTRAINT "{name}" UNIQUE ("{column}")'
                for name, column in unique.items()
            )
        )


def _execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _unique_constraints() -> dict[str, str]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, "core_auditentry")
    alone = {name: c["columns"][0] for name, c in found.items() if c["unique"] and len(c["columns"]) == 1}
    return {name: column for name, column in alone.items() if column in {"position", "prev_hash", "hash"}}
