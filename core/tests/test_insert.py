"""Rows written at once have keys that nobody else gets, before or after, and come back as they were."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError

from core import insert
from core.audit.models import AuditEntry
from core.audit.services import record
from core.insert import insert_rows, next_keys

NOW = dt.datetime(2011, 1, 31, 8, 7, 31, tzinfo=dt.UTC)
TABLE = AuditEntry._meta.db_table
COLUMNS = (
    "id", "position", "at", "by_label", "verb", "about_type", "about_label", "address", "request_id", "by_id", "data",
    "prev_hash", "hash",
)  # fmt: skip
SAID = ("", "\x01", "\x01\x01", "a\x01b", "\\", "\\N", "\\x01", "\x01\\\t\n\r", "a\tb", "a\r\nb", "'\"", "投诉")


def rows_of(said):
    keys = next_keys(TABLE, len(said))
    return [
        (key, 10 + key, NOW, text, "thing.said", "", "", "", "", None, "{}", f"p{key}", f"h{key}")
        for key, text in zip(keys, said, strict=True)
    ]


def said():
    entries = AuditEntry.objects.filter(verb="thing.said").order_by("pk")
    return list(entries.values_list("by_label", "by_id", "at"))


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


@pytest.mark.django_db
@pytest.mark.parametrize("texts", [SAID, *((text,) for text in SAID)])
def test_every_text_comes_back_as_it_was_and_nothing_as_nothing(texts):
    """Together with a text that is the sign of NULL itself, and each alone on the fast way."""
    insert_rows(TABLE, COLUMNS, rows_of(texts))
    assert said() == [(text, None, NOW) for text in texts]


@pytest.mark.django_db
@pytest.mark.services  # SQLite is given values, no text of rows
def test_without_its_code_the_sign_of_null_is_null(monkeypatch):
    monkeypatch.setattr(insert, "_ESCAPED", {})
    with pytest.raises(IntegrityError):
        insert_rows(TABLE, COLUMNS, rows_of(["\x01"]))
