"""Units as sheets name them, for every kind of sheet: found, chosen, given another name, or made."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.imports.registry import Reference
from org.access.choices import Right
from org.units.choices import UnitKind
from org.units.codes import free_code
from org.units.models import Unit, UnitAlias
from org.units.rules import depth, fold
from org.units.selectors import UnitDirectory, directory, ids_by_word
from org.units.services import CannotCreateUnit, CannotSetAliases, add_aliases, create_unit, require_free_aliases

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.imports.registry import ImportContext, Made
    from org.people.models import Person

LONGEST_NAME = 80
NOT_CREATED = (UnitKind.COMPANY, UnitKind.BRANCH, UnitKind.STATISTICAL)
CREATED_SORTS = [(kind.value, kind.label) for kind in UnitKind if kind not in NOT_CREATED]


def unit_reference(right: Right, *, may_create: bool = False) -> Reference:
    """Units where the person holds `right`, by code, alias, name or chain; what could be several stays unknown."""

    def resolve(names: set[str], context: ImportContext) -> Mapping[str, int]:
        return ids_by_word(names, Unit.objects.where(context.by, right))

    def known(person: Person) -> Sequence[str]:
        return unit_words(person, right)

    def fitting(words: str, person: Person) -> Sequence[str]:
        finder = directory(Unit.objects.where(person, right).in_tree_order())
        return [_word_for(unit, finder) for unit in finder.fitting(words)]

    return Reference(
        resolve=resolve,
        create_missing=create_units if may_create else None,
        parents=possible_parents if may_create else None,
        known=known,
        remember=remember_aliases,
        fitting=fitting,
        sorts=CREATED_SORTS if may_create else (),
        created_note=gettext_lazy("They have no control volume; switch it on at a unit's page where it has one."),
    )


def unit_words(person: Person, right: Right) -> list[str]:
    """A word for each unit where `person` holds `right`: its chain, or its code where that means others too."""
    finder = directory(Unit.objects.where(person, right).in_tree_order())
    return [_word_for(unit, finder) for unit in finder.units.values()]


def _word_for(unit: Unit, finder: UnitDirectory) -> str:
    chain = finder.chain_of(unit)
    return chain if finder.fitting(chain) == [unit] else unit.code


def possible_parents(person: Person) -> list[tuple[str, str]]:
    """Units under which this person may make others."""
    rows = Unit.objects.where(person, Right.UNIT_EDIT).in_tree_order().exclude(kind=UnitKind.STATISTICAL)
    return [(unit.code, unit.name) for unit in rows.filter(closed_on=None)]


def create_units(names: Sequence[str], made_as: Made, context: ImportContext) -> Mapping[str, int]:
    """Make units of these names under the one that a person chose, after their siblings and without control volume.

    They are bureaus, or sub-bureaus below one, unless the person said otherwise. Raises CannotCreateUnit
    where the person may make none, and for a name that a unit cannot have.
    """
    parent = Unit.objects.where(context.by, Right.UNIT_EDIT).filter(code=made_as.under).first()
    if parent is None:
        raise CannotCreateUnit(_("You may not create units under “%(code)s”.") % {"code": made_as.under})
    kind = UnitKind(made_as.sort or (UnitKind.BUREAU if depth(parent.path) < 2 else UnitKind.SUB_BUREAU))
    taken = {code.casefold() for code in Unit.objects.values_list("code", flat=True)}
    taken |= {fold(alias) for alias in UnitAlias.objects.values_list("name", flat=True)}
    last = Unit.objects.filter(parent=parent).aggregate(last=Max("position"))["last"] or 0
    made = {}
    for position, name in enumerate(names, start=last + 1):
        if len(name) > LONGEST_NAME:
            words = _("“%(name)s…” is too long for a unit's name; map it to a unit, or reject its rows.")
            raise CannotCreateUnit(words % {"name": name[:40]})
        code = free_code(name, under=parent.code, taken=taken)
        taken.add(code.casefold())
        unit = create_unit(
            code=code,
            name=name,
            kind=kind,
            parent=parent,
            by=context.by,
            now=context.now,
            position=position,
            has_control=False,
            # Months before it is known list it only where it has tickets.
            opened_on=timezone.localdate(context.now),
        )
        made[name] = unit.pk
    return made


def remember_aliases(names: Mapping[str, int], context: ImportContext) -> None:
    """Make each name an alias of the unit with that id; a trial only looks whether that may be.

    Raises CannotSetAliases where the person may not change the unit, or the word already means another.
    """
    units = Unit.objects.where(context.by, Right.UNIT_EDIT).in_bulk(set(names.values()))
    wanted = defaultdict(list)
    for name, pk in names.items():
        if pk not in units:
            words = _("“%(name)s” cannot be remembered: you may not change the unit that you chose for it.")
            raise CannotSetAliases(words % {"name": name})
        wanted[units[pk]].append(name)
    for unit, aliases in wanted.items():
        if context.dry_run:
            require_free_aliases(unit=unit, names=aliases)
        else:
            add_aliases(unit=unit, names=aliases, by=context.by, now=context.now)
