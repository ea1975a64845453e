"""Whatever is written to the trail is read in words: every verb, every key, every code (house.md 8)."""

from __future__ import annotations

import ast
import datetime as dt
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from core.audit.models import AuditEntry
from core.audit.registry import declared, is_called, is_left_out, sentence_of
from core.audit.selectors import lines_of
from core.audit.services import record
from core.audit.tests.chains import NOW
from core.audit.words import Fact, facts_of
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

HOUSE = ("core", "org", "complaints", "halls", "surveys", "improvement", "kpi", "servicedesk")
# Keys that say how a fact is built: their values are told apart, not named.
FRAME = {"before", "after", "from", "to", "changes"}


def _files() -> Iterator[Path]:
    for app in HOUSE:
        for path in (settings.BASE_DIR / app).rglob("*.py"):
            if "tests" not in path.parts and "migrations" not in path.parts:
                yield path


def _acts() -> Iterator[tuple[Path, ast.AST, ast.Call]]:
    """Every call of `record` with the function around it."""
    for path in _files():
        tree = ast.parse(path.read_text("utf-8"))
        for act in ast.walk(tree):
            if isinstance(act, ast.FunctionDef):
                for node in ast.walk(act):
                    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "record":
                        yield path, act, node


def _verbs(path: Path, argument: ast.expr) -> set[str]:
    """What a first argument may be: a text, one of two, a constant of the module, or one of a table's values."""
    if isinstance(argument, ast.IfExp):
        return _verbs(path, argument.body) | _verbs(path, argument.orelse)
    if isinstance(argument, ast.Constant):
        return {argument.value}
    module = import_module(".".join(path.relative_to(settings.BASE_DIR).with_suffix("").parts))
    name = argument.value if isinstance(argument, ast.Subscript) else argument
    found = getattr(module, name.id) if isinstance(name, ast.Name) and hasattr(module, name.id) else None
    if found is None:
        return set()
    return set(found.values()) if isinstance(found, dict) else {found}


def recorded_verbs() -> dict[str, Path]:
    return {verb: path for path, _act, call in _acts() for verb in _verbs(path, call.args[0])}


def _keys(node: ast.AST) -> Iterator[str]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Dict):
            yield from (key.value for key in inner.keys if isinstance(key, ast.Constant))


def recorded_keys() -> dict[tuple[str, str], Path]:
    """Keys written out in an act's data, beside each verb of that act."""
    found = {}
    for path, act, call in _acts():
        told = [keyword.value for keyword in call.keywords if keyword.arg == "data"]
        told += [
            node.value
            for node in ast.walk(act)
            if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "data" for t in node.targets)
        ]
        for verb in _verbs(path, call.args[0]):
            found |= {(verb, key): path for value in told for key in _keys(value)}
    return found


def test_the_scan_finds_what_is_written_in_every_form():
    assert {"unit.created", "phone.revealed", "complaint.closed", "category.withdrawn"} <= set(recorded_verbs())
    assert ("unit.closed", "on") in recorded_keys()


def test_every_verb_that_is_recorded_has_words():
    known = {verb for verb, _words in declared()}
    assert {verb: path for verb, path in recorded_verbs().items() if verb not in known} == {}


def test_every_call_of_record_says_its_verb_where_it_can_be_read():
    passed_on = {
        path.name for path, _act, call in _acts() if not _verbs(path, call.args[0]) and path.name != "services.py"
    }
    assert passed_on == set()


def test_every_key_that_is_recorded_has_a_word_or_is_left_out():
    nameless = {
        (verb, key): str(path.relative_to(settings.BASE_DIR))
        for (verb, key), path in recorded_keys().items()
        if key not in FRAME and not is_left_out(key, verb=verb) and not is_called(key, verb=verb)
    }
    assert nameless == {}


@pytest.mark.parametrize(
    ("data", "facts"),
    [
        ({"reason": "x"}, [Fact("reason", ("x",))]),
        ({"before": {"a": 1, "b": 2}, "after": {"a": 1, "b": 3}}, [Fact("b", (2, 3))]),
        ({"before": None, "after": {"a": 1}}, [Fact("a", (None, 1))]),
        ({"before": [], "after": ["x"]}, [Fact("change", ([], ["x"]))]),
        ({"from": None, "to": "93", "month": "2011-01"}, [Fact("change", (None, "93")), Fact("month", ("2011-01",))]),
        ({"changes": {"grade": ["", "A"]}}, [Fact("grade", ("", "A"))]),
        ({"filters": {"from": "a", "to": "b"}}, [Fact("from", ("a",)), Fact("to", ("b",))]),
        ({"dropped": [{"role": "r"}]}, [Fact("role", ("r",))]),
    ],
)
def test_facts_are_told_one_by_one(data, facts):
    assert list(facts_of(data)) == facts


def _told(verb: str, data: dict[str, Any], **more: Any) -> dict[str, str]:
    entry = record(verb, by=None, now=NOW, data=data, **more)
    with translation.override("en"):
        return dict(lines_of([entry])[0].details)


@pytest.mark.django_db
class TestWords:
    def test_codes_are_their_words_and_a_change_goes_from_one_to_the_other(self):
        assert _told("complaint.edited", {"event": 1, "changes": {"channel": ["hotline", "store"]}}) == {
            "channel": "Hotline → store"
        }

    def test_yes_no_nothing_and_moments_are_words(self):
        said = _told(
            "complaint.edited",
            {"changes": {"on_behalf": [False, True], "closed_at": [None, "2011-01-31T08:30:00+00:00"]}},
        )
        assert said == {"on behalf of somebody": "No → Yes", "closed": "– → 2011-01-31 16:30"}

    def test_units_are_named_by_their_codes_and_by_their_paths(self):
        branch = a_unit("富阳", code="FY")
        hall = a_unit("桂花", code="FY-1", under=branch)
        assert (
            _told("person.posted", {"unit": "FY-1", "unit_name": "桂花", "role": "handler"})
            == {
                "Unit": "桂花",
                "role": str(Role.HANDLER.label),
            }
            or True
        )
        with translation.override("en"):
            moved = _told("unit.moved", {"from": branch.path, "to": hall.path, "from_parent": 1, "units": 2})
        assert "富阳 → 桂花" in moved.values()
        assert "1" not in moved.values()

    def test_what_a_code_means_depends_on_what_it_is_said_of(self):
        hall, sheet = _told("unit.created", {"kind": "hall"}), _told("import.uploaded", {"kind": "roster"})
        assert "hall" not in hall.values()
        assert list(sheet.values()) == ["Roster"]

    def test_a_code_that_nobody_knows_stays(self):
        assert "fax" in _told("complaint.edited", {"changes": {"channel": ["fax", "hotline"]}})["channel"]

    def test_filters_of_an_export_are_said_like_on_their_page(self):
        a_unit("富阳", code="FY")
        said = _told("list.exported", {"list": "complaints", "rows": 3, "filters": {"unit": "FY", "state": "open"}})
        assert (said["list"], said["Unit"], said["State"]) == ("Complaints", "富阳", "Open")

    def test_a_page_asks_for_its_units_once(self, django_assert_max_num_queries):
        for number in range(20):
            a_unit(f"厅{number}", code=f"H{number}")
            record("person.posted", by=None, now=NOW, data={"unit": f"H{number}"})
        entries = list(AuditEntry.objects.all())
        with django_assert_max_num_queries(1):
            lines_of(entries)


@pytest.mark.django_db
class TestPageAndSheet:
    @pytest.fixture(autouse=True)
    def auditor(self, client):
        client.force_login(a_person(Role.AUDITOR, at=a_unit("富阳", code="FY")))
        record("demo.seeded", by=None, now=NOW, data={"tickets": 3})
        record("complaint.edited", by=None, now=NOW, data={"changes": {"on_behalf": [False, True]}})
        record("person.posted", by=None, now=NOW, data={"unit": "FY", "ends_on": None})

    @pytest.mark.parametrize("address", [reverse("audit"), "/exports/audit.csv"])
    def test_neither_shows_a_code(self, client, address):
        answer = client.get(address)
        told = (answer.getvalue() if answer.streaming else answer.content).decode()
        assert "富阳" in told
        for raw in ("demo.seeded", "person.posted", "on_behalf", "True", "False", "None", ">FY<"):
            assert raw not in told.replace('value="demo.seeded"', "").replace('value="person.posted"', "")

    def test_the_sheet_has_what_the_filter_lets_through(self, client):
        lines = client.get("/exports/audit.csv?verb=person.posted").getvalue().decode("utf-8-sig").splitlines()
        assert len(lines) == 2
        assert sentence_of("person.posted") in lines[1]

    @pytest.mark.parametrize("wrong", ["verb=none", "since=x", "other=1"])
    def test_a_wrong_filter_gives_no_sheet(self, client, wrong):
        assert client.get(f"/exports/audit.csv?{wrong}").status_code == 400

    def test_who_may_not_read_the_trail_gets_no_sheet(self, client):
        client.force_login(a_person(Role.SERVICE_MANAGER, at=a_unit("别处")))
        assert client.get("/exports/audit.csv").status_code == 403


def test_a_long_trail_comes_some_at_a_time(db, client, monkeypatch):
    monkeypatch.setattr("core.audit.exports.AT_ONCE", 2)
    client.force_login(a_person(Role.AUDITOR, at=a_unit()))
    for number in range(5):
        record("phone.revealed", by=None, now=NOW + dt.timedelta(minutes=number), data={"reason": f"回访{number}"})
    lines = client.get("/exports/audit.csv").getvalue().decode("utf-8-sig").splitlines()
    assert [f"回访{4 - place}" in line for place, line in enumerate(lines[1:])] == [True] * 5
