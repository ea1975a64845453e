"""Units named by a machine: out of sight, in sight without the right, and those that are not there."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework.exceptions import ValidationError

from org.access.choices import Right
from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from org.units.choices import UnitKind
from org.units.models import Unit
from org.units.named import named_unit, named_units

pytestmark = pytest.mark.django_db
SAID = {"see": Right.HALL_VIEW, "right": Right.HALL_EDIT}


def test_a_unit_is_not_there_not_allowed_or_given() -> None:
    branch = a_unit()
    hall = a_unit("北京路", under=branch, kind=UnitKind.HALL)
    reader = a_person(Role.HALL_MANAGER, at=hall)
    with pytest.raises(Http404):
        named_unit(reader, branch.code, **SAID)
    with pytest.raises(PermissionDenied):
        named_unit(reader, hall.code, **SAID)
    assert named_unit(a_person(Role.SERVICE_MANAGER, at=branch), hall.code, **SAID) == hall


def test_units_come_in_the_order_of_the_tree_and_what_is_missing_is_named() -> None:
    branch = a_unit()
    first, second = (a_unit(name, under=branch, kind=UnitKind.HALL) for name in ("北京路", "延安路"))
    among = Unit.objects.at_or_below(branch)
    assert named_units([second.code, first.code, second.code], among=among, field="halls") == [first, second]
    with pytest.raises(ValidationError) as refused:
        named_units([first.code, "X2", "X1"], among=among, field="halls")
    assert refused.value.detail == {"halls": ["X1", "X2"]}
