from __future__ import annotations

import datetime as dt
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core.audit.anchors import FILE, DamagedAnchors, anchors, write_anchor
from core.audit.models import AuditEntry
from core.audit.rules import Anchor, Break, digest
from core.audit.selectors import hashed_fields, verify
from core.audit.services import record
from core.audit.tests.chains import NOW, a_chain, sql

pytestmark = pytest.mark.django_db


def first_break() -> Break | None:
    return verify(anchors()).first_break


def test_an_untouched_chain_is_whole():
    a_chain(5)
    write_anchor(now=NOW)
    verdict = verify(anchors())
    assert (verdict.entries, verdict.anchors, verdict.first_break) == (5, 1, None)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("verb", "other"),
        ("by_label", "somebody"),
        ("about_label", "x"),
        ("address", "1.1.1.1"),
        ("request_id", "x"),
        ("data", '{"number": 9}'),
        ("at", "2011-02-01 00:00:00+00:00"),
        ("hash", "f" * 64),
    ],
)
def test_it_finds_a_changed_entry_whatever_was_changed_in_it(column, value):
    a_chain(5)
    sql(f"UPDATE core_auditentry SET {column} = %s WHERE position = 3", value)
    assert first_break() == Break("changed", 3)


def test_it_finds_a_missing_entry():
    a_chain(5)
    sql("DELETE FROM core_auditentry WHERE position = 3")
    assert first_break() == Break("missing", 3)


def test_it_finds_an_inserted_entry():
    a_chain(5)
    forged = AuditEntry(position=6, at=NOW, by_label="", verb="forged", prev_hash="e" * 64)
    forged.hash = digest(hashed_fields(forged))
    forged.save(force_insert=True)
    assert first_break() == Break("unlinked", 6)


def test_it_finds_two_swapped_entries():
    a_chain(5)
    sql("UPDATE core_auditentry SET position = 99 WHERE position = 2")
    sql("UPDATE core_auditentry SET position = 2 WHERE position = 3")
    sql("UPDATE core_auditentry SET position = 3 WHERE position = 99")
    assert first_break() == Break("changed", 2)


def test_a_cut_tail_is_found_by_the_anchor_and_only_by_it():
    a_chain(5)
    write_anchor(now=NOW)
    sql("DELETE FROM core_auditentry WHERE position > 3")
    assert verify([]).first_break is None
    assert first_break() == Break("truncated", 5)


def test_a_chain_written_anew_is_found_by_the_anchor():
    a_chain(3)
    write_anchor(now=NOW)
    sql("DELETE FROM core_auditentry")
    a_chain(2)
    record("thing.else", by=None, now=NOW)
    assert first_break() == Break("rewritten", 3)


def test_the_anchor_file_is_only_appended_to_and_says_each_head_once(settings):
    a_chain(2)
    write_anchor(now=NOW)
    write_anchor(now=NOW)
    before = (settings.ANCHOR_DIR / FILE).read_text()
    a_chain(1)
    write_anchor(now=NOW + dt.timedelta(days=1))
    after = (settings.ANCHOR_DIR / FILE).read_text()
    assert after.startswith(before)
    assert [anchor.position for anchor in anchors()] == [2, 3]
    assert (settings.ANCHOR_DIR / FILE).stat().st_mode & 0o777 == 0o600


def test_an_anchor_carries_the_local_day():
    assert write_anchor(now=dt.datetime(2011, 1, 31, 17, 0, tzinfo=dt.UTC)) == Anchor("2011-02-01", 0, "0" * 64)


def test_the_command_says_that_all_is_whole():
    a_chain(3)
    out = StringIO()
    call_command("audit_verify", stdout=out)
    assert out.getvalue() == "3 entries, 0 anchors: the trail is whole.\n"


def test_the_command_names_the_first_bad_entry_and_fails():
    a_chain(5)
    sql("UPDATE core_auditentry SET verb = 'x' WHERE position IN (2, 4)")
    with pytest.raises(CommandError, match="Entry 2 was changed") as refused:
        call_command("audit_verify")
    assert refused.value.returncode == 1


def test_the_command_speaks_json_to_programs():
    a_chain(2)
    sql("DELETE FROM core_auditentry WHERE position = 1")
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("audit_verify", "--json", stdout=out)
    said = json.loads(out.getvalue())
    assert (said["whole"], said["first_break"]) == (False, {"kind": "missing", "position": 1})


def test_a_damaged_anchor_file_is_named_with_its_line(settings):
    settings.ANCHOR_DIR.mkdir()
    (settings.ANCHOR_DIR / FILE).write_text('{"day": "2011-01-31", "position": 1, "hash": "a"}\nrubbish\n')
    with pytest.raises(DamagedAnchors, match="line 2"):
        anchors()
    with pytest.raises(CommandError, match="line 2"):
        call_command("audit_verify")
