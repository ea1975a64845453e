"""Whose list it is, for the tests of the list and of kept views."""

from __future__ import annotations

import pytest

from org.people.choices import Role
from org.people.models import Person
from org.tests.factories import a_person, a_unit
from org.units.models import Unit


@pytest.fixture
def branch(db: None) -> Unit:
    return a_unit()


@pytest.fixture
def manager(branch: Unit) -> Person:
    return a_person(Role.SERVICE_MANAGER, at=branch)
