"""Units, people and postings for tests; each asks only for what matters."""

from __future__ import annotations

import datetime as dt
import itertools

from org.people.choices import Role
from org.people.models import Person, Posting
from org.units.choices import UnitKind
from org.units.models import Unit
from org.units.rules import path_of

PASSWORD = "correct horse battery"
_numbers = itertools.count(1)


def a_unit(
    name: str = "富阳分公司", *, kind: UnitKind = UnitKind.BRANCH, under: Unit | None = None, **more: object
) -> Unit:
    unit = Unit(
        code=str(more.pop("code", f"U{next(_numbers):05d}")), name=name, kind=kind, parent=under, path="?", **more
    )
    unit.path = f"?{unit.code}"
    unit.save()
    unit.path = path_of(unit.pk, parent_path=under.path if under else "")
    unit.save(update_fields=["path"])
    return unit


def a_person(role: Role | None = None, *, at: Unit | None = None, name: str = "林晓", **more: object) -> Person:
    """A person who may sign in with PASSWORD, posted at `at` in `role` since 2000."""
    person = Person(staff_number=str(more.pop("staff_number", f"FY{next(_numbers):05d}")), name=name, **more)
    person.set_password(PASSWORD)
    person.save()
    if role is not None:
        assert at is not None, "a role needs a unit"
        Posting.objects.create(person=person, unit=at, role=role, starts_on=dt.date(2000, 1, 1))
    return person
