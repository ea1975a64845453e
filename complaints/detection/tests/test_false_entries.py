from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from complaints.callbacks.services import reach_customer
from complaints.callbacks.tests.cases import a_case
from complaints.detection.choices import Suspicion, Verdict
from complaints.detection.models import FalseEntry
from complaints.detection.rules import pasted
from complaints.detection.services import CannotReview, OwnEntry, draw_sample, review
from complaints.tests.factories import A_MONDAY, a_complaint
from complaints.tickets.models import Complaint
from complaints.tickets.services import edit_complaint
from complaints.tickets.services.bulk import NewTicket
from complaints.tickets.services.renew import renew_many
from core.models import AuditEntry
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
NOTE = "已联系客户说明并致歉，客户表示理解"
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def unit():
    return a_unit()


@pytest.fixture
def handler(unit):
    return a_person(Role.HANDLER, at=unit, name="陈处理")


@pytest.fixture
def judge(unit):
    return a_person(Role.SERVICE_MANAGER, at=unit)


def closed(unit, by, *, after, note=NOTE, **said):
    complaint = a_complaint(at=unit, **said)
    columns = {"state": "closed", "closed_at": A_MONDAY + after, "closed_by": by, "outcome": "solved"}
    Complaint.objects.filter(pk=complaint.pk).update(outcome_note=note, **columns)
    complaint.refresh_from_db()
    return complaint


def drawn(suspicion, *, now=A_MONDAY + dt.timedelta(days=1)):
    draw_sample(now=now)
    return {entry.complaint.number for entry in FalseEntry.objects.filter(suspicion=suspicion)}


def test_closed_within_the_minutes_that_the_branch_set(unit, handler, settings):
    fast, slow = closed(unit, handler, after=9 * MINUTE), closed(unit, handler, after=11 * MINUTE)
    assert drawn(Suspicion.CLOSED_FAST) == set()
    settings.FALSE_ENTRY_MINUTES = 10
    assert drawn(Suspicion.CLOSED_FAST) == {fast.number}
    assert slow.number not in drawn(Suspicion.CLOSED_FAST)


def test_a_call_without_a_recording():
    case = a_case()
    reach_customer(call=case.call, satisfaction="satisfied", words="满意", by=case.caller, now=A_MONDAY)
    assert drawn(Suspicion.NO_RECORDING) == {case.complaint.number}
    assert FalseEntry.objects.get(suspicion=Suspicion.NO_RECORDING).about == case.caller


def test_the_same_words_on_three_closings_of_one_person(unit, handler, judge):
    same = [closed(unit, handler, after=place * MINUTE) for place in (30, 40, 50)]
    closed(unit, judge, after=60 * MINUTE)
    closed(unit, handler, after=70 * MINUTE, note="上门更换光猫，客户现场试用正常")
    assert drawn(Suspicion.PASTED) == {one.number for one in same}


def test_two_are_chance_and_short_words_too():
    assert pasted([(1, 7, NOTE), (2, 7, NOTE)]) == []
    assert pasted([(pk, 7, "已处理") for pk in range(9)]) == []
    assert pasted([(1, 7, NOTE), (2, 7, f"{NOTE}。"), (3, 7, f" {NOTE}！")]) == [1, 2, 3]


def test_changed_after_closing(unit, handler):
    complaint, untouched = closed(unit, handler, after=MINUTE), closed(unit, handler, after=MINUTE)
    edit_complaint(
        complaint=complaint, version=complaint.version, subject="改写的标题", by=handler, now=A_MONDAY + 5 * MINUTE
    )
    assert drawn(Suspicion.EDITED_AFTER) == {complaint.number}
    assert untouched.number not in drawn(Suspicion.EDITED_AFTER)


def test_drawing_again_adds_nothing_and_keeps_the_verdict(unit, handler, judge, settings):
    settings.FALSE_ENTRY_MINUTES = 10
    closed(unit, handler, after=MINUTE)
    draw_sample(now=A_MONDAY + MINUTE * 9)
    review(entry=FalseEntry.objects.get(), verdict="sound", words="录音齐全", by=judge, now=A_MONDAY)
    assert draw_sample(now=A_MONDAY + dt.timedelta(days=1)) == 0
    assert FalseEntry.objects.get().verdict == Verdict.SOUND


def test_somebody_else_reviews_once_with_words(unit, handler, judge, settings):
    settings.FALSE_ENTRY_MINUTES = 10
    closed(unit, handler, after=MINUTE)
    draw_sample(now=A_MONDAY + 9 * MINUTE)
    entry = FalseEntry.objects.get()
    said = {"entry": entry, "verdict": "false", "now": A_MONDAY}
    with pytest.raises(OwnEntry):
        review(words="没问题", by=handler, **said)
    with pytest.raises(CannotReview):
        review(words=" ", by=judge, **said)
    review(words="通话记录中无此号码", by=judge, **said)
    with pytest.raises(CannotReview):
        review(words="再看", by=judge, **said)
    assert AuditEntry.objects.get(verb="false_entry.reviewed").data["verdict"] == "false"


def test_the_list_and_its_form(unit, handler, judge, client, settings):
    settings.FALSE_ENTRY_MINUTES = 10
    complaint = closed(unit, handler, after=MINUTE)
    draw_sample(now=A_MONDAY + 9 * MINUTE)
    client.force_login(judge)
    assert complaint.number in client.get(reverse("false_entries")).content.decode()
    address = reverse("false_entry_review", args=[FalseEntry.objects.get().pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"verdict": "sound", "words": "录音齐全"}).status_code == 302
    assert complaint.number in client.get(reverse("false_entries"), {"show": "reviewed"}).content.decode()
    client.force_login(handler)
    assert client.get(reverse("false_entries")).status_code == 403
    client.force_login(a_person(Role.SERVICE_MANAGER, at=a_unit("临安分公司")))
    assert client.get(address).status_code == 404


def test_an_entry_follows_its_ticket_to_another_unit(unit, handler, judge, settings):
    settings.FALSE_ENTRY_MINUTES = 10
    complaint = closed(unit, handler, after=MINUTE)
    draw_sample(now=A_MONDAY + 9 * MINUTE)
    other = a_unit("临安分公司")
    edit_complaint(complaint=complaint, version=complaint.version, unit=other, by=None, now=A_MONDAY + 9 * MINUTE)
    assert not FalseEntry.objects.visible_to(judge).exists()
    assert FalseEntry.objects.visible_to(a_person(Role.SERVICE_MANAGER, at=other)).count() == 1


def test_an_entry_follows_what_a_later_sheet_says_of_the_unit(unit, handler, settings):
    settings.FALSE_ENTRY_MINUTES = 10
    complaint = closed(unit, handler, after=MINUTE)
    draw_sample(now=A_MONDAY + 9 * MINUTE)
    other = a_unit("临安分公司")
    row = NewTicket(
        received_at=A_MONDAY, unit_id=other.pk, unit_path=other.path, channel="hotline", subject="乱扣费",
        source="省平台", source_key="S1",
    )  # fmt: skip
    renew_many([(complaint.pk, row)], by=None, now=A_MONDAY + 9 * MINUTE, run=None)
    assert FalseEntry.objects.get().unit_path == other.path


def test_a_later_sheet_is_nobodys_edit_after_closing(unit, handler):
    complaint = closed(unit, handler, after=MINUTE)
    row = NewTicket(
        received_at=A_MONDAY, unit_id=unit.pk, unit_path=unit.path, channel="hotline", subject="乱扣费",
        state="closed", closed_at=A_MONDAY + MINUTE, source="省平台", source_key="S1",
    )  # fmt: skip
    renew_many([(complaint.pk, row)], by=handler, now=A_MONDAY + 5 * MINUTE, run=None)
    assert drawn(Suspicion.EDITED_AFTER) == set()


def test_an_edit_of_what_was_closed_long_ago_is_not_looked_for(unit, handler):
    now = A_MONDAY + dt.timedelta(days=120)
    late, early = closed(unit, handler, after=dt.timedelta(days=60)), closed(unit, handler, after=MINUTE)
    for complaint in (late, early):
        said = {"version": complaint.version, "subject": "改写的标题", "by": handler}
        edit_complaint(complaint=complaint, now=now - MINUTE, **said)
    assert drawn(Suspicion.EDITED_AFTER, now=now) == {late.number}
