"""The unit of the tickets of an act on many, and who is given them."""

from __future__ import annotations

import pytest

from org.people.choices import Role
from org.people.models import Person
from org.tests.factories import a_person, a_unit
from org.units.models import Unit


@pytest.fixture
def unit(db: None) -> Unit:
    return a_unit(code="DEMO")


@pytest.fixture
def handler(unit: Unit) -> Person:
    return a_person(Role.HANDLER, at=unit)
