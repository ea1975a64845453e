"""The customer's page: place, counter, and giving the number up (H14)."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from halls.queue import services
from halls.queue.choices import Outcome
from halls.queue.models import Visit
from halls.tests.factories import MORNING, a_hall, a_session, a_visit, minutes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_nine(time_machine):
    time_machine.move_to(MORNING, tick=False)


def page_of(visit: Visit) -> str:
    return Client().get(reverse("follow", args=[visit.follow_key])).content.decode()


def test_a_number_is_followed_from_waiting_to_the_end():
    hall = a_hall()
    session = a_session(hall, "2")
    a_visit(hall)
    visit = a_visit(hall)
    page = page_of(visit)
    assert "A002" in page
    assert "前面还有 1 " in page
    first = services.call_next(session=session, now=minutes(1))
    services.start(visit=first, session=session, now=minutes(1))
    services.finish(visit=first, session=session, now=minutes(2))
    called = services.call_next(session=session, now=minutes(3))
    assert called == visit
    assert "follow-now" in page_of(visit)
    services.start(visit=called, session=session, now=minutes(4))
    services.finish(visit=called, session=session, now=minutes(5))
    assert "follow.js" not in page_of(visit)


def test_nobody_finds_a_number_by_guessing():
    """H14: neither by the number that is printed, nor by its row."""
    visit = a_visit(a_hall())
    for key in (visit.label, str(visit.pk), "x" * 20, visit.follow_key[:-1]):
        assert Client().get(reverse("follow", args=[key])).status_code == 404
    assert len(visit.follow_key) >= 20


def test_an_address_that_was_mistyped_tells_a_customer_what_to_do_and_nothing_of_the_house():
    page = Client().get(reverse("follow", args=["nonsense"])).content.decode()
    with translation.override("zh-hans"):
        assert gettext("This number is not known here") in page
    assert "robots" in page
    assert reverse("home") not in re.findall(r'href="([^"]*)"', page)
    assert reverse("sign_in") not in page


def test_a_number_is_given_up_once():
    hall = a_hall()
    visit = a_visit(hall)
    address = reverse("follow_leave", args=[visit.follow_key])
    assert Client().get(address).status_code == 405
    assert Client().post(address).status_code == 302
    visit.refresh_from_db()
    assert visit.outcome == Outcome.LEFT
    assert Client().post(address).status_code == 409
