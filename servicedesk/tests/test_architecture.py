"""The house stays as docs/decisions/0002-the-house.md describes it."""

from __future__ import annotations

import re
from configparser import ConfigParser

import pytest
from django.template.loader import get_template

from servicedesk.tests.house import APPS, DEPTH_OF_ROOM, ROOT, SourceFile, source_files, templates

FILES = source_files()
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_TEMPLATE = 400, 60, 150
DOORS_FROM_OUTSIDE = {"choices", "rules", "models", "selectors", "services"}
ADDRESS_NAMES = ("url", "address", "href", "link", "picture")


def complaints(found: list[str]) -> str:
    return "\n" + "\n".join(found)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_imports_follow_the_arrows_between_apps_and_rooms(file: SourceFile) -> None:
    wrong = []
    for used in file.imports():
        parts = used.module.split(".")
        where = f"{file.name}:{used.line} imports {used.module}"
        if used.is_for_typing:
            continue
        if APPS.index(parts[0]) > APPS.index(file.app) or {file.app, parts[0]} == {"halls", "surveys"}:
            wrong.append(f"{where}: downstream pulls, upstream never calls up")
        if used.is_late and file.room != "apps":
            wrong.append(f"{where} late, which hides a ring")
        if ".".join(parts[:-1]) == file.subject and DEPTH_OF_ROOM.get(parts[-1], 0) > DEPTH_OF_ROOM.get(file.room, 99):
            wrong.append(f"{where}: a room imports only rooms to its left")
        closed = parts[-1] in DEPTH_OF_ROOM and parts[-1] not in DOORS_FROM_OUTSIDE
        if parts[0] not in (file.app, "core") and closed and file.app != "servicedesk":
            wrong.append(f"{where}: an app is entered only by {', '.join(sorted(DOORS_FROM_OUTSIDE))}")
    assert not wrong, complaints(wrong)


def test_files_functions_and_templates_stay_small() -> None:
    large = [f"{f.name}: {f.text.count(chr(10))} lines" for f in FILES if f.text.count("\n") > LONGEST_FILE]
    for file in FILES:
        for function in file.functions:
            length = (function.end_lineno or function.lineno) - function.lineno + 1
            if length > LONGEST_FUNCTION:
                large.append(f"{file.name}:{function.lineno} {function.name}: {length} lines")
    for path in templates():
        if path.read_text("utf-8").count("\n") > LONGEST_TEMPLATE:
            large.append(path.relative_to(ROOT).as_posix())
    assert not large, complaints(large)


def test_a_run_without_names_collects_every_app_with_tests() -> None:
    """What is left out of `testpaths` stays green for ever."""
    settings = ConfigParser()
    settings.read(ROOT / "pytest.ini", encoding="utf-8")
    with_tests = {path.relative_to(ROOT).parts[0] for app in APPS for path in (ROOT / app).rglob("test_*.py")}
    assert set(settings["pytest"]["testpaths"].split()) == with_tests


def test_no_drawer_for_odds_and_ends() -> None:
    assert not [f.name for f in FILES if {"utils", "common", "helpers", "misc"} & set(f.path.with_suffix("").parts)]


def test_core_says_nothing_of_the_trade() -> None:
    trade = re.compile(r"\b(complaint|hall|survey|penalt|kpi)", re.IGNORECASE)
    named = []
    for file in FILES:
        if file.app == "core":
            code = re.sub(r'"""[\s\S]*?"""|#.*', "", file.text)
            named += [f"{file.name}: {match[0]}" for match in trade.finditer(code)]
    assert not named, complaints(named)


def test_pages_and_api_open_rows_only_in_scope() -> None:
    pattern = re.compile(r"\.objects\.(get|all)\(|get_object_or_404\(\s*[A-Z]\w+\s*,")
    rooms = [f for f in FILES if f.room in {"views", "api"} or f.room.startswith(("views_", "api_"))]
    assert rooms
    found = [f"{f.name}: {match[0]}" for f in rooms for match in pattern.finditer(f.text)]
    assert not found, complaints(found)


def test_html_is_never_built_from_an_f_string() -> None:
    pattern = re.compile(r"(format_html|mark_safe|SafeString)\(\s*f[\"']")
    assert not [f.name for f in FILES if pattern.search(f.text)]


@pytest.mark.parametrize("path", templates(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_template_compiles_and_is_inert(path) -> None:
    get_template(path.relative_to(ROOT / "templates").as_posix())
    text = path.read_text("utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", text), "an inline script"
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=[\"']", text), "an inline style or handler"
    assert not re.search(r"\s[\w:-]+=\{\{", text), "an attribute without quotes (C07)"
    for value in re.findall(r"(?:href|src|action)=\"\{\{\s*([\w.]+)", text):
        assert value.split(".")[-1].endswith(ADDRESS_NAMES), f"{value} stands in an address (C07)"
    assert "<head>" not in text or 'rel="icon"' in text, "browsers ask for a mark that is not there"
    assert "|safe" not in text
    assert "http://" not in text.replace("http://www.w3.org", "")
    assert not re.search(r"(src|href)=\"https?:", text), "a request to an outside host"


def test_every_clause_names_a_test_that_exists() -> None:
    listed = re.findall(r"`([\w/]+\.py)::(\w+)`", (ROOT / "docs" / "sources.md").read_text("utf-8"))
    assert listed
    missing = [
        f"{file}::{name}"
        for file, name in listed
        if not (ROOT / file).exists() or f"def {name}(" not in (ROOT / file).read_text("utf-8")
    ]
    assert not missing, complaints(missing)
