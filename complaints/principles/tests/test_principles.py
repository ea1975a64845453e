from __future__ import annotations

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from complaints.batches.models import Batch, BatchMember
from complaints.principles.rules import PRINCIPLES, Place, principles_at
from complaints.principles.wiring import beside
from complaints.tests.factories import A_MONDAY, a_complaint
from complaints.tickets.services import void_complaint
from org.people.choices import Role
from org.tests.factories import a_person, a_unit


def codes(found) -> list[str]:
    return [principle.code for principle in found]


def test_each_principle_names_its_clause_and_acts_somewhere():
    assert len({principle.code for principle in PRINCIPLES}) == len(PRINCIPLES) == 7
    assert all(str(principle.source).startswith("S2") and principle.places for principle in PRINCIPLES)


def test_a_group_complaint_is_met_by_the_department_head_and_one_spokesman():
    assert codes(principles_at(Place.BATCH)) == ["head_first", "one_voice"]


def test_a_promise_stays_within_ones_authority():
    with translation.override("en"):
        said = Template('{% load principles %}{% principles "promise" %}').render(Context())
    assert "promise nothing beyond your authority" in said


@pytest.mark.django_db
def test_beside_a_ticket_stand_those_that_act_on_it():
    branch = a_unit()
    person = a_person(Role.HANDLER, at=branch)
    complaint = a_complaint(at=branch)
    assert codes(beside(complaint, person, A_MONDAY)) == ["timely", "principled"]
    threatened = a_complaint(at=branch, phone="", tendency="exposure")
    assert codes(beside(threatened, person, A_MONDAY)) == ["timely", "principled", "clear", "danger", "one_voice"]
    batch = Batch.objects.create(
        number="B1", state="proposed", found_by="hand", key="1", title="同一套餐", unit=branch, unit_path=branch.path,
        proposed_at=A_MONDAY,
    )  # fmt: skip
    BatchMember.objects.create(batch=batch, complaint=complaint, added_at=timezone.now())
    assert "head_first" in codes(beside(complaint, person, A_MONDAY))
    void_complaint(complaint=complaint, reason="重复", by=None, now=A_MONDAY)
    assert beside(complaint, person, A_MONDAY) is None
