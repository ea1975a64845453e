from collections.abc import Iterator

import pytest

from core.imports.registry import SheetKind, forget
from core.imports.tests.factories import an_importer, loans_kind
from org.people.models import Person


@pytest.fixture
def loans() -> Iterator[SheetKind]:
    yield loans_kind()
    forget("loans")


@pytest.fixture
def importer(db: None) -> Person:
    return an_importer()
