from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from structlog.contextvars import bound_contextvars

from core.audit.models import AuditEntry
from core.audit.rules import GENESIS, digest, plain
from core.audit.selectors import hashed_fields, timeline
from core.audit.services import record, record_many
from core.audit.tests.chains import NOW, a_chain, unlocked
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db


def test_the_first_entry_follows_the_genesis_hash_and_the_next_one_the_first():
    first = record("thing.done", by=None, now=NOW)
    second = record("thing.done", by=None, now=NOW)
    assert (first.position, first.prev_hash) == (1, GENESIS)
    assert (second.position, second.prev_hash) == (2, first.hash)


def test_many_facts_are_links_of_the_same_chain():
    units = [a_unit(), a_unit()]
    first = record("thing.done", by=None, now=NOW)
    record_many("thing.moved", by=None, now=NOW, facts=[(unit, {"to": unit.code}) for unit in units])
    last = record("thing.done", by=None, now=NOW)
    many = list(AuditEntry.objects.filter(verb="thing.moved").in_order())
    assert [entry.position for entry in many] == [first.position + 1, first.position + 2]
    assert [many[0].prev_hash, many[1].prev_hash, last.prev_hash] == [first.hash, many[0].hash, many[1].hash]
    assert digest(hashed_fields(many[1])) == many[1].hash
    assert (many[1].about_id, many[1].data) == (units[1].pk, {"to": units[1].code})


def test_many_facts_are_kept_as_each_alone_would_be():
    data = {
        "share": Decimal("0.5"),
        "at": NOW,
        "text": "a\x00b\ud800\t\\N\n“引”",
        "list": [1, None, {"z": "桂花"}],
        "none": None,
    }
    person, unit = a_person(name="林\t晓\\", staff_number="FY1"), a_unit("营业\n厅\r")
    with bound_contextvars(address="10.0.0.7", request_id="r-1"):
        alone = record("thing.done", by=person, now=NOW, about=unit, data=data)
        record_many("thing.done", by=person, now=NOW, facts=[(unit, data), (None, {})])
    alone.refresh_from_db()
    among, bare = AuditEntry.objects.filter(position__gt=alone.position).in_order()
    told = {"position", "prev_hash", "hash", "pk"}
    assert {k: v for k, v in hashed_fields(among).items() if k not in told} == {
        k: v for k, v in hashed_fields(alone).items() if k not in told
    }
    assert (among.prev_hash, bare.prev_hash) == (alone.hash, among.hash)
    assert [digest(hashed_fields(one)) for one in (alone, among, bare)] == [alone.hash, among.hash, bare.hash]
    assert (bare.about_type, bare.about_id, bare.about_label, bare.data) == ("", None, "", {})


def test_it_keeps_who_what_about_which_thing_and_from_where():
    person, unit = a_person(name="林晓", staff_number="FY1"), a_unit()
    with bound_contextvars(address="10.0.0.7", request_id="r-1"):
        entry = record("unit.renamed", by=person, now=NOW, about=unit, data={"note": "旧名"})
    assert (entry.by, entry.by_label, entry.address, entry.request_id) == (person, "林晓 FY1", "10.0.0.7", "r-1")
    assert (entry.about_type, entry.about_id, entry.about_label) == ("org.unit", unit.pk, str(unit))


def test_what_the_database_gives_back_hashes_to_the_same_value():
    data = {
        "money": Decimal("1E+2"),
        "share": 0.1,
        "huge": 10**30,
        "at": NOW + dt.timedelta(microseconds=7),
        "text": "a\x00b\ud800",
        "list": [1, None, True, {"z": 1, "a": "桂花"}],
    }
    entry = record("thing.done", by=a_person(), now=NOW, data=data)
    entry.refresh_from_db()
    assert digest(hashed_fields(entry)) == entry.hash


def test_floats_and_decimals_are_kept_as_text_because_databases_rewrite_numbers():
    assert plain({"a": 1e16, "b": Decimal("100")}) == {"a": "1e+16", "b": "100"}


def test_it_belongs_to_the_transaction_of_the_act():
    with pytest.raises(RuntimeError), transaction.atomic():
        record("thing.done", by=None, now=NOW)
        raise RuntimeError
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_refuses_to_change_or_delete_an_entry(act):
    a_chain(1)
    rows = AuditEntry.objects.filter(position=1)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        rows.update(verb="other") if act == "update" else rows._raw_delete(rows.db)
    assert AuditEntry.objects.get(position=1).verb == "thing.done"


def test_without_the_triggers_the_database_would_not_refuse():
    a_chain(1)
    with unlocked():
        assert AuditEntry.objects.filter(position=1).update(verb="other") == 1


def test_an_entry_in_hand_can_be_neither_saved_again_nor_deleted():
    entry = record("thing.done", by=None, now=NOW)
    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        entry.delete()


def test_a_timeline_shows_the_entries_about_one_thing_newest_first():
    here, there = a_unit("桂花"), a_unit("恩波")
    record("unit.measured", by=None, now=NOW, about=here, data={"reason": "新址", "secret": "x"})
    record("unit.measured", by=None, now=NOW, about=there)
    record("unit.weighed", by=None, now=NOW, about=here)
    lines = timeline(here)
    assert [(line.words, line.note) for line in lines] == [("unit.weighed", ""), ("unit.measured", "新址")]
