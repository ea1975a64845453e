"""Complaints and categories for tests; each asks only for what matters."""

from __future__ import annotations

import datetime as dt
import itertools

from complaints.categories.choices import Tree
from complaints.categories.models import Category
from complaints.categories.services import add_category
from complaints.tickets.models import Complaint
from complaints.tickets.rules import BRANCH_TIME
from complaints.tickets.services import register_complaint
from org.people.models import Person
from org.tests.factories import a_unit
from org.units.models import Unit

A_MONDAY = dt.datetime(2011, 1, 17, 15, 20, tzinfo=BRANCH_TIME)
A_PHONE = "13805710042"
_numbers = itertools.count(1)


def a_complaint(
    *, at: Unit | None = None, by: Person | None = None, now: dt.datetime = A_MONDAY, **details: object
) -> Complaint:
    """An open complaint about the family network, received `now` at `at`."""
    unit = at or Unit.objects.roots().first() or a_unit()
    said = {
        "channel": "hotline",
        "subject": "强制办理家庭网",
        "text": "未经同意被加入家庭网，要求取消并退费。",
        "phone": A_PHONE,
    }
    return register_complaint(by=by, now=now, unit=unit, **(said | details))  # type: ignore[arg-type]


def a_category(
    name: str = "家庭网强制加入", *, tree: Tree = Tree.CAUSE, under: Category | None = None, code: str = ""
) -> Category:
    return add_category(
        tree=tree, code=code or f"K{next(_numbers):04d}", name=name, parent=under, by=None, now=A_MONDAY
    )
