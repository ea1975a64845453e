"""Which tickets belong together: of one product, cause and unit, or of nearly the same words (I-15, peers 3.3)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from complaints.tickets.rules import ALIKE, TEXT_WORTH_COMPARING, bigrams, likeness
from org.units.rules import chain

RARE_GRAMS = 8
"""By so many of its rarest shared bigrams a text looks for others like it."""

LOOKED_AT_MOST = 20
"""So many of the newest groups with one of these bigrams are looked at."""

COMPARED_MOST = 4
"""So many groups at most a text is compared with, those that share most of its rare bigrams first."""


@dataclass(frozen=True)
class Candidate:
    """A ticket as the search for batches reads it; `customer` is the number's hash, empty where none is known."""

    pk: int
    unit_path: str
    product: int | None
    cause: int | None
    customer: str
    text: str


def customers_of(members: Iterable[Candidate]) -> int:
    """How many customers they come from; a ticket without a number counts as one of its own."""
    return len({one.customer or one.pk for one in members})


def of_one_cause(candidates: Iterable[Candidate], *, threshold: int) -> list[list[Candidate]]:
    """Groups of one unit, product and known cause that come from at least `threshold` customers, in order."""
    groups: dict[Hashable, list[Candidate]] = defaultdict(list)
    for one in candidates:
        if one.cause is not None:
            groups[one.unit_path, one.product, one.cause].append(one)
    return [group for group in groups.values() if customers_of(group) >= threshold]


def of_nearly_the_same_words(candidates: Sequence[Candidate], *, threshold: int) -> list[list[Candidate]]:
    """Groups whose texts share ALIKE of their bigrams with the first of them, from at least `threshold` customers.

    A text is compared only with groups that share one of its rarest bigrams, so that the work grows with
    the number of texts and not with its square.
    """
    grams = {one.pk: bigrams(one.text) for one in candidates}
    known = Counter(gram for said in grams.values() for gram in said)
    groups: list[list[Candidate]] = []
    heads: dict[str, list[int]] = defaultdict(list)
    same: dict[frozenset[str], int] = {}
    for one in candidates:
        said = grams[one.pk]
        if len(said) < TEXT_WORTH_COMPARING:
            continue
        place = same.get(said)
        if place is None:
            rare = _rarest(said, known)
            place = _group_like(said, rare, heads, groups, grams)
            if place is None:
                place = len(groups)
                groups.append([])
                for gram in rare:
                    heads[gram].append(place)
            same[said] = place
        groups[place].append(one)
    return [group for group in groups if customers_of(group) >= threshold]


def _rarest(said: frozenset[str], known: Mapping[str, int]) -> list[str]:
    """Bigrams that stand nowhere else lead nowhere."""
    shared = [gram for gram in said if known[gram] > 1]
    return sorted(shared, key=lambda gram: (known[gram], gram))[:RARE_GRAMS]


def _group_like(
    said: frozenset[str],
    rare: Sequence[str],
    heads: Mapping[str, list[int]],
    groups: Sequence[Sequence[Candidate]],
    grams: Mapping[int, frozenset[str]],
) -> int | None:
    votes: Counter[int] = Counter()
    for gram in rare:
        for place in heads.get(gram, ())[-LOOKED_AT_MOST:]:
            votes[place] += 1
    for place, shared in votes.most_common(COMPARED_MOST):
        if shared > 1 and likeness(said, grams[groups[place][0].pk]) >= ALIKE:
            return place
    return None


def common_path(paths: Sequence[str]) -> str:
    """The path of the lowest unit that has all of them at or below it; empty where there is none."""
    shared = set(chain(paths[0])).intersection(*(chain(path) for path in paths))
    return max(shared, key=len, default="")
