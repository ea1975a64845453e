"""The unit of an address: the one it names, or the highest of the reader's; 404 out of sight, 403 without the right."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from org.access.choices import Right
from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from org.units.asked import asked_unit

pytestmark = pytest.mark.django_db


def test_the_named_unit_or_the_highest_of_the_reader() -> None:
    branch = a_unit(code="FY")
    county = a_unit("大源", under=branch, code="DY")
    reader = a_person(Role.SERVICE_MANAGER, at=branch)
    assert asked_unit(reader, "DY", Right.INDICATOR_VIEW) == county
    assert asked_unit(reader, "", Right.INDICATOR_VIEW) == branch


def test_out_of_sight_nothing_exists_and_without_the_right_it_is_refused() -> None:
    branch = a_unit(code="FY")
    a_unit("别的公司", code="OTHER")
    reader = a_person(Role.SERVICE_MANAGER, at=branch)
    for code in ("OTHER", "nowhere"):
        with pytest.raises(Http404):
            asked_unit(reader, code, Right.INDICATOR_VIEW)
    for code in ("", "FY", "OTHER"):
        with pytest.raises(PermissionDenied):
            asked_unit(a_person(at=None), code, Right.INDICATOR_VIEW)
