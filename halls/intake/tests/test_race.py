"""Two people count the same day; with the twin that holds no row."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError

from core.tests.writers import alone, at_once
from halls.intake.models import DayTotal
from halls.intake.services import CannotCount, Figures, enter_total, totals
from halls.intake.tests.factories import NOW, a_branch_hall

pytestmark = [pytest.mark.usefixtures("several_writers"), pytest.mark.django_db(transaction=True)]
DAY = dt.date(2011, 1, 17)


def counted(premises, by) -> str:
    try:
        enter_total(
            premises=premises,
            business_day=DAY,
            channel="queue",
            service=None,
            figures=Figures(240),
            reason="取号机故障",
            by=by,
            now=NOW,
        )
    except CannotCount:
        return "told"
    except IntegrityError:
        return "refused by the database"
    return "counted"


def test_of_two_who_count_the_same_day_at_once_one_is_told():
    premises, by = alone(a_branch_hall)
    came = at_once(lambda: counted(premises, by), lambda: counted(premises, by))
    assert sorted(came) == ["counted", "told"]
    assert alone(DayTotal.objects.count) == 1


def test_the_twin_that_looks_away_is_refused_by_the_database(monkeypatch):
    """Without the look at what stands there, only the constraint is left."""
    premises, by = alone(a_branch_hall)
    write = totals._write
    monkeypatch.setattr(totals, "_check_beside", lambda there, service: None)
    monkeypatch.setattr(totals, "_write", lambda before, *rest: write(None, *rest))
    came = at_once(lambda: counted(premises, by), lambda: counted(premises, by))
    assert sorted(came) == ["counted", "refused by the database"]
