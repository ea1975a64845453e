"""Which kinds of notice there are: each is one sentence with places for values."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

_sentences: dict[str, str | Promise] = {}


def declare(kind: str, *, sentence: str | Promise) -> None:
    """Give notices of `kind` their sentence, with `%(name)s` for each value; say it lazily translated."""
    if kind in _sentences and str(_sentences[kind]) != str(sentence):
        raise ValueError(f"two sentences for notices of kind {kind}")
    _sentences[kind] = sentence


def is_declared(kind: str) -> bool:
    return kind in _sentences


def sentence_of(kind: str, params: dict[str, Any]) -> str:
    """The notice in the language now active; also for a kind, or with values, of an earlier version."""
    try:
        return str(_sentences[kind]) % params
    except (KeyError, TypeError, ValueError):
        return _("Something that concerns you has changed.")
