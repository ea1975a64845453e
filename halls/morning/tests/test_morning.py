"""Yesterday's page: every figure from the room that owns it, its rows one press away, the worst hall first."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from complaints.tests.factories import a_complaint
from core.api.tokens import create_token
from halls.book.choices import BookState
from halls.book.services import set_book_rule
from halls.checks.tests.factories import a_run, a_version, sent
from halls.morning.rules import worst_first
from halls.morning.selectors import days_of
from halls.premises.models import Premises
from halls.queue import services as queue
from halls.rush import services as rush
from halls.tests.factories import MORNING, ZONE, a_hall, a_rule, a_session, a_visit, minutes
from org.access.choices import Right
from org.people.choices import Role
from org.people.models import Person
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
DAY = MORNING.date()
NEXT = dt.datetime(2011, 1, 18, 8, 0, tzinfo=ZONE)


@pytest.fixture(autouse=True)
def clock(time_machine) -> Any:
    time_machine.move_to(NEXT, tick=False)
    with translation.override("en"):
        yield time_machine


@pytest.fixture
def branch():
    return a_unit()


@pytest.fixture
def hall(branch) -> Premises:
    return a_hall(under=branch)


@pytest.fixture
def leader(branch):
    leader = a_person(Role.SERVICE_MANAGER, at=branch)
    Person.objects.filter(pk=leader.pk).update(language="en")
    return leader


def a_busy_day(hall: Premises) -> None:
    """Ten numbers at nine: eight served at once, one after twenty minutes, one nobody called."""
    a_rule(hall.unit)
    session = a_session(hall)
    for _number in range(10):
        a_visit(hall)
    for number in range(9):
        at = minutes(20 if number == 8 else 1)
        visit = queue.call_next(session=session, now=at)
        queue.start(visit=visit, session=session, now=at)
        queue.finish(visit=visit, session=session, now=at)
    queue.close_day(premises=hall, day=DAY, now=NEXT)


def test_a_day_is_told_in_figures_that_open_their_rows(hall, branch, leader, client):
    a_busy_day(hall)
    emergency = rush.open_by_hand(premises=hall, words="发薪日", by=leader, now=minutes(15))
    rush.close_emergency(emergency=emergency, result="分流", by=leader, now=minutes(40))
    complaint = a_complaint(at=hall.unit, received_at=minutes(60))
    sheet = a_version(branch).template
    set_book_rule(
        unit=branch, valid_from=DAY, template=sheet, meeting_at=dt.time(9, 30), note="年初", by=leader, now=NEXT
    )
    manager = a_person(Role.HALL_MANAGER, at=hall.unit)
    sent(a_run(hall.unit, sheet, by=manager, now=MORNING), now=minutes(5), tv="fail")
    client.force_login(leader)
    page = client.get(reverse("morning", args=[hall.unit.code])).context["page"]
    figures = {one.name: one for one in page.figures}
    assert figures["Tickets"].value == "10"
    # Two of ten passed ten minutes: the one called late, and the one that nobody called until the hall closed.
    assert (figures["Overtime share"].value, figures["Overtime share"].is_late) == ("20.0 %", True)
    assert "2 of 10" in figures["Overtime share"].note
    assert figures["Closed by the system at night"].value == "1"
    assert figures["Complaints received"].value == "1"
    assert page.complaints[0][0] == complaint.number
    assert page.book.state == "in_time"
    assert page.findings[0][0] == "电视机已开且有声音"
    assert page.emergencies[0].review == "not looked back on"
    assert page.busiest == [("09:00–09:30", "10 tickets", page.busiest[0][2])]
    assert "Overtime share 20.0 %, above the line of 10%." in page.sentences
    for one in page.figures:
        if one.url.startswith("/"):
            assert client.get(one.url).status_code == 200, one.url
    over = client.get(figures["Overtime share"].url).content.decode()
    assert over.count("A009") >= 1
    assert "A002" not in over


def test_what_nobody_measured_is_a_word(hall, leader, client):
    client.force_login(leader)
    page = client.get(reverse("morning", args=[hall.unit.code])).context["page"]
    figures = {one.name: one.value for one in page.figures}
    assert figures["Overtime share"] == "Not set"
    assert figures["Nine of ten waited at most"] == figures["Counter utilisation"] == "No data"
    assert page.book.label == "Not set"
    assert "No customers were counted." in page.sentences


def test_a_reader_sees_no_more_than_the_reader_may(hall, client):
    """Somebody who sees halls and checks but no complaints is told so, not that there were none."""
    a_busy_day(hall)
    a_complaint(at=hall.unit, received_at=minutes(60))
    stranger = a_person(Role.SERVICE_MANAGER, at=a_unit("临安分公司"))
    (day,) = days_of([hall], DAY, reader=stranger, now=NEXT)
    assert (day.complaints, day.complaint_rows, day.actions_open) == (None, [], None)
    assert day.tally.tickets == 10


def test_a_day_that_has_not_begun_has_no_page(hall, leader, client):
    client.force_login(leader)
    assert client.get(reverse("morning", args=[hall.unit.code]), {"day": "2011-01-19"}).status_code == 404
    assert client.get(reverse("morning", args=[hall.unit.code]), {"day": "2011-01-14"}).status_code == 200


def test_the_worst_hall_stands_in_front(hall, branch, leader, client):
    a_busy_day(hall)
    calm = a_hall("春北营业厅", under=branch)
    a_rule(calm.unit)
    client.force_login(leader)
    answer = client.get(reverse("mornings"))
    assert [line.code for line in answer.context["lines"]] == [hall.unit.code, calm.unit.code]
    assert hall.unit.name in answer.context["sentence"]


def test_a_book_not_done_weighs_more_than_a_queue():

    said = {"line": Decimal(10), "emergencies": 0, "path": "1"}
    missing = worst_first(book=BookState.MISSING, share=None, **said)
    over = worst_first(book=BookState.IN_TIME, share=Decimal("0.2"), **said)
    at_line = worst_first(book=BookState.IN_TIME, share=Decimal("0.1"), **said)
    assert sorted([at_line, over, missing]) == [missing, over, at_line]


def test_many_halls_cost_no_more_questions_than_few(branch, leader, django_assert_max_num_queries):
    halls = [a_hall(f"营业厅{number}", under=branch) for number in range(8)]
    for hall in halls:
        a_rule(hall.unit)
    with django_assert_max_num_queries(32):
        assert len(days_of(halls, DAY, reader=leader, now=NEXT)) == 8


def test_machines_read_the_same(hall, leader, client):
    a_busy_day(hall)
    _token, secret = create_token(
        by=leader, name="晨会屏", scopes=[Right.CHECK_VIEW, Right.HALL_VIEW], now=NEXT, expires_at=minutes(60 * 48)
    )
    head = {"authorization": f"Bearer {secret}"}
    said = client.get(reverse("api_morning", args=[hall.unit.code]), headers=head).json()
    assert (said["tickets"], said["overtime"], said["measured"], said["book"]) == (10, 2, 10, "unset")
    assert [one["hall"] for one in client.get(reverse("api_mornings"), headers=head).json()["halls"]] == [
        hall.unit.code
    ]
