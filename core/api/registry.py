"""What a token may be given: the rights of this installation, declared by whoever defines them."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise

_scopes: dict[str, str | Promise] = {}


def declare_scopes(choices: Iterable[tuple[str, str | Promise]]) -> None:
    """Declare rights, each with its words, that a token may carry."""
    _scopes.update({str(code): words for code, words in choices})


def scopes_of(person: object) -> list[tuple[str, str | Promise]]:
    """The scopes that the person holds as rights, somewhere, and may therefore hand to a token."""
    return [(code, words) for code, words in _scopes.items() if person.may(code)]  # type: ignore[attr-defined]


def words_of(code: str) -> str:
    return str(_scopes.get(code, code))
