from __future__ import annotations

import pytest
from django.utils import translation

from complaints.tests.factories import A_MONDAY
from org.calendar.services import load_official_years, set_up_default_calendar


@pytest.fixture
def calendar(db: None) -> None:
    """The branch's usual hours, with the notices of two years."""
    set_up_default_calendar(by=None, now=A_MONDAY)
    load_official_years(first=2010, last=2012, by=None, now=A_MONDAY)


@pytest.fixture
def english():
    with translation.override("en"):
        yield
