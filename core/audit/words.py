"""An entry's data as a reader understands them: words for keys and codes, changes as from and to."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit.models import AuditEntry
from core.audit.registry import Meaning, is_left_out, meaning_of, word_of

NOTHING = "–"
ARROW = " → "
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?([+-]\d\d:\d\d|Z)?")


@dataclass(frozen=True)
class Fact:
    """A key with its value, or with the values before and after a change."""

    key: str
    values: tuple[Any, ...]


def facts_of(data: Mapping[str, Any]) -> Iterator[Fact]:
    """What the data say, one thing at a time; the pairs that tell of a change come first."""
    rest = dict(data)
    for former, latter in (("before", "after"), ("from", "to")):
        if former in rest and latter in rest:
            yield from _changes(rest.pop(former), rest.pop(latter))
    for key, pair in (rest.pop("changes", None) or {}).items():
        yield Fact(key, tuple(pair))
    yield from _plain_facts(rest)


def _changes(before: Any, after: Any) -> Iterator[Fact]:
    if not isinstance(before, dict) and not isinstance(after, dict):
        yield Fact("change", (before, after))
        return
    before, after = before or {}, after or {}
    for key in {**before, **after}:
        if before.get(key) != after.get(key):
            yield Fact(key, (before.get(key), after.get(key)))


def _plain_facts(data: Mapping[str, Any]) -> Iterator[Fact]:
    for key, value in data.items():
        if isinstance(value, dict):
            yield from _plain_facts(value)
        elif isinstance(value, list) and any(isinstance(inner, dict) for inner in value):
            for inner in value:
                yield from _plain_facts(inner if isinstance(inner, dict) else {key: inner})
        else:
            yield Fact(key, (value,))


def in_words(entries: Sequence[AuditEntry]) -> list[list[tuple[str, str]]]:
    """For each entry its data as words for key and value; what a value means is asked once for all of them."""
    told = [[fact for fact in facts_of(entry.data) if not is_left_out(fact.key, verb=entry.verb)] for entry in entries]
    found: dict[Meaning, set[Any]] = {}
    for entry, facts in zip(entries, told, strict=True):
        for fact in facts:
            meaning = meaning_of(fact.key, verb=entry.verb)
            if meaning is not None:
                found.setdefault(meaning, set()).update(_leaves(fact.values))
    known = {meaning: meaning(values) for meaning, values in found.items()}
    return [
        [(word_of(fact.key, verb=entry.verb), _shown_fact(fact, entry.verb, known)) for fact in facts]
        for entry, facts in zip(entries, told, strict=True)
    ]


def note_in_words(entry: AuditEntry) -> str:
    """The reason, note or name of an entry, which is for every eye; empty without one."""
    key = next((key for key in ("reason", "note", "name") if entry.data.get(key)), None)
    if key is None:
        return ""
    meaning = meaning_of(key, verb=entry.verb)
    return shown(entry.data[key], meaning({entry.data[key]}) if meaning else {})


def _leaves(values: Sequence[Any]) -> Iterator[Any]:
    for value in values:
        if isinstance(value, list):
            yield from _leaves(value)
        elif isinstance(value, (str, int)) and not isinstance(value, bool) and value != "":
            yield value


def _shown_fact(fact: Fact, verb: str, known: Mapping[Meaning, Mapping[Any, Any]]) -> str:
    meaning = meaning_of(fact.key, verb=verb)
    words = known.get(meaning, {}) if meaning else {}
    return ARROW.join(shown(value, words) for value in fact.values)


def shown(value: Any, words: Mapping[Any, Any]) -> str:
    """A value as it is read: its word, yes or no, a local time; a dash for nothing."""
    if value is None or value in ("", [], {}):
        return NOTHING
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(shown(inner, words) for inner in value)
    if isinstance(value, dict):
        return ", ".join(f"{word_of(key)} {shown(inner, words)}" for key, inner in value.items())
    if value in words:
        return str(words[value])
    return _local(value) if isinstance(value, str) and _MOMENT.fullmatch(value) else str(value)


def _local(text: str) -> str:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return text
    return f"{timezone.localtime(moment) if timezone.is_aware(moment) else moment:%Y-%m-%d %H:%M}"
