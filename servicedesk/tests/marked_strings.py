"""Finds strings marked for translation without gettext: in Python by its tree, in templates by their lexer."""

from __future__ import annotations

import ast

from django.template.base import Lexer, TokenType
from django.utils.text import smart_split
from django.utils.translation import trim_whitespace

MARKERS = {"_", "gettext", "gettext_lazy", "gettext_noop", "pgettext", "ngettext", "ngettext_lazy"}

ENDS = {"endblocktrans", "endblocktranslate", "plural"}


def in_python(tree: ast.AST) -> set[str]:
    """First (for plurals also second) arguments of the gettext functions, where they are plain text."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKERS and node.args:
            place = 1 if node.func.id == "pgettext" else 0
            if isinstance(node.args[place], ast.Constant) and isinstance(node.args[place].value, str):
                found.add(node.args[place].value)
    return found


def in_template(text: str) -> set[str]:
    """What `trans` and `blocktrans` tags say."""
    found = set()
    block: list[str] | None = None
    trimmed = False
    for token in Lexer(text).tokenize():
        words = list(smart_split(token.contents)) if token.token_type == TokenType.BLOCK else []
        first = words[0] if words else ""
        if first in {"trans", "translate"} and words[1][0] in "\"'":
            found.add(words[1][1:-1])
        elif first in {"blocktrans", "blocktranslate"}:
            block, trimmed = [], "trimmed" in words
        elif first in ENDS and block is not None:
            said = "".join(block)
            found.add(trim_whitespace(said) if trimmed else said)
            block = None
        elif block is not None:
            if token.token_type == TokenType.VAR:
                block.append(f"%({token.contents})s")
            elif token.token_type == TokenType.TEXT:
                block.append(token.contents.replace("%", "%%"))
    return found
