"""Finds strings marked for translation without gettext: in Python by its tree, in templates by their lexer."""

from __future__ import annotations

import ast

from django.template.base import Lexer, TokenType
from django.utils.text import smart_split
from django.utils.translation import trim_whitespace

MARKERS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy"}

ENDS = {"endblocktrans", "endblocktranslate", "plural"}


def within(context: str, words: str) -> str:
    """A string's name in the catalogue, as gettext itself puts a context before it."""
    return f"{context}\x04{words}" if context else words


def in_python(tree: ast.AST) -> set[str]:
    """What the gettext functions are asked for, where it is plain text."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            said = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            if node.func.id in MARKERS and said[:1]:
                found.add(said[0])
            elif node.func.id in WITH_CONTEXT and said[1:]:
                found.add(within(said[0], said[1]))
    return found


def _context(words: list[str]) -> str:
    return words[words.index("context") + 1][1:-1] if "context" in words else ""


def in_template(text: str) -> set[str]:
    """What `trans` and `blocktrans` tags say."""
    found = set()
    block: list[str] | None = None
    trimmed, context = False, ""
    for token in Lexer(text).tokenize():
        words = list(smart_split(token.contents)) if token.token_type == TokenType.BLOCK else []
        first = words[0] if words else ""
        if first in {"trans", "translate"} and words[1][0] in "\"'":
            # A sign that is no placeholder stands doubled in the catalogue.
            found.add(within(_context(words), words[1][1:-1].replace("%", "%%")))
        elif first in {"blocktrans", "blocktranslate"}:
            block, trimmed, context = [], "trimmed" in words, _context(words)
        elif first in ENDS and block is not None:
            said = "".join(block)
            found.add(within(context, trim_whitespace(said) if trimmed else said))
            block = None
        elif block is not None:
            if token.token_type == TokenType.VAR:
                block.append(f"%({token.contents})s")
            elif token.token_type == TokenType.TEXT:
                block.append(token.contents.replace("%", "%%"))
    return found
