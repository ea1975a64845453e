"""S3 4.4 and 4.5 on rows, and H16: nothing is read before the start, nobody is asked twice."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from core.models import AuditEntry
from core.ui.rules import half_up
from core.versions import ChangedMeanwhile
from halls.spottests import services
from halls.spottests.models import Sitting, SpotTest, TestedHall
from halls.spottests.rules import drawn_from
from halls.spottests.selectors import by_district, by_hall, by_person, cross_halls, to_be_asked
from halls.spottests.services import CannotScore, CannotTest, NotBegun
from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from org.units.choices import UnitKind

pytestmark = pytest.mark.django_db
DAY = dt.date(2019, 8, 23)
NOW = dt.datetime(2019, 8, 23, 2, 0, tzinfo=dt.UTC)
EVERYTHING_RIGHT = dict.fromkeys(range(1, 5), "right")


@pytest.fixture
def branch():
    return a_unit()


@pytest.fixture
def hall(branch):
    return a_unit("北京路", under=branch, kind=UnitKind.HALL)


@pytest.fixture
def holder(branch):
    return a_person(Role.SERVICE_MANAGER, at=branch, name="林晓")


def a_question(unit, number=1, *, approved=None, **more):
    usual = {"topic": "tariff", "valid_from": DAY, "words": f"问题 {number}", "answer": f"口径 {number}"}
    made = services.save_question(unit=unit, by=None, now=NOW, **(usual | more))
    if approved is not None:
        services.approve_question(question=made, version=made.version, by=approved, now=NOW)
    return made


def a_test(branch, halls, holder, *, count=4, day=DAY, **more):
    for number in range(count + 3):
        a_question(branch, number, approved=holder)
    return services.plan_test(
        unit=branch, name="八月抽查", day=day, count=count, halls=halls, by=holder, now=NOW, **more
    )


def begun(test, holder):
    return services.start_test(test=test, version=test.version, by=holder, now=NOW)


def clerks(hall, number):
    return [a_person(Role.COUNTER_STAFF, at=hall, name=f"员工{place}") for place in range(number)]


def drawn_words(test):
    return [one.words for one in services.drawn_last(test)]


def test_only_approved_questions_that_are_valid_that_day_are_drawn(branch, hall, holder):
    below = a_unit("延安路", under=branch, kind=UnitKind.HALL)
    good = [a_question(branch, number, approved=holder) for number in range(3)]
    a_question(branch, 7)  # not approved
    a_question(branch, 8, approved=holder, valid_from=DAY + dt.timedelta(days=1))
    a_question(branch, 9, approved=holder, valid_from=dt.date(2019, 1, 1), valid_until=DAY - dt.timedelta(days=1))
    a_question(below, 10, approved=holder)  # the bank of one hall is not that of the branch
    said = {"unit": branch, "name": "抽查", "day": DAY, "halls": [hall], "by": holder, "now": NOW}
    with pytest.raises(CannotTest) as refused:
        services.plan_test(count=4, **said)
    assert refused.value.field == "count"
    test = services.plan_test(count=3, **said)
    assert sorted(drawn_words(test)) == sorted(one.words for one in good)


def test_what_is_changed_is_approved_again_before_it_is_drawn(branch, hall, holder):
    question = a_question(branch, approved=holder)
    said = {"topic": "tariff", "words": "另一个问题", "answer": "另一种口径", "valid_from": DAY}
    stale = question.version - 1
    with pytest.raises(ChangedMeanwhile):
        services.save_question(unit=branch, question=question, version=stale, by=holder, now=NOW, **said)
    services.save_question(unit=branch, question=question, version=question.version, by=holder, now=NOW, **said)
    assert question.approved_at is None


def test_a_draw_is_given_again_by_its_seed_and_a_second_one_is_seen(branch, hall, holder):
    test = a_test(branch, [hall], holder)
    draw = test.draws.get()
    keys = set(services.Question.objects.valid_at(branch, on=DAY).values_list("pk", flat=True))
    assert drawn_from(keys, 4, seed=draw.seed) == [one.question_id for one in draw.questions.all()]
    with pytest.raises(CannotTest) as refused:
        services.redraw(test=test, reason="", version=test.version, by=holder, now=NOW)
    assert refused.value.field == "reason"
    stale = SpotTest.objects.get(pk=test.pk)
    services.redraw(test=test, reason="一题口径已变", version=test.version, by=holder, now=NOW)
    assert [(one.number, one.reason) for one in test.draws.all()] == [(1, ""), (2, "一题口径已变")]
    with pytest.raises(ChangedMeanwhile):
        services.redraw(test=stale, reason="再来", version=stale.version, by=holder, now=NOW)
    begun(test, holder)
    with pytest.raises(CannotTest):
        services.redraw(test=test, reason="太难", version=test.version, by=holder, now=NOW)


def test_nobody_reads_a_question_before_the_start(branch, hall, holder, client):
    """H16: 403 on the page, for machines and in the export; the search and the trail say nothing either."""
    test = a_test(branch, [hall], holder)
    with pytest.raises(NotBegun) as refused:
        services.read_questions(test)
    assert refused.value.status == 403
    client.force_login(holder)
    closed = [
        reverse("spot_test_questions", args=[test.pk]),
        reverse("spot_test_score", args=[test.pk]),
        reverse("api_spot_test_questions", args=[test.pk]),
        f"{reverse('export', args=['spot-questions', 'xlsx'])}?test={test.pk}",
    ]
    for address in closed:
        assert client.get(address).status_code == 403, address
    seed = test.draws.get().seed
    words = drawn_words(test)
    for address in (
        reverse("spot_test", args=[test.pk]),
        reverse("api_spot_test", args=[test.pk]),
        f"{reverse('palette')}?q={words[0]}",
    ):
        body = client.get(address).content.decode()
        assert seed not in body
        assert not any(one in body for one in words) or "palette" in address
    kept = " ".join(str(entry.data) + entry.about_label for entry in AuditEntry.objects.all())
    assert seed not in kept
    assert not any(one in kept for one in words)
    begun(test, holder)
    for address in closed:
        answer = client.get(address)
        assert answer.status_code == 200, address
        if answer.streaming:
            assert b"".join(answer.streaming_content)


def test_who_is_asked_reads_nothing_at_any_time(branch, hall, holder, client):
    test = begun(a_test(branch, [hall], holder), holder)
    (clerk,) = clerks(hall, 1)
    client.force_login(clerk)
    for name in ("spot_test_questions", "api_spot_test_questions", "spot_test_score"):
        assert client.get(reverse(name, args=[test.pk])).status_code in (403, 404)
    assert client.get(reverse("questions")).status_code == 403


def test_a_test_begins_on_its_day_and_once(branch, hall, holder):
    test = a_test(branch, [hall], holder, day=DAY + dt.timedelta(days=1))
    with pytest.raises(CannotTest, match="not before"):
        begun(test, holder)
    later = NOW + dt.timedelta(days=1)
    stale = SpotTest.objects.get(pk=test.pk)
    services.start_test(test=test, version=test.version, by=holder, now=later)
    with pytest.raises(ChangedMeanwhile):
        services.start_test(test=stale, version=stale.version, by=holder, now=later)


def test_a_person_has_one_attempt(branch, hall, holder):
    test = a_test(branch, [hall], holder)
    one, two = clerks(hall, 2)
    said = {"test": test, "by": holder, "now": NOW}
    with pytest.raises(CannotTest):
        services.score_person(person=one, results=EVERYTHING_RIGHT, **said)
    begun(test, holder)
    first = services.score_person(person=one, results={1: "right", 2: "part", 3: "wrong", 4: "right"}, **said)
    assert first.score == Decimal("62.50")
    with pytest.raises(CannotScore, match="already"):
        services.score_person(person=one, results=EVERYTHING_RIGHT, **said)
    assert Sitting.objects.get().score == Decimal("62.50")
    assert [person for person, _hall in to_be_asked(test)] == [two]
    with pytest.raises(CannotScore):
        services.score_person(person=two, results={1: "right"}, **said)


def test_somebody_of_another_hall_is_not_asked_and_nobody_scores_himself(branch, hall, holder):
    elsewhere = a_unit("延安路", under=branch, kind=UnitKind.HALL)
    (stranger,) = clerks(elsewhere, 1)
    test = begun(a_test(branch, [hall], holder), holder)
    for person in (stranger, holder):
        with pytest.raises(CannotScore):
            services.score_person(test=test, person=person, results=EVERYTHING_RIGHT, by=holder, now=NOW)


def test_the_share_is_taken_of_those_who_are_asked_until_somebody_counts_otherwise(branch, hall, holder):
    """Whoever leads a hall is asked like whoever serves in it, and so belongs to those the share is taken of."""
    clerks(hall, 3)
    a_person(Role.HALL_MANAGER, at=hall)
    auditor = a_person(Role.AUDITOR, at=hall)
    test = a_test(branch, [hall], holder)
    row = test.halls.select_related("unit", "test").get()
    assert row.staff == len(to_be_asked(test)) == 4
    begun(test, holder)
    with pytest.raises(CannotScore):
        services.score_person(test=test, person=auditor, results=EVERYTHING_RIGHT, by=holder, now=NOW)
    services.set_staff(hall=row, staff=5, by=holder, now=NOW)
    assert by_hall(Sitting.objects.all(), test.halls.all())[0].standing.staff == 5


HALLS = {
    "北京路": (27, 31, "87.1", "95.0"),
    "中泉": (33, 40, "82.5", "94.5"),
    "西北路": (59, 72, "81.9", "93.0"),
    "钱塘": (41, 51, "80.4", "92.2"),
    "南湖东": (42, 55, "76.4", "90.5"),
}
DISTRICTS = {"新市区": (63, 73, "86.3", "96.5"), "沙区": (65, 81, "80.2", "92.2"), "天北": (28, 37, "75.7", "91.8")}
PEOPLE = ["98.5", "97.9", "97.6", "97.5", "97.3", "96.8", "96.6", "95.9"]
"""S3 4.5: tested and staff that give the printed shares; the scores as printed. People have invented numbers."""


def sat(test, unit, tested, staff, score):
    hall = TestedHall.objects.create(test=test, unit=unit, staff=staff)
    asked = [a_person(staff_number=f"T{unit.pk}-{place}") for place in range(tested)]
    said = {"test": test, "hall": hall, "score": Decimal(score), "scored_at": NOW, "scored_by": asked[0]}
    Sitting.objects.bulk_create(Sitting(person=person, **said) for person in asked)


def a_bare_test(branch):
    return SpotTest.objects.create(unit=branch, name="口径抽查", day=DAY, count=1, made_at=NOW, started_at=NOW)


def printed(rows):
    return [
        (row.rank, row.standing.name, half_up(row.standing.rate * 100, 1), half_up(row.standing.score, 1))
        for row in rows
    ]


def as_printed(table):
    rows = enumerate(table.items(), start=1)
    return [(rank, name, Decimal(rate), Decimal(score)) for rank, (name, (_t, _s, rate, score)) in rows]


def test_the_table_of_halls_is_the_source_s(branch, django_assert_num_queries):
    test = a_bare_test(branch)
    for name, (tested, staff, _rate, score) in reversed(HALLS.items()):
        sat(test, a_unit(name, under=branch, kind=UnitKind.HALL), tested, staff, score)
    with django_assert_num_queries(2):
        rows = by_hall(Sitting.objects.all(), test.halls.all())
    assert printed(rows) == as_printed(HALLS)


def test_the_table_of_districts_is_the_source_s_with_sums_over_halls(branch, django_assert_num_queries):
    test = a_bare_test(branch)
    for name, (tested, staff, _rate, score) in DISTRICTS.items():
        district = a_unit(name, under=branch, kind=UnitKind.BUREAU)
        parts = [(tested // 3, staff // 4), (tested - tested // 3, staff - staff // 4)]
        for place, (asked, people) in enumerate(parts):
            sat(test, a_unit(f"{name}{place}厅", under=district, kind=UnitKind.HALL), asked, people, score)
    with django_assert_num_queries(3):
        rows = by_district(Sitting.objects.all(), test.halls.all(), branch)
    assert printed(rows) == as_printed(DISTRICTS)


def test_the_table_of_people_is_ranked_by_score(branch, hall):
    test = a_bare_test(branch)
    tested = TestedHall.objects.create(test=test, unit=hall, staff=8)
    for place, score in enumerate(reversed(PEOPLE)):
        person = a_person(staff_number=f"T{place:03d}")
        said = {"test": test, "hall": tested, "scored_at": NOW, "scored_by": person, "score": Decimal(score)}
        Sitting.objects.create(person=person, **said)
    rows = by_person(Sitting.objects.all())
    assert [(row.rank, str(half_up(row.standing.score, 1))) for row in rows] == list(enumerate(PEOPLE, start=1))


def test_in_a_cross_inspection_everybody_is_asked_and_nine_in_ten_answers_are_right(branch, hall, holder):
    people = clerks(hall, 2)
    test = begun(a_test(branch, [hall], holder, count=10, is_cross=True), holder)
    right = dict.fromkeys(range(1, 11), "right")
    said = {"test": test, "by": holder, "now": NOW}
    services.score_person(person=people[0], results=right, has_record=True, **said)
    (row,) = cross_halls([test], test.halls.all())
    assert (row.is_whole, row.correct, row.is_met) == (False, Decimal(1), False)
    services.score_person(person=people[1], results=right | {1: "part", 2: "wrong"}, **said)
    (row,) = cross_halls([test], test.halls.all())
    assert (row.asked, row.answers, row.right, row.recorded) == (2, 20, 18, 1)
    assert (row.is_met, row.correct, row.recorded_share) == (True, Decimal("0.9"), Decimal("0.5"))
