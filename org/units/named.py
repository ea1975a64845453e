"""Units that an address names, or a machine in what it sends."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from rest_framework.exceptions import ValidationError

from org.units.models import Unit

if TYPE_CHECKING:
    from django.db.models import QuerySet


def named_unit(person: Any, code: str, *, see: str, right: str) -> Unit:
    """The unit with `code`, to do there what needs `right`.

    Raises Http404 where the person does not even hold `see`, PermissionDenied where that is all.
    """
    unit = get_object_or_404(Unit.objects.where(person, see), code=code)
    if not person.may(right, at=unit):
        raise PermissionDenied(right)
    return unit


def named_units(codes: Iterable[str], *, among: QuerySet[Unit], field: str) -> list[Unit]:
    """Units by their codes, in the order of the tree. Raises ValidationError with those that are not `among` them."""
    wanted = set(codes)
    found = list(among.filter(code__in=wanted).in_tree_order())  # type: ignore[attr-defined]
    if missing := sorted(wanted - {unit.code for unit in found}):
        raise ValidationError({field: missing})
    return found
