"""What the page of a ticket costs where every subject has something to say of it, whatever there is of each."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from complaints.callbacks.choices import CallState, Satisfaction
from complaints.callbacks.models import CallBack
from complaints.casework.services import casework_of
from complaints.tests.factories import A_MONDAY
from complaints.tests.full_ticket import a_cast_at, a_full_ticket
from complaints.tickets.models import ComplaintEvent
from org.calendar.services import load_official_years, set_up_default_calendar
from org.people.choices import Role
from org.tests.factories import a_unit

pytestmark = pytest.mark.django_db
PAGE_MOST, BESIDE_MOST, PRINT_MOST = 25, 32, 23
AS_FETCHED = {"beside/": {"HX-Request": "true"}}
EYES = (Role.HANDLER, Role.CALLER, Role.SERVICE_MANAGER, Role.MARKET_MANAGER, Role.GENERAL_MANAGER)


@pytest.fixture
def branch(db):
    set_up_default_calendar(by=None, now=A_MONDAY)
    load_official_years(first=2010, last=2012, by=None, now=A_MONDAY)
    return a_unit()


def asked_for(cast, complaint, verb, **query):
    """How many queries the page costs each of EYES; marks of transactions are none."""
    costs = {}
    for role in EYES:
        client = Client()
        client.force_login(cast[role])
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(f"/complaints/{complaint.number}/{verb}", query, headers=AS_FETCHED.get(verb))
        assert answer.status_code == 200
        costs[role] = sum("SAVEPOINT" not in asked["sql"] for asked in captured.captured_queries)
    return costs


def a_dissatisfied_call(complaint, cast):
    """The customer was reached and is dissatisfied: the page offers a choice."""
    case = casework_of(complaint)
    CallBack.objects.filter(casework=case).update(state=CallState.CANCELLED)
    said = {"satisfaction": Satisfaction.DISSATISFIED, "done_by": cast[Role.CALLER], "done_at": A_MONDAY}
    CallBack.objects.create(
        casework=case, unit_path=complaint.unit_path, made_at=A_MONDAY, not_before=A_MONDAY, state="done", **said
    )


def test_a_ticket_with_everything_on_it_costs_no_more_than_this(branch):
    cast = a_cast_at(branch)
    complaint = a_full_ticket(branch, cast)
    costs = {verb: asked_for(cast, complaint, verb, unit=branch.code) for verb in ("", "beside/", "print/")}
    for verb, most in (("", PAGE_MOST), ("beside/", BESIDE_MOST), ("print/", PRINT_MOST)):
        assert max(costs[verb].values()) <= most, (verb, costs[verb])


def test_it_does_not_grow_with_what_there_is(branch):
    cast = a_cast_at(branch)
    small, large = a_full_ticket(branch, cast, notes=3), a_full_ticket(branch, cast, times=3, phone="13805710043")
    assert ComplaintEvent.objects.filter(complaint=large).count() > 100
    for verb in ("", "beside/", "print/"):
        assert asked_for(cast, large, verb) == asked_for(cast, small, verb), verb


def test_nor_where_the_customer_stays_dissatisfied(branch):
    cast = a_cast_at(branch)
    complaint = a_full_ticket(branch, cast, times=2)
    a_dissatisfied_call(complaint, cast)
    costs = asked_for(cast, complaint, "", unit=branch.code)
    assert max(costs.values()) <= PAGE_MOST, costs
