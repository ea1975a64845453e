"""What verbs, keys and values of the trail are called on a page; each app declares its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from django.utils.functional import Promise

if TYPE_CHECKING:
    from django.db.models import Model

Meaning: TypeAlias = Callable[[set[Any]], Mapping[Any, str | Promise]]

_sentences: dict[str, str | Promise] = {}
_words: dict[tuple[str, str], str | Promise] = {}
_meanings: dict[tuple[str, str], Meaning] = {}
_unsaid: set[tuple[str, str]] = set()
Declared = TypeVar("Declared")


def say(verb: str, sentence: str | Promise) -> None:
    """Declare the words for a verb: what was done, in the past tense, without who."""
    _sentences[verb] = sentence


def sentence_of(verb: str) -> str:
    """The words for a verb; the verb itself where none were declared."""
    return str(_sentences.get(verb, verb))


def call(key: str, word: str | Promise, *, of: str = "") -> None:
    """Declare the word for a key of an entry's data; `of` a verb, a kind of thing (`unit`), or anything."""
    _words[of, key] = word


def mean(key: str, words: Meaning, *, of: str = "") -> None:
    """Declare what the values of a key mean: from all values on a page to the words for those that are known.

    It is asked once a page, so it may ask the database one question.
    """
    _meanings[of, key] = words


def leave_out(*keys: str, of: str = "") -> None:
    """Declare keys that say nothing to a reader, such as the number of a row."""
    _unsaid.update((of, key) for key in keys)


def describe(model: type[Model], *, of: str) -> None:
    """Take the words for keys and values from a model's fields: their names and their choices."""
    for field in model._meta.concrete_fields:
        if isinstance(field.verbose_name, Promise):
            call(field.name, field.verbose_name, of=of)
        if field.flatchoices:
            mean(field.name, partial(_choices_of, field), of=of)


def _choices_of(field: Any, _values: set[Any]) -> Mapping[Any, str | Promise]:
    return dict(field.flatchoices)


def _places(verb: str, key: str) -> list[tuple[str, str]]:
    """Where a declaration for the key is looked for: the verb's own, that of its kind of thing, the general one."""
    return [(verb, key), (verb.partition(".")[0], key), ("", key)]


def _nearest(kept: Mapping[tuple[str, str], Declared], verb: str, key: str) -> Declared | None:
    return next((kept[place] for place in _places(verb, key) if place in kept), None)


def word_of(key: str, *, verb: str = "") -> str:
    """The word for a key of an entry's data; the key itself where none was declared."""
    return str(_nearest(_words, verb, key) or key)


def is_called(key: str, *, verb: str) -> bool:
    """Whether a word was declared for the key."""
    return _nearest(_words, verb, key) is not None


def meaning_of(key: str, *, verb: str) -> Meaning | None:
    """What turns the values of the key into words, if anything does."""
    return _nearest(_meanings, verb, key)


def is_left_out(key: str, *, verb: str) -> bool:
    """Whether the key says nothing to a reader."""
    return any(place in _unsaid for place in _places(verb, key))


def declared() -> list[tuple[str, str]]:
    """Every verb with its words, for choosing among them."""
    return sorted(((verb, str(sentence)) for verb, sentence in _sentences.items()), key=lambda pair: pair[1])
