from __future__ import annotations

import pytest

from org.tests.factories import a_unit
from org.units.choices import UnitKind
from org.units.models import Unit


@pytest.fixture
def branch(db: None) -> Unit:
    return a_unit(code="DEMO")


@pytest.fixture
def city(branch: Unit) -> Unit:
    return a_unit("城区", kind=UnitKind.BUREAU, under=branch)
