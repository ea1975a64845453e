"""Two sweeps, or a sweep and a person, at the same moment: one emergency. With the twin that has the guard off."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection

from core.notifications.models import Notification
from core.tests.writers import alone, at_once
from halls.premises.models import Premises
from halls.rush import services
from halls.rush.models import Emergency, RushRule
from halls.rush.services import watching
from halls.tests.factories import MORNING, a_hall, a_visit, minutes
from org.people.choices import Role
from org.people.models import Person
from org.tests.factories import a_person

pytestmark = [pytest.mark.usefixtures("several_writers"), pytest.mark.django_db(transaction=True)]
GUARD = next(one for one in Emergency._meta.constraints if one.name == "emergency_one_open")


def a_busy_hall() -> None:
    hall = a_hall()
    RushRule.objects.create(unit=hall.unit, valid_from=dt.date(2011, 1, 1), made_at=MORNING, queue_length=3)
    a_person(Role.HALL_MANAGER, at=hall.unit)
    for _number in range(3):
        a_visit(hall)


def look() -> int:
    return services.sweep(now=minutes(1))


def test_two_sweeps_open_one_and_tell_once():
    alone(a_busy_hall)
    assert sorted(at_once(look, look, look)) == [0, 0, 1]
    assert alone(Emergency.objects.count) == 1
    assert alone(Notification.objects.count) == 1


def test_a_person_and_the_sweep_open_one():
    alone(a_busy_hall)

    def by_hand() -> int:
        leader = Person.objects.get()
        services.open_by_hand(premises=Premises.objects.get(), words="人多", by=leader, now=minutes(1))
        return 1

    came = at_once(look, by_hand)
    assert alone(Emergency.objects.count) == 1
    assert [isinstance(one, int | services.CannotOpen) for one in came] == [True, True]


def test_the_twin_without_the_constraint_opens_two(monkeypatch):
    """Each sweep has read that none is open before either writes: only the database stands between them."""
    alone(a_busy_hall)

    def without_guard() -> None:
        with connection.schema_editor() as editor:
            editor.remove_constraint(Emergency, GUARD)

    def with_guard() -> None:
        Emergency.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Emergency, GUARD)

    alone(without_guard)
    try:
        here = alone(lambda: watching.halls_now(Premises.objects.select_related("unit"), now=minutes(1))[0])
        trigger = "queue"

        def open_it() -> bool:
            return services.open_by_rule(here, watching.Trigger(trigger), now=minutes(1)) is not None

        assert at_once(open_it, open_it) == [True, True]
        assert alone(Emergency.objects.count) == 2
    finally:
        alone(with_guard)


def test_two_who_end_it_at_once_end_it_once():
    alone(a_busy_hall)
    alone(look)

    def close() -> str:
        emergency = Emergency.objects.select_related("premises__unit").get()
        return services.close_emergency(
            emergency=emergency, result="平稳", by=Person.objects.get(), now=minutes(2)
        ).ended

    came = at_once(close, close)
    assert sorted(isinstance(one, services.CannotEnd) for one in came) == [False, True]
