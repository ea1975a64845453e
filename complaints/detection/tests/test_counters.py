from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import translation

from complaints.casework.services import casework_of
from complaints.categories.choices import Tree
from complaints.detection.selectors import counters, number_in_words
from complaints.remedies.choices import OfferKind, OfferState
from complaints.remedies.models import Offer
from complaints.tests.factories import A_MONDAY, A_PHONE, a_category, a_complaint
from complaints.tickets.filters import matching
from complaints.tickets.models import Complaint
from complaints.tickets.selectors import likely_duplicates
from complaints.tickets.services import reopen_complaint, void_complaint
from core.phones.services import digest_of
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
TEXT = "未经同意被加入家庭网，每月扣费，要求取消并退费。"


def figures(person, at=A_MONDAY, of=None):
    with translation.override("en"):
        found = counters(person, phone_digest=digest_of(A_PHONE), at=at, of=of)
    return {one.label: one.count for one in found}


@pytest.fixture
def manager():
    return a_person(Role.SERVICE_MANAGER, at=a_unit(), language="en")


def listed(person, **filters):
    return {row.number for row in matching(person, filters, now=A_MONDAY)}


def test_a_repeat_is_the_same_number_within_the_days_that_are_set(manager, settings):
    settings.COMPLAINT_REPEAT_DAYS = 30
    first = a_complaint(now=A_MONDAY - 31 * DAY)
    second = a_complaint(now=A_MONDAY - 30 * DAY)
    third = a_complaint(now=A_MONDAY)
    a_complaint(now=A_MONDAY, phone="13805710099")
    assert figures(manager, of=third)["Repeat"] == 1
    assert listed(manager, repeat="1") == {second.number, third.number}
    settings.COMPLAINT_REPEAT_DAYS = 29
    assert figures(manager, of=third)["Repeat"] == 0
    assert listed(manager, repeat="1") == {second.number}
    assert first.number not in listed(manager, repeat="1")


def test_tickets_without_a_number_repeat_nothing(manager):
    a_complaint(phone="")
    a_complaint(phone="")
    assert listed(manager, repeat="1") == set()


def test_a_void_ticket_is_repeated_by_none(manager):
    earlier = a_complaint(now=A_MONDAY - DAY)
    a_complaint()
    void_complaint(complaint=earlier, reason="录错", by=manager, now=A_MONDAY)
    assert listed(manager, repeat="1") == set()


def test_closing_and_registering_anew_is_still_a_repeat(manager):
    """C19: whatever the clerk calls it."""
    earlier = a_complaint(now=A_MONDAY - DAY)
    Complaint.objects.filter(pk=earlier.pk).update(state="closed", outcome="duplicate", closed_at=A_MONDAY)
    again = a_complaint()
    assert listed(manager, repeat="1") == {again.number}


def test_skip_level_is_outside_after_a_ticket_of_ours(manager):
    unrelated = a_complaint(channel="media", phone="13805710077")
    ours = a_complaint(now=A_MONDAY - DAY)
    outside = a_complaint(channel="regulator")
    assert listed(manager, skip_level="1") == {outside.number}
    assert figures(manager)["Skip-level"] == 1
    assert {ours.number, unrelated.number}.isdisjoint(listed(manager, skip_level="1"))


def test_outside_first_and_ours_after_is_no_skip_level(manager):
    a_complaint(channel="regulator", now=A_MONDAY - DAY)
    a_complaint()
    assert listed(manager, skip_level="1") == set()


def test_reopenings_and_refunds_are_counted_from_what_happened(manager):
    complaint = a_complaint()
    Complaint.objects.filter(pk=complaint.pk).update(state="closed", outcome="solved", closed_at=A_MONDAY)
    complaint.refresh_from_db()
    reopen_complaint(complaint=complaint, reason="timed_out", note="", by=manager, now=A_MONDAY)
    Offer.objects.create(
        casework=casework_of(complaint),
        kind=OfferKind.REFUND,
        state=OfferState.DELIVERED,
        made_by=manager,
        made_at=A_MONDAY,
        approved_at=A_MONDAY,
        delivered_at=A_MONDAY,
        delivered_by=manager,
    )
    assert figures(manager) == {"Repeat": 1, "Reopened": 1, "Skip-level": 0, "Refund": 1}
    later = A_MONDAY + 60 * DAY
    assert figures(manager, at=later) == {"Repeat": 0, "Reopened": 0, "Skip-level": 0, "Refund": 1}
    assert figures(manager, at=A_MONDAY + 91 * DAY)["Refund"] == 0


def test_what_others_may_not_see_is_not_counted(manager):
    elsewhere = a_unit("临安分公司")
    a_complaint(at=elsewhere, now=A_MONDAY - DAY)
    stranger = a_person(Role.SERVICE_MANAGER, at=a_unit("桐庐分公司"))
    assert figures(stranger)["Repeat"] == 0
    assert number_in_words(digest_of(A_PHONE), stranger, A_MONDAY) == []


def test_the_ticket_shows_its_counters_with_what_they_mean(manager, client):
    a_complaint(now=A_MONDAY - DAY)
    complaint = a_complaint()
    client.force_login(manager)
    html = client.get(reverse("complaint_beside", args=[complaint.number])).content.decode()
    assert "other tickets of this number in the 30 days before" in html


def test_the_form_tells_of_the_number(manager, client):
    earlier = a_complaint()
    Complaint.objects.filter(pk=earlier.pk).update(received_at=dt.datetime.now(dt.UTC))
    client.force_login(manager)
    address = reverse("complaint_duplicates")
    assert "Repeat: 1" in client.post(address, {"phone": A_PHONE, "text": ""}).content.decode()
    assert "Repeat" not in client.post(address, {"phone": "13805710055", "text": ""}).content.decode()


def test_words_are_compared_within_the_unit_and_less_likeness_will_do_for_one_phenomenon(manager):
    unit, other = a_unit("城区营业厅"), a_unit("新登营业厅")
    phenomenon = a_category("强制加入", tree=Tree.PHENOMENON)
    here = a_complaint(at=unit, text=TEXT, phenomenon=phenomenon, phone="13805710001")
    there = a_complaint(at=other, text=TEXT, phone="13805710002")
    admin = a_person(Role.SERVICE_MANAGER, at=unit)

    def found(text, person=manager, **more):
        said = {"phone_digest": "", "text": text, "received_at": A_MONDAY} | more
        return [one.complaint.number for one in likely_duplicates(person, **said)]

    assert set(found(TEXT, admin)) == {here.number}
    similar = "未经同意被加入家庭网，每月扣费，希望给个说法赔偿损失"
    assert found(similar, admin, unit=unit) == []
    assert found(similar, admin, unit=unit, phenomenon=phenomenon) == [here.number]
    assert there.number not in found(TEXT, admin, unit=other)
