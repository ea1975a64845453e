"""Rows written at once have keys that nobody else gets, before or after."""

from __future__ import annotations

import datetime as dt

import pytest

from core.audit.models import AuditEntry
from core.audit.services import record
from core.insert import insert_rows, next_keys

NOW = dt.datetime(2011, 1, 31, 8, 7, 31, tzinfo=dt.UTC)
TABLE = AuditEntry._meta.db_table


@pytest.mark.django_db
def test_keys_ascend_and_the_next_row_comes_after_them():
    first = record("thing.done", by=None, now=NOW)
    keys = next_keys(TABLE, 3)
    assert keys == sorted(set(keys))
    assert first.pk < keys[0]
    columns = ("id", "position", "at", "by_label", "verb", "about_type", "about_label", "address", "request_id")
    rows = [(key, 10 + key, NOW, "", "thing.many", "", "", "", "", "{}", f"p{key}", f"h{key}") for key in keys]
    insert_rows(TABLE, (*columns, "data", "prev_hash", "hash"), rows)
    assert list(AuditEntry.objects.filter(verb="thing.many").values_list("pk", flat=True)) == keys
    assert record("thing.done", by=None, now=NOW).pk > keys[-1]
    assert next_keys(TABLE, 0) == []
