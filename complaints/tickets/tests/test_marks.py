"""What alarms the chain, or a term set by an authority, hangs on: who may take it back (C22)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from complaints.tests.factories import A_MONDAY, a_complaint
from complaints.tickets.models import Complaint
from complaints.tickets.services import MarkStays, edit_complaint
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return a_unit()


def edited(complaint, by, **said):
    return edit_complaint(complaint=complaint, version=complaint.version, by=by, now=A_MONDAY, **said)


@pytest.mark.parametrize(
    ("said", "field", "to"),
    [
        ({"channel": "media"}, "channel", "counter"),
        ({"channel": "regulator"}, "channel", "media"),
        ({"regulator_number": "GX-1"}, "regulator_number", " "),
        ({"regulator_number": "GX-1"}, "regulator_number", "GX-2"),
        ({"appeal_number": "SS-1"}, "appeal_number", ""),
    ],
)
def test_whoever_handles_a_ticket_does_not_take_its_mark_back(unit, said, field, to):
    complaint = a_complaint(at=unit, **said)
    with pytest.raises(MarkStays) as refused:
        edited(complaint, a_person(Role.HANDLER, at=unit), **{field: to})
    assert (refused.value.status, refused.value.field) == (403, field)
    assert getattr(Complaint.objects.get(), field) == said[field]


@pytest.mark.parametrize("role", [Role.SERVICE_MANAGER, Role.MARKET_MANAGER])
def test_those_who_judge_take_it_back(unit, role):
    complaint = a_complaint(at=unit, channel="regulator", regulator_number="GX-1")
    edited(complaint, a_person(role, at=unit), channel="counter", regulator_number="")
    assert (Complaint.objects.get().channel, Complaint.objects.get().regulator_number) == ("counter", "")


def test_a_manager_of_another_unit_does_not_take_it_back_by_moving_the_ticket(unit):
    complaint, other = a_complaint(at=unit, channel="media"), a_unit("临安分公司")
    with pytest.raises(MarkStays):
        edited(complaint, a_person(Role.SERVICE_MANAGER, at=other), unit=other, channel="counter")


def test_whoever_handles_it_adds_a_mark_and_changes_the_rest(unit):
    handler = a_person(Role.HANDLER, at=unit)
    complaint = a_complaint(at=unit, channel="counter")
    edited(complaint, handler, channel="regulator", regulator_number="GX-1")
    edited(complaint, handler, channel="regulator", regulator_number="GX-1 ", subject="改写的标题")
    assert Complaint.objects.get().subject == "改写的标题"


def test_the_page_says_whom_to_ask(unit, client):
    complaint = a_complaint(at=unit, channel="media")
    client.force_login(a_person(Role.HANDLER, at=unit, language="en"))
    said = {
        "version": 1,
        "unit": unit.code,
        "channel": "counter",
        "subject": "改",
        "text": "原文",
        "customer_class": "normal",
        "customer_level": "ordinary",
    }
    answer = client.post(reverse("complaint_edit", args=[complaint.number]), said)
    assert answer.status_code == 403
    assert "only by those who judge cases" in answer.content.decode()
