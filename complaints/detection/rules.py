"""What a false entry looks like, over values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable

from complaints.tickets.rules import TEXT_WORTH_COMPARING, bigrams

PASTED_FROM = 3
"""So many closings of one person with the same words are looked at; two may happen in earnest."""


def pasted(closings: Iterable[tuple[int, Hashable, str]]) -> list[int]:
    """The tickets whose closer wrote the same words, signs and spaces aside, at least PASTED_FROM times.

    A closing is the ticket's id, its closer and the words. Short words are the same by accident.
    """
    alike: dict[Hashable, list[int]] = defaultdict(list)
    for pk, closer, words in closings:
        said = bigrams(words)
        if len(said) >= TEXT_WORTH_COMPARING:
            alike[closer, said].append(pk)
    return sorted(pk for found in alike.values() if len(found) >= PASTED_FROM for pk in found)
