"""Two at the same moment: one shift, one swap; with the twins that hold nothing."""

from __future__ import annotations

import pytest
from django.db import connection

from core.tests.writers import alone, at_once
from halls.rosters.models import Shift, Swap
from halls.rosters.services import CannotRoster, CannotSwap, ask_swap, shifts
from halls.rosters.tests.factories import NOW, a_floor, a_shift, published, seen
from halls.tests.factories import a_hall
from org.people.choices import Role
from org.people.models import Posting

pytestmark = [pytest.mark.usefixtures("several_writers"), pytest.mark.django_db(transaction=True)]


def two_halls():
    floor = a_floor()
    other = a_hall("延安路营业厅", under=floor.branch)
    Posting.objects.create(person=floor.first, unit=other.unit, role=Role.COUNTER_STAFF, starts_on="2000-01-01")
    return floor, other


def rostered(floor, hall) -> str:
    try:
        a_shift(floor, floor.first, hall=hall)
    except CannotRoster:
        return "told"
    return "rostered"


def test_two_halls_that_want_one_person_at_once_do_not_both_have_her():
    floor, other = alone(two_halls)
    came = at_once(lambda: rostered(floor, floor.hall), lambda: rostered(floor, other))
    assert sorted(came) == ["rostered", "told"]
    assert alone(Shift.objects.count) == 1


def test_the_twin_that_does_not_look_books_her_twice(monkeypatch):
    floor, other = alone(two_halls)
    monkeypatch.setattr(shifts, "check_free", lambda *_args, **_more: None)
    came = at_once(lambda: rostered(floor, floor.hall), lambda: rostered(floor, other))
    assert came == ["rostered", "rostered"]


def a_published_shift():
    floor = a_floor()
    shift = a_shift(floor, floor.first)
    published(floor)
    return floor, seen(shift)


def asked(floor, shift, colleague) -> str:
    try:
        ask_swap(shift=shift, version=shift.version, colleague=colleague, why="家事", by=floor.first, now=NOW)
    except CannotSwap:
        return "told"
    return "asked"


def test_of_two_swaps_of_one_shift_asked_at_once_one_stands():
    floor, shift = alone(a_published_shift)
    came = at_once(lambda: asked(floor, shift, floor.second), lambda: asked(floor, shift, floor.third))
    assert sorted(came) == ["asked", "told"]
    assert alone(Swap.objects.count) == 1


def test_the_twin_without_the_constraint_asks_both():
    floor, shift = alone(a_published_shift)
    (once,) = (one for one in Swap._meta.constraints if one.name == "swap_open_once")

    def without() -> None:
        with connection.schema_editor() as editor:
            editor.remove_constraint(Swap, once)

    def again() -> None:
        Swap.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Swap, once)

    alone(without)
    try:
        came = at_once(lambda: asked(floor, shift, floor.second), lambda: asked(floor, shift, floor.third))
        assert came == ["asked", "asked"]
    finally:
        alone(again)
