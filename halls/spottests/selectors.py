"""Questions about spot tests: results by district, hall and person; who may still be asked; cross inspections."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, Sum

from core.audit.models import AuditEntry
from core.audit.selectors import Line, line_of
from halls.spottests.choices import HALL_ROLES, Result
from halls.spottests.models import Mark, SittingQuerySet, TestedHall
from halls.spottests.rules import CrossHall, Ranked, Standing, ranked
from org.people.models import Person, Posting
from org.units.models import Unit, below_any
from org.units.rules import STEP_WIDTH

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from halls.spottests.models import SpotTest


def by_hall(sittings: SittingQuerySet, halls: QuerySet[TestedHall]) -> list[Ranked]:
    """S3 4.5 by hall; one in which nobody was tested stands last, without a rank. Two questions."""
    return ranked(_of_halls(sittings, halls).values())


def by_district(sittings: SittingQuerySet, halls: QuerySet[TestedHall], top: Unit) -> list[Ranked]:
    """S3 4.5 by district: the units directly below `top`; sums over their halls, so that shares are ratios of sums.

    Three questions.
    """
    grouped: dict[str, list[Standing]] = defaultdict(list)
    for path, row in _of_halls(sittings, halls).items():
        grouped[path[: len(top.path) + STEP_WIDTH]].append(row)
    units = {unit.path: unit for unit in Unit.objects.filter(path__in=grouped)}
    return ranked(
        Standing(
            units[path].code,
            units[path].name,
            sum(row.tested for row in rows),
            sum(row.staff or 0 for row in rows),
            sum((row.points for row in rows), Decimal(0)),
        )
        for path, rows in grouped.items()
    )


def by_person(sittings: SittingQuerySet) -> list[Ranked]:
    """S3 4.5 by person: the mean of one's scores; a share is no figure of one person. One question."""
    fields = ("person__staff_number", "person__name")
    rows = sittings.order_by().values(*fields).annotate(tested=Count("pk"), points=Sum("score"))
    return ranked(
        Standing(row["person__staff_number"], row["person__name"], row["tested"], None, row["points"]) for row in rows
    )


def _of_halls(sittings: SittingQuerySet, halls: QuerySet[TestedHall]) -> dict[str, Standing]:
    """By the hall's path; several tests of one hall are summed."""
    sums: dict[str, Any] = defaultdict(lambda: {"tested": 0, "points": Decimal(0)})
    counted = sittings.order_by().values("hall__unit__path").annotate(tested=Count("pk"), points=Sum("score"))
    for row in counted:
        sums[row["hall__unit__path"]] = row
    fields = ("unit__path", "unit__code", "unit__name")
    staffed = halls.order_by().values(*fields).annotate(people=Sum("staff"))
    return {
        row["unit__path"]: Standing(
            row["unit__code"],
            row["unit__name"],
            sums[row["unit__path"]]["tested"],
            row["people"],
            sums[row["unit__path"]]["points"],
        )
        for row in staffed
    }


def halls_within(person: Person, tests: QuerySet[SpotTest]) -> QuerySet[TestedHall]:
    """The halls of tests that the person may see results of."""
    reach = {*person.paths_for("check_view"), *person.paths_for("spot_test_edit")}
    return TestedHall.objects.filter(below_any("unit__path", reach), test__in=tests)


def to_be_asked(test: SpotTest) -> list[tuple[Person, str]]:
    """Who serves at a counter of the test's halls that day, or leads one, and was not asked yet; with the hall."""
    posted = Posting.objects.in_force(on=test.day).filter(
        unit__in=test.halls.values("unit"), role__in=HALL_ROLES, person__is_active=True
    )
    asked = test.sittings.values("person")
    rows = (
        posted.exclude(person__in=asked).select_related("person", "unit").order_by("unit__path", "person__name", "pk")
    )
    found: dict[int, tuple[Person, str]] = {}
    for row in rows:
        found.setdefault(row.person_id, (row.person, row.unit.name))
    return list(found.values())


def reopenings_of(test: SpotTest) -> list[Line]:
    """Each time a test that had ended was opened again, with its reason; the newest first."""
    entries = AuditEntry.objects.about(test).filter(verb="test.reopened").order_by("-position")
    return [line_of(entry) for entry in entries]


def cross_halls(tests: Iterable[SpotTest], halls: QuerySet[TestedHall]) -> list[CrossHall]:
    """S3 4.4: in each hall of the cross inspections, everybody asked and how much was right. Three questions."""
    keys = [test.pk for test in tests]
    rows = halls.filter(test__in=keys).select_related("unit", "test").order_by("unit__path", "test__day", "pk")
    marks: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    counted = Mark.objects.filter(sitting__test__in=keys).order_by().values("sitting__hall", "result")
    for row in counted.annotate(number=Count("pk")):
        marks[row["sitting__hall"]][row["result"]] = row["number"]
    people = halls.filter(test__in=keys).order_by().values("pk")
    asked = {
        row["pk"]: (row["asked"], row["kept"])
        for row in people.annotate(asked=Count("sittings"), kept=Count("sittings", filter=Q(sittings__has_record=True)))
    }
    return [
        CrossHall(
            row.unit.name,
            row.staff,
            asked[row.pk][0],
            sum(marks[row.pk].values()),
            marks[row.pk][Result.RIGHT],
            asked[row.pk][1],
        )
        for row in rows
    ]


def in_days(tests: QuerySet[SpotTest], first: dt.date, last: dt.date) -> QuerySet[SpotTest]:
    return tests.filter(day__range=(first, last))
