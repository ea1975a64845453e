"""Three trees: which product, what the customer says (phenomenon), what we found (cause)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.categories.choices import Tree
from complaints.categories.rules import after


class CategoryQuerySet(models.QuerySet["Category"]):
    def of(self, tree: Tree) -> CategoryQuerySet:
        return self.filter(tree=tree)

    def offered(self) -> CategoryQuerySet:
        """Those that may be chosen for a new ticket, in tree order."""
        return self.filter(is_active=True).order_by("path")

    def at_or_below(self, category: Category) -> CategoryQuerySet:
        return self.filter(tree=category.tree, path__gte=category.path, path__lt=after(category.path))


class Category(models.Model):
    tree = models.CharField(_("tree"), max_length=12, choices=Tree)
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=80)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=60, unique=True, editable=False)
    level = models.PositiveSmallIntegerField(editable=False, default=1)
    is_active = models.BooleanField(_("offered"), default=True)
    version = models.PositiveIntegerField(default=1)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tree", "code"], name="category_code_once"),
            models.CheckConstraint(condition=Q(tree__in=Tree.values), name="category_tree_known"),
        ]

    def __str__(self) -> str:
        return self.name
