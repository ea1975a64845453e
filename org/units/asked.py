"""The unit that an address asks for, where a page or an answer shows one unit at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from org.units.models import Unit
from org.units.selectors import highest_of

if TYPE_CHECKING:
    from org.people.models import Person


def asked_unit(person: Person, code: str, right: str) -> Unit:
    """The unit with `code`, or without one the highest at which `person` holds `right`.

    Raises PermissionDenied (403) without the right, there or anywhere, and Http404 for a unit out of sight.
    """
    if not person.may(right):
        raise PermissionDenied(right)
    unit: Unit | None
    if code:
        unit = get_object_or_404(Unit.objects.visible_to(person), code=code)
    else:
        unit = highest_of(person.paths_for(right))
    if unit is None or not person.may(right, at=unit):
        raise PermissionDenied(right)
    return unit
