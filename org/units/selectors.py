"""Questions about the tree that no single row answers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.refusals import Refusal
from org.units.models import Unit, UnitAlias, UnitQuerySet
from org.units.rules import CHAIN_SIGN, chain, chain_words, fold, is_at_or_below

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence


class AmbiguousUnit(Refusal):
    """A word fits several units alike; `candidates` are their chains in words."""

    def __init__(self, text: str, candidates: Sequence[str]) -> None:
        shown = " / ".join(candidates[:5])
        super().__init__(
            _("“%(word)s” could be any of: %(units)s. Write the whole chain, the code, or give one of them an alias.")
            % {"word": text, "units": shown}
        )
        self.candidates = list(candidates)


@dataclass(slots=True)
class Branch:
    """A unit in the tree with what stands below it."""

    unit: Unit
    depth: int
    children: list[Branch] = field(default_factory=list)


def tree(units: Iterable[Unit]) -> list[Branch]:
    """`units` as trees, in one query: siblings by position, then name; without its parent a unit is a top."""
    branches = {unit.pk: Branch(unit, 0) for unit in units}
    tops = []
    for branch in sorted(branches.values(), key=lambda b: (len(b.unit.path), b.unit.position, b.unit.name, b.unit.pk)):
        above = branches.get(branch.unit.parent_id or 0)
        if above is None:
            tops.append(branch)
        else:
            branch.depth = above.depth + 1
            above.children.append(branch)
    return tops


def flat(branches: Iterable[Branch]) -> list[Branch]:
    """Trees as the list a page prints: each unit before the ones below it."""
    rows: list[Branch] = []
    waiting = list(branches)[::-1]
    while waiting:
        branch = waiting.pop()
        rows.append(branch)
        waiting.extend(reversed(branch.children))
    return rows


def highest_of(paths: Iterable[str]) -> Unit | None:
    """The highest of the units at `paths`, where a reader of their figures begins; None without any."""
    return Unit.objects.filter(path__in=paths).shallowest_first().first()


def children(unit: Unit, *, on: dt.date | None = None) -> list[Unit]:
    """Units directly below `unit`, by position; with `on` only those active that day."""
    below = Unit.objects.filter(parent=unit)
    if on is not None:
        below = below.active(on=on)
    return list(below.order_by("position", "name", "pk"))


def ancestors(unit: Unit) -> list[Unit]:
    """From the root down to `unit` itself; one query."""
    return list(Unit.objects.filter(path__in=chain(unit.path)).order_by("path"))


def unit_chain(unit: Unit) -> str:
    """The chain of `unit` in words: "富阳 › 城区 › 桂花"; one query, directory() for many."""
    return CHAIN_SIGN.join(above.name for above in ancestors(unit))


class UnitDirectory:
    """Every unit by the words that sheets use for it; two queries, then none.

    A word means, in this order: the unit with that code; the unit that has it as an alias (so a
    branch can say which 大源 it means, I-16); the only unit with that name. A chain of words means
    the unit of the last word below those of the words before it.
    """

    def __init__(self, units: Iterable[Unit], aliases: Iterable[tuple[str, int]]) -> None:
        self.units = {unit.pk: unit for unit in units}
        self._paths = {unit.path: unit for unit in self.units.values()}
        self._codes = {fold(unit.code): unit for unit in self.units.values()}
        self._names: dict[str, list[Unit]] = defaultdict(list)
        for unit in self.units.values():
            self._names[fold(unit.name)].append(unit)
        self._aliases: dict[str, list[Unit]] = defaultdict(list)
        self._written: dict[int, list[str]] = defaultdict(list)
        for name, unit_id in aliases:
            if unit_id in self.units:
                self._aliases[fold(name)].append(self.units[unit_id])
                self._written[unit_id].append(name)

    def resolve(self, text: str, *, under: Unit | None = None) -> Unit | None:
        """The unit meant by a code, alias, name or chain, at or below `under`; None if there is none.

        Raises AmbiguousUnit when several fit alike.
        """
        fitting = self.fitting(text, under=under)
        if len(fitting) > 1:
            raise AmbiguousUnit(text.strip(), [self.chain_of(unit) for unit in fitting])
        return fitting[0] if fitting else None

    def fitting(self, text: str, *, under: Unit | None = None) -> list[Unit]:
        """Every unit that `text` could mean, best kind of match only, in tree order."""
        whole = self._matches(fold(text), under)
        if whole:
            return whole
        words = chain_words(text)
        if len(words) < 2:
            return []
        found = [
            unit
            for unit in self._matches(words[-1], under, by_alias_or_name=True)
            if self._hangs_below(unit, words[:-1])
        ]
        # A chain of the units' own names with none left out means just that one.
        return [unit for unit in found if chain_words(self.chain_of(unit)) == words] or found

    def written_aliases(self, unit: Unit) -> list[str]:
        """The aliases of `unit` as people wrote them."""
        return sorted(self._written.get(unit.pk, ()))

    def chain_of(self, unit: Unit) -> str:
        """The chain of `unit` in words."""
        return CHAIN_SIGN.join(self._paths[path].name for path in chain(unit.path) if path in self._paths)

    def _matches(self, word: str, under: Unit | None, *, by_alias_or_name: bool = False) -> list[Unit]:
        coded = self._codes.get(word)
        kinds = [[coded] if coded else [], self._aliases.get(word, []), self._names.get(word, [])]
        if by_alias_or_name:
            both = {unit.pk: unit for kind in kinds for unit in kind}
            kinds = [sorted(both.values(), key=lambda unit: unit.path)]
        for kind in kinds:
            fits = [unit for unit in kind if under is None or is_at_or_below(unit.path, under.path)]
            if fits:
                return fits
        return []

    def _hangs_below(self, unit: Unit, words: list[str]) -> bool:
        """Whether the units above `unit` are called by `words` in that order; levels may be left out."""
        above = [self._paths[path] for path in chain(unit.path)[:-1] if path in self._paths]
        for word in reversed(words):
            while above and not self._is_called(above[-1], word):
                above.pop()
            if not above:
                return False
            above.pop()
        return True

    def _is_called(self, unit: Unit, word: str) -> bool:
        return word in (fold(unit.name), fold(unit.code)) or unit in self._aliases.get(word, [])


def directory(units: Iterable[Unit] | None = None) -> UnitDirectory:
    """The directory of `units` (all when None), for an import or a page that resolves many words."""
    aliases = UnitAlias.objects.values_list("name", "unit_id")
    return UnitDirectory(Unit.objects.all() if units is None else units, aliases)


def resolve(text: str, *, under: Unit | None = None) -> Unit | None:
    """The unit that one word or chain means (see UnitDirectory). Raises AmbiguousUnit."""
    return directory().resolve(text, under=under)


def ids_by_word(words: Iterable[str], units: UnitQuerySet) -> dict[str, int]:
    """The id of the unit that each of `words` means among `units`; unknown and ambiguous words are left out."""
    finder = directory(units)
    found = {word: finder.fitting(word) for word in words}
    return {word: fits[0].pk for word, fits in found.items() if len(fits) == 1}


def matching(units: Iterable[Unit], words: str, finder: UnitDirectory) -> set[int]:
    """Ids of the units whose name, code or alias holds `words`, and of all above them."""
    wanted = fold(words)
    hits = {
        unit.path
        for unit in units
        if any(wanted in fold(known) for known in (unit.name, unit.code, *finder.written_aliases(unit)))
    }
    kept = {path for hit in hits for path in chain(hit)}
    return {unit.pk for unit in units if unit.path in kept}
