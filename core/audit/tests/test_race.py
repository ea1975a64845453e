"""Eight writers at once; the twin without the guard must fail, or the test shows nothing (D6, D11)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection, connections, transaction

from core.audit import services
from core.audit.selectors import Verdict, verify
from core.audit.tests.chains import NOW, sql
from core.tests.writers import alone, raised_at_once

WRITERS, EACH = 8, 10

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("several_writers")]


def _race() -> list[Exception]:
    failed: list[Exception] = []

    def write() -> None:
        for _time in range(EACH):
            try:
                with transaction.atomic():
                    services.record("race.run", by=None, now=NOW)
            except Exception as error:
                failed.append(error)

    return failed + [error for error in raised_at_once(*[write] * WRITERS) if error]


def _verdict() -> Verdict:
    return alone(lambda: verify([]))


def test_eight_writers_make_one_unbroken_chain():
    assert _race() == []
    verdict = _verdict()
    assert (verdict.entries, verdict.first_break) == (WRITERS * EACH, None)


def test_without_the_lock_writers_collide(monkeypatch):
    if connection.vendor == "sqlite":
        options = connections.settings["default"]["OPTIONS"]
        monkeypatch.setitem(options, "transaction_mode", "DEFERRED")
    else:
        monkeypatch.setitem(services.HOLD, "postgresql", "")
    failed = _race()
    assert failed, "the race did not happen, so the test above shows nothing"
    verdict = _verdict()
    assert (verdict.entries, verdict.first_break) == (WRITERS * EACH - len(failed), None)


@pytest.fixture
def _chain_without_unique_hashes() -> Iterator[None]:
    unique = _unique_constraints()
    _execute(*(f'ALTER TABLE core_auditentry DROP CONSTRAINT "{name}"' for name in unique))
    yield
    sql("DELETE FROM core_auditentry")
    add = 'ALTER TABLE core_auditentry ADD CONSTRAINT "{}" UNIQUE ("{}")'
    _execute(*(add.format(name, column) for name, column in unique.items()))


@pytest.mark.services
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
@pytest.mark.usefixtures("_chain_without_unique_hashes")
def test_without_the_lock_and_the_unique_hashes_the_chain_breaks(monkeypatch):
    monkeypatch.setitem(services.HOLD, "postgresql", "")
    _race()
    assert _verdict().first_break is not None


def _execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _unique_constraints() -> dict[str, str]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, "core_auditentry")
    alone = {name: c["columns"][0] for name, c in found.items() if c["unique"] and len(c["columns"]) == 1}
    return {name: column for name, column in alone.items() if column in {"position", "prev_hash", "hash"}}
