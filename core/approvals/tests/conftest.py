from __future__ import annotations

from dataclasses import dataclass

import pytest

from org.models import Person, Unit
from org.people.choices import Role
from org.tests.factories import a_person, a_unit


@dataclass(frozen=True)
class Branch:
    unit: Unit
    asker: Person
    manager: Person
    deputy: Person
    other: Person


@pytest.fixture
def branch(db: None) -> Branch:
    """Somebody who asks, two who may be asked, and somebody who is neither."""
    unit = a_unit()
    return Branch(
        unit,
        a_person(Role.SERVICE_MANAGER, at=unit, name="林晓"),
        a_person(Role.GENERAL_MANAGER, at=unit, name="周总"),
        a_person(Role.DEPUTY_GENERAL_MANAGER, at=unit, name="吴副总"),
        a_person(Role.MYSTERY_SHOPPER, at=unit, name="路人"),
    )
