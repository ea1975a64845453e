"""docs/operations.md names every command of ours, each of its options, and every kind of sheet."""

from __future__ import annotations

import re
import subprocess

import pytest
from django.core.management import get_commands, load_command_class

from core.imports.registry import known_codes
from servicedesk.tests.house import APPS, ROOT

PAGE = (ROOT / "docs" / "operations.md").read_text("utf-8")
OURS = {name: str(app) for name, app in get_commands().items() if app in APPS}
DJANGOS = {
    "--help", "--version", "--verbosity", "--settings", "--pythonpath", "--traceback", "--no-color", "--force-color",
    "--skip-checks",
}  # fmt: skip


def section(name: str) -> str:
    found = re.search(rf"^### `{name}\b.*?(?=^##)", PAGE, re.MULTILINE | re.DOTALL)
    return found[0] if found else ""


@pytest.mark.parametrize("name", sorted(OURS))
def test_a_command_and_its_options_are_named(name: str) -> None:
    parser = load_command_class(OURS[name], name).create_parser("manage.py", name)
    known = {long for action in parser._actions for long in action.option_strings if long.startswith("--")} - DJANGOS
    named = set(re.findall(r"--[a-z][a-z-]*", section(name)))
    assert section(name), "no section of docs/operations.md is about it"
    assert (known - named, named - known) == (set(), set())


def test_no_section_is_about_a_command_that_is_gone() -> None:
    commands = PAGE.partition("## Commands\n")[2].partition("\n## ")[0]
    assert {title.split()[0] for title in re.findall(r"^### `([^`]+)`", commands, re.MULTILINE)} == set(OURS)


def test_every_kind_of_sheet_is_named() -> None:
    assert [code for code in known_codes() if f"`{code}`" not in section("import_sheet")] == []


def test_asking_the_script_for_help_starts_nothing() -> None:
    asked = subprocess.run(["sh", ROOT / "script" / "server", "--help"], capture_output=True, text=True, check=True)
    assert asked.stdout.splitlines()[1].startswith("Usage: script/server [--host")
    assert len(asked.stdout.splitlines()) == 2
