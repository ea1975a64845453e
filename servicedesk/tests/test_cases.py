"""docs/cases.md names every case that is promised, and tests that exist."""

from __future__ import annotations

import re

from servicedesk.tests.house import ROOT

LIST = (ROOT / "docs" / "cases.md").read_text("utf-8")
PROMISED = {
    *(f"C{number:02}" for number in range(1, 33)),
    *(f"A{number:02}" for number in range(1, 15)),
    *(f"N{number:02}" for number in range(1, 21)),
    *(f"J{number:02}" for number in range(1, 30)),
}


def test_every_case_has_a_row() -> None:
    rows = set(re.findall(r"^\| ([A-Z]\d\d) ", LIST, re.MULTILINE))
    assert PROMISED - rows == set()


def test_every_test_named_exists() -> None:
    named = re.findall(r"`([\w/]+\.py)::(\w+)`", LIST)
    assert len(named) > 100
    missing = [
        f"{file}::{name}"
        for file, name in named
        if not (ROOT / file).exists() or not re.search(rf"def {name}\(", (ROOT / file).read_text("utf-8"))
    ]
    assert missing == []


def test_a_row_without_a_test_says_what_brings_it() -> None:
    for row in re.findall(r"^\| [A-Z]\d\d.*$", LIST, re.MULTILINE):
        assert "::" in row or "same" in row or "come" in row, row
