from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from org.access.choices import Right
from org.people.choices import Role
from org.people.selectors import holding
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db


def test_who_holds_it_at_the_unit_or_above_and_nobody_else():
    branch = a_unit()
    hall, other = a_unit("桂花", under=branch), a_unit("春北", under=branch)
    above, here = (a_person(Role.GENERAL_MANAGER, at=unit) for unit in (branch, hall))
    a_person(Role.GENERAL_MANAGER, at=other)
    a_person(Role.SERVICE_MANAGER, at=hall)
    assert set(holding(Right.REMEDY_APPROVE, hall.path)) == {above, here}


def test_neither_who_left_nor_whose_posting_is_over():
    branch = a_unit()
    a_person(Role.GENERAL_MANAGER, at=branch, is_active=False)
    over = a_person(Role.GENERAL_MANAGER, at=branch)
    over.postings.update(ends_on=timezone.localdate() - dt.timedelta(days=1))
    assert not holding(Right.REMEDY_APPROVE, branch.path).exists()
