"""docs/operations.md names every command of ours, each of its options, and every kind of sheet, in both languages."""

from __future__ import annotations

import re
import subprocess

import pytest
from django.core.management import get_commands, load_command_class

from core.imports.registry import known_codes
from servicedesk.tests.house import APPS, ROOT

PAGES = {
    "## Commands\n": (ROOT / "docs" / "operations.md").read_text("utf-8"),
    "## 命令\n": (ROOT / "docs" / "operations.zh-CN.md").read_text("utf-8"),
}
ENGLISH, CHINESE = PAGES.values()
OURS = {name: str(app) for name, app in get_commands().items() if app in APPS}
DJANGOS = {
    "--help", "--version", "--verbosity", "--settings", "--pythonpath", "--traceback", "--no-color", "--force-color",
    "--skip-checks",
}  # fmt: skip


def section(name: str, page: str) -> str:
    found = re.search(rf"^### `{name}\b.*?(?=^##)", page, re.MULTILINE | re.DOTALL)
    return found[0] if found else ""


@pytest.mark.parametrize("page", PAGES.values(), ids=["en", "zh"])
@pytest.mark.parametrize("name", sorted(OURS))
def test_a_command_and_its_options_are_named(name: str, page: str) -> None:
    parser = load_command_class(OURS[name], name).create_parser("manage.py", name)
    known = {long for action in parser._actions for long in action.option_strings if long.startswith("--")} - DJANGOS
    named = set(re.findall(r"--[a-z][a-z-]*", section(name, page)))
    assert section(name, page), "no section of the page is about it"
    assert (known - named, named - known) == (set(), set())


@pytest.mark.parametrize("title", PAGES, ids=["en", "zh"])
def test_no_section_is_about_a_command_that_is_gone(title: str) -> None:
    commands = PAGES[title].partition(title)[2].partition("\n## ")[0]
    assert {title.split()[0] for title in re.findall(r"^### `([^`]+)`", commands, re.MULTILINE)} == set(OURS)


@pytest.mark.parametrize("page", PAGES.values(), ids=["en", "zh"])
def test_every_kind_of_sheet_is_named(page: str) -> None:
    assert [code for code in known_codes() if f"`{code}`" not in section("import_sheet", page)] == []


def test_both_languages_name_the_same_settings() -> None:
    """What is written as code in the first column, and in the head of each command."""

    def named(page: str) -> list[str]:
        firsts = re.findall(r"^\| (`[^|]*) \|", page, re.MULTILINE)
        settings = [word for cell in firsts for word in re.findall(r"`([^`]+)`", cell)]
        return settings + re.findall(r"^### (.*)$", page, re.MULTILINE)

    assert named(CHINESE) == named(ENGLISH)


def test_asking_the_script_for_help_starts_nothing() -> None:
    asked = subprocess.run(["sh", ROOT / "script" / "server", "--help"], capture_output=True, text=True, check=True)
    assert asked.stdout.splitlines()[1].startswith("Usage: script/server [--host")
    assert len(asked.stdout.splitlines()) == 2
