"""A query worded once finds what it finds worded anew, and nothing of whom it was prepared for."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db.models import Count, IntegerField, Subquery
from django.utils import timezone

from core.models import Notification
from core.prepared import Prepared
from org.models import Person
from org.tests.factories import a_person

pytestmark = pytest.mark.django_db
NOBODY = {"person": -5, "before": dt.datetime(9000, 1, 1, tzinfo=dt.UTC)}
NOR_SHE = {"person": -6, "before": dt.datetime(9001, 1, 1, tzinfo=dt.UTC)}


def unread_of(values):
    """One row with how many notices a person has from before a moment."""
    rows = Notification.objects.filter(recipient=values["person"], created_at__lt=values["before"]).order_by()
    number = Subquery(rows.values("recipient").annotate(number=Count("*")).values("number"), IntegerField())
    return Person.objects.filter(pk=values["person"]).values_list(number, "created_at")


def test_it_is_asked_with_other_values():
    people, now = [a_person(), a_person()], timezone.now()
    for person, times in zip(people, (1, 3), strict=True):
        Notification.objects.bulk_create(
            Notification(recipient=person, kind="x", key=f"{person.pk}-{one}", created_at=now) for one in range(times)
        )
    prepared = Prepared(unread_of, NOBODY, NOR_SHE)
    for moment in (now + dt.timedelta(hours=1), now - dt.timedelta(days=2)):
        for person in people:
            values = {"person": person.pk, "before": moment}
            assert prepared.ask(values) == list(unread_of(values))


def test_a_value_that_enters_in_another_form_is_found_out():
    def a_day_before(values):
        return unread_of(values | {"before": values["before"] - dt.timedelta(days=1)})

    with pytest.raises(ValueError, match="another form"):
        Prepared(a_day_before, NOBODY, NOR_SHE)


def test_a_value_that_shapes_the_query_is_found_out():
    def for_one_alone(values):
        rows = unread_of(values)
        return rows.filter(is_active=True) if values["person"] == NOBODY["person"] else rows

    with pytest.raises(ValueError, match="shape"):
        Prepared(for_one_alone, NOBODY, NOR_SHE)


def test_a_value_that_is_missing_is_asked_for():
    prepared = Prepared(unread_of, NOBODY, NOR_SHE)
    with pytest.raises(KeyError):
        prepared.ask({"person": 1})
