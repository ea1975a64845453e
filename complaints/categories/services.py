"""The acts on the three trees of categories. A category in use is never deleted, only no longer offered."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from complaints.categories.choices import Tree
from complaints.categories.models import Category
from complaints.categories.rules import level_of, may_have_children, path_of
from complaints.categories.seed import SEEDS, Seed
from core.audit.services import record
from core.refusals import Refusal
from core.versions import change_as_read

if TYPE_CHECKING:
    from collections.abc import Iterable

    from org.people.models import Person


class CannotAddCategory(Refusal):
    pass


class CannotChangeCategory(Refusal):
    pass


@transaction.atomic
def add_category(
    *, tree: Tree, code: str, name: str, parent: Category | None = None, by: Person | None, now: dt.datetime
) -> Category:
    """Add a category under `parent`, or on top. Raises CannotAddCategory."""
    if parent is not None and (parent.tree != tree or not may_have_children(tree, parent.level)):
        raise CannotAddCategory(_("This tree goes no deeper here."), field="parent")
    if Category.objects.of(tree).filter(code=code).exists():
        raise CannotAddCategory(_("This code is already used in this tree."), field="code")
    category = _insert(tree, code, name, parent)
    record("category.added", by=by, now=now, about=category, data={"tree": tree, "code": code, "name": name})
    return category


@transaction.atomic
def rename_category(*, category: Category, name: str, version: int, by: Person | None, now: dt.datetime) -> Category:
    """Give a category another name; tickets show the new one. `version` is the one that was read.

    Raises CannotChangeCategory; ChangedMeanwhile where somebody else has changed it since (C15).
    """
    if not name.strip():
        raise CannotChangeCategory(_("A category needs a name."), field="name")
    former = category.name
    change_as_read(category, version=version, name=name.strip())
    record("category.renamed", by=by, now=now, about=category, data={"from": former, "to": category.name})
    return category


@transaction.atomic
def offer_category(*, category: Category, offered: bool, version: int, by: Person | None, now: dt.datetime) -> Category:
    """Offer a category for new tickets, or no longer, with all below it. `version` is the one that was read.

    Raises CannotChangeCategory; ChangedMeanwhile where somebody else has changed it since (C15).
    """
    if offered and category.parent is not None and not category.parent.is_active:
        raise CannotChangeCategory(_("Offer “%(name)s” above it first.") % {"name": category.parent})
    change_as_read(category, version=version, is_active=offered)
    below = Category.objects.at_or_below(category).exclude(pk=category.pk)
    below.update(is_active=offered, version=F("version") + 1)
    record("category.offered" if offered else "category.withdrawn", by=by, now=now, about=category)
    return category


@transaction.atomic
def plant_seeds(*, by: Person | None, now: dt.datetime) -> int:
    """Bring the first categories in where their codes are still unknown; run again, it adds nothing."""
    added = sum(_plant(tree, seeds, None) for tree, seeds in SEEDS.items())
    if added:
        record("category.seeded", by=by, now=now, data={"added": added})
    return added


def _plant(tree: Tree, seeds: Iterable[Seed], parent: Category | None) -> int:
    added = 0
    for seed in seeds:
        category = Category.objects.of(tree).filter(code=seed.code).first()
        if category is None:
            category = _insert(tree, seed.code, seed.name, parent)
            added += 1
        added += _plant(tree, seed.below, category)
    return added


def _insert(tree: Tree, code: str, name: str, parent: Category | None) -> Category:
    category = Category(tree=tree, code=code, name=name, parent=parent, path=f"?{tree}:{code}"[:60])
    category.save()
    category.path = path_of(category.pk, parent_path=parent.path if parent else "")
    category.level = level_of(category.path)
    category.save(update_fields=["path", "level"])
    return category
