"""What a page, a sheet or a machine asks of results: which tests, put together how, within whose reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Max

from core.periods.rules import Month, Period, month_period
from halls.spottests.models import Sitting, SpotTest
from halls.spottests.selectors import by_district, by_hall, by_person, halls_within, in_days
from org.access.choices import Right
from org.units.selectors import highest_of

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet

    from halls.spottests.forms import ResultFilter
    from halls.spottests.models import TestQuerySet
    from halls.spottests.rules import Ranked
    from org.people.models import Person


@dataclass(frozen=True)
class Asked:
    """`test` is the one named, if any; `period` says which months otherwise."""

    by: str
    period: Period
    test: SpotTest | None
    tests: QuerySet[SpotTest]
    rows: list[Ranked]

    @property
    def in_districts(self) -> bool:
        return self.by == "district"


def asked_of(person: Person, chosen: ResultFilter, *, today: dt.date) -> Asked | None:
    """Results within the person's reach; None for a test out of sight.

    Tests that have not begun are left out: nobody could be asked in them, and they would thin every share.
    """
    chosen.is_valid()
    said = chosen.cleaned_data
    span = said.get("period") or last_held(tests_in_reach(person), today=today)
    named: SpotTest | None = None
    tests: QuerySet[SpotTest] = in_days(tests_in_reach(person), span.first_day, span.last_day)
    if said.get("test"):
        named = SpotTest.objects.visible_to(person).filter(pk=said["test"]).first()
        if named is None:
            return None
        tests = SpotTest.objects.filter(pk=named.pk)
    by = said.get("by") or "hall"
    tests = tests.filter(started_at__isnull=False)
    return Asked(by, span, named, tests, standings(person, tests, by))


def last_held(tests: QuerySet[SpotTest], *, today: dt.date) -> Period:
    """The last month in which one of the tests began, so that a page never opens on nothing; else this month."""
    held = tests.filter(started_at__isnull=False).aggregate(last=Max("day"))["last"]
    return month_period(Month.of(held or today))


def tests_in_reach(person: Person) -> TestQuerySet:
    """Tests of which the person sees results: those of one's units, and those with halls among them."""
    mine = halls_within(person, SpotTest.objects.all()).values("test")
    return SpotTest.objects.visible_to(person) | SpotTest.objects.filter(pk__in=mine)


def standings(person: Person, tests: QuerySet[SpotTest], by: str) -> list[Ranked]:
    """The ranking of districts, halls or people, of what the person may see."""
    sittings = Sitting.objects.visible_to(person).filter(test__in=tests)
    if by == "person":
        return by_person(sittings)
    halls = halls_within(person, tests)
    top = highest_of({*person.paths_for(Right.CHECK_VIEW), *person.paths_for(Right.SPOT_TEST_EDIT)})
    return by_district(sittings, halls, top) if by == "district" and top else by_hall(sittings, halls)
