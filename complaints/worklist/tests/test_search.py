from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from complaints.tests.factories import A_MONDAY, a_complaint
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db


def search(person, words):
    client = Client()
    client.force_login(person)
    return client.get(reverse("search"), {"q": words})


def test_a_ticket_number_jumps():
    branch = a_unit()
    complaint = a_complaint(at=branch)
    answer = search(a_person(Role.HANDLER, at=branch), complaint.number.lower())
    assert answer.headers["Location"] == f"/complaints/{complaint.number}/"


def test_a_number_outside_the_scope_is_not_betrayed():
    foreign = a_complaint(at=a_unit("临安分公司"))
    stranger = a_person(Role.HANDLER, at=a_unit())
    answer = search(stranger, foreign.number)
    assert answer.status_code == 200
    assert answer.context["page"].count == 0


def test_results_and_counts_are_only_of_the_scope():
    branch = a_unit()
    hall, other = a_unit("桂花", under=branch), a_unit("春北", under=branch)
    a_complaint(at=hall)
    a_complaint(at=other)
    page = search(a_person(Role.COUNTER_STAFF, at=hall), "家庭网").context["page"]
    assert (page.count, len(page.rows)) == (1, 1)


def test_two_characters_are_enough_and_blanks_mean_and():
    branch = a_unit()
    a_complaint(at=branch, text="室内信号弱，掉线")
    handler = a_person(Role.HANDLER, at=branch)
    assert search(handler, "掉线").context["page"].count == 1
    assert search(handler, "掉线 漫游").context["page"].count == 0


def test_a_whole_phone_number_does_not_stay_in_the_address():
    branch = a_unit()
    a_complaint(at=branch, phone="13805715678")
    answer = search(a_person(Role.HANDLER, at=branch), "138 0571 5678")
    assert answer.headers["Location"].endswith("?q=5678")


def test_who_sees_no_complaints_does_not_search_them():
    assert search(a_person(Role.FINANCE, at=a_unit()), "家庭网").status_code == 403


def test_a_frequent_word_shows_its_newest_tickets_and_stops_counting(monkeypatch):
    branch = a_unit()
    monkeypatch.setattr("complaints.worklist.selectors.SEARCH_COUNT_UP_TO", 3)
    monkeypatch.setattr("complaints.worklist.selectors.SEARCH_SHOWN", 2)
    tickets = [a_complaint(at=branch, text="通话掉线", now=A_MONDAY + dt.timedelta(minutes=n)) for n in range(5)]
    page = search(a_person(Role.SERVICE_MANAGER, at=branch), "掉线").context["page"]
    assert [row.number for row in page.rows] == [tickets[4].number, tickets[3].number]
    assert (page.count, page.counted_all) == (3, False)
