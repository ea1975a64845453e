"""Every string has its Chinese, whole, and Traditional is what the converter makes of Simplified."""

from __future__ import annotations

import ast
import gettext
import re

import polib
import pytest
from opencc import OpenCC

from servicedesk.tests.house import ROOT, source_files, templates
from servicedesk.tests.marked_strings import in_python, in_template, within

LOCALE = ROOT / "locale"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def catalogue(language: str) -> polib.POFile:
    return polib.pofile(str(LOCALE / language / "LC_MESSAGES" / "django.po"))


def translations(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def strings_in_use() -> set[str]:
    """Strings marked for translation, found by reading the sources anew."""
    found: set[str] = set()
    for file in source_files():
        found |= in_python(file.tree)
    for path in templates():
        found |= in_template(path.read_text("utf-8"))
    return found


def test_no_string_is_without_chinese() -> None:
    known = {within(entry.msgctxt, entry.msgid): entry for entry in catalogue("zh_Hans") if not entry.obsolete}
    missing = sorted(text for text in strings_in_use() if text not in known)
    empty = sorted(text for text, entry in known.items() if not all(translations(entry)))
    fuzzy = sorted(text for text, entry in known.items() if entry.fuzzy)
    assert (missing, empty, fuzzy) == ([], [], []), f"{len(missing)} new, {len(empty)} empty, {len(fuzzy)} doubtful"


def test_no_string_is_asked_for_by_a_name_that_is_not_looked_for() -> None:
    """Under another name neither makemessages nor this test would find what it says."""
    renamed = [
        f"{file.name}: {name.asname}"
        for file in source_files()
        for node in ast.walk(file.tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if name.asname not in {None, "_"}
    ]
    assert renamed == []


@pytest.mark.parametrize("language", ["zh_Hans", "zh_Hant"])
def test_no_placeholder_is_lost_or_made_up(language: str) -> None:
    wrong = []
    for entry in catalogue(language):
        wanted = set(PLACEHOLDER.findall(entry.msgid)) | set(PLACEHOLDER.findall(entry.msgid_plural))
        for text in translations(entry):
            if set(PLACEHOLDER.findall(text)) != wanted:
                wrong.append(entry.msgid)
    assert wrong == []


def test_traditional_is_made_from_simplified() -> None:
    converter = OpenCC("s2twp")
    made = {e.msgid: [converter.convert(text) for text in translations(e)] for e in catalogue("zh_Hans")}
    assert {e.msgid: translations(e) for e in catalogue("zh_Hant")} == made


@pytest.mark.parametrize("language", ["zh_Hans", "zh_Hant"])
def test_the_compiled_catalogue_is_up_to_date(language: str) -> None:
    with (LOCALE / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for entry in catalogue(language):
        if not entry.msgid_plural and not entry.msgctxt:
            assert compiled.gettext(entry.msgid) == entry.msgstr
