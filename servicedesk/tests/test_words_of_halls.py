"""A word that means something else elsewhere says in halls what it means there: both have their own Chinese."""

from __future__ import annotations

import ast
import re
from functools import cache

import polib

from servicedesk.tests.house import ROOT

ELSEWHERE = {
    "Code": "验证码",
    "Ended": "结束时间",
    "Findings": "核实结果",
    "Last month": "上月",
    "Manager": "经理",
    "Name": "姓名/名称",
    "Nobody came": "无人上门",
    "Number": "数值",
    "Offered": "可选用",
    "Open": "未结",
    "Receipt": "收据",
    "Sheet": "工作表",
    "Tickets": "工单",
    "Until": "截止时间",
    "Waiting": "等待中",
    "What was seen": "验证情况",
    "received": "受理时间",
    "taken back": "退回的步骤",
}
"""What each says in Chinese where no context stands beside it: nothing that a hall has."""

PLAIN = {"_", "gettext", "gettext_lazy", "gettext_noop"}
IN_TEMPLATE = re.compile(r"""{%\s*trans(?:late)?\s+"([^"]+)"\s*(?:as \w+\s*)?%}""")


@cache
def said_plainly() -> dict[str, set[str]]:
    """Each word of halls without a context, and where it stands."""
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / "halls").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in PLAIN and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    found.setdefault(str(first.value), set()).add(str(path.relative_to(ROOT)))
    for path in sorted((ROOT / "templates" / "halls").rglob("*.html")):
        for words in IN_TEMPLATE.findall(path.read_text("utf-8")):
            found.setdefault(words, set()).add(str(path.relative_to(ROOT)))
    return found


def test_the_words_are_read_where_they_stand() -> None:
    said = said_plainly()
    assert "halls/queue/choices.py" in said["Served"]
    assert "templates/halls/book/day.html" in said["Hall"]


def test_a_word_of_something_else_has_its_own_meaning_in_halls() -> None:
    said = said_plainly()
    assert {word: said[word] for word in ELSEWHERE if word in said} == {}


def test_each_of_these_words_still_means_something_else() -> None:
    catalogue = polib.pofile(str(ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"))
    plain = {entry.msgid: entry.msgstr for entry in catalogue if not entry.obsolete and not entry.msgctxt}
    assert {word: plain.get(word) for word in ELSEWHERE} == ELSEWHERE
