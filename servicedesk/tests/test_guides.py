"""The guides for users: each in both languages, in step, and calling things what the pages call them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import polib
import pytest

from servicedesk.tests.house import ROOT

USERS = ROOT / "docs" / "users"
ENGLISH = sorted(path.name for path in USERS.glob("*.md") if path.name != "README.md")
IN_CHINESE = re.compile("「([^」]+)」")
IN_ENGLISH = re.compile(r"(?<!\*)\*([^*\n]+)\*(?!\*)")


@cache
def chinese() -> dict[str, set[str]]:
    """Every string of the pages and its Chinese; more than one where the same English word means several things."""
    catalogue = polib.pofile(str(ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"))
    meanings: dict[str, set[str]] = {}
    for entry in catalogue:
        if not entry.obsolete and not entry.msgid_plural:
            meanings.setdefault(entry.msgid, set()).add(entry.msgstr)
    return meanings


def pair(name: str) -> tuple[str, str]:
    """The English text and the Chinese one; both stand in the README, Chinese first."""
    if name == "README.md":
        first, second = re.split(r"^(?=# For the people)", (USERS / name).read_text("utf-8"), flags=re.MULTILINE)
        return second, first
    return (USERS / name).read_text("utf-8"), (USERS / "zh" / name).read_text("utf-8")


def shape(text: str) -> list[tuple[str, int]]:
    """Its headings' levels, its numbered steps and its paragraphs."""
    return [(re.match(r"\d|#*", block)[0], block.count("\n")) for block in text.strip().split("\n\n")]  # type: ignore[index]


def test_no_guide_is_without_its_twin() -> None:
    assert len(ENGLISH) >= 8
    assert sorted(path.name for path in (USERS / "zh").glob("*.md")) == ENGLISH


@pytest.mark.parametrize("name", ["README.md", *ENGLISH])
def test_both_languages_have_the_same_headings_and_paragraphs(name: str) -> None:
    english, translated = pair(name)
    assert shape(translated) == shape(english)


@pytest.mark.parametrize("name", ["README.md", *ENGLISH])
def test_what_a_guide_names_is_what_the_page_shows(name: str) -> None:
    english, translated = pair(name)
    named = [chinese().get(words, {words}) for words in IN_ENGLISH.findall(english)]
    quoted = set(IN_CHINESE.findall(translated))
    assert quoted - set().union(*chinese().values()) == set()
    assert quoted - set().union(*named) == set()
    assert [meanings for meanings in named if not meanings & quoted] == []


def test_the_index_links_every_guide_chinese_first() -> None:
    linked = re.findall(r"\(([\w/-]+\.md)\)", (USERS / "README.md").read_text("utf-8"))
    assert [Path(link).parent.name for link in linked] == ["zh"] * len(ENGLISH) + [""] * len(ENGLISH)
    assert {USERS / link for link in linked} == {USERS / "zh" / name for name in ENGLISH} | {USERS / n for n in ENGLISH}


def test_no_link_of_a_document_leads_nowhere() -> None:
    documents = [*ROOT.glob("README*.md"), *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{path.relative_to(ROOT)}: {link}"
        for path in documents
        for link in re.findall(r"\]\(([^)#:]+)\)", path.read_text("utf-8"))
        if not (path.parent / link).exists()
    ]
    assert broken == []
