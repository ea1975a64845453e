from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django import forms
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from complaints.casework.choices import Step
from complaints.tests.factories import A_MONDAY, A_PHONE, a_category, a_complaint, worked_case
from complaints.tickets.choices import State
from complaints.tickets.clocks import clock_of
from complaints.tickets.models import Complaint, ComplaintEvent
from complaints.tickets.services import add_note, close_complaint, reopen_complaint
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch():
    return a_unit()


@pytest.fixture
def handler(branch):
    return a_person(Role.HANDLER, at=branch)


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def client(handler):
    return signed_in(handler)


def new_ticket(branch, **more):
    said = {
        "channel": "hotline",
        "unit": branch.code,
        "text": "话费偏高",
        "customer_level": "ordinary",
        "form_key": str(uuid.uuid4()),
    }
    return said | more


def page_of(complaint, verb=""):
    return f"/complaints/{complaint.number}/{verb}"


def test_a_ticket_outside_the_scope_is_not_there(branch):
    hall, other = a_unit("桂花", under=branch), a_unit("春北", under=branch)
    complaint = a_complaint(at=other)
    client = signed_in(a_person(Role.HANDLER, at=hall))
    for verb in ("", "print/", "edit/", "note/", "assign/", "close/", "reopen/", "reveal/"):
        assert client.get(page_of(complaint, verb)).status_code == 404
    assert client.post(page_of(complaint, "close/"), {"outcome": "solved", "note": "x"}).status_code == 404
    assert Complaint.objects.get().state == State.OPEN


def test_inside_the_scope_without_the_right_it_is_forbidden(branch):
    complaint = a_complaint(at=branch)
    client = signed_in(a_person(Role.AUDITOR, at=branch))
    assert client.get(page_of(complaint)).status_code == 200
    for verb in ("edit/", "note/", "close/", "reveal/", "void/", "assign/"):
        assert client.get(page_of(complaint, verb)).status_code == 403


def test_a_complaint_is_registered_by_the_form(client, branch, handler):
    answer = client.post(reverse("complaint_new"), new_ticket(branch, phone="138 0571 0042", grade="C"))
    complaint = Complaint.objects.get()
    assert answer.headers["Location"] == page_of(complaint)
    assert (complaint.phone_masked, complaint.grade, complaint.first_contact) == ("138****0042", "C", handler)


def test_a_shaky_phone_sends_five_times_and_makes_one_ticket(client, branch):
    said = new_ticket(branch)
    places = {client.post(reverse("complaint_new"), said).headers["Location"] for _ in range(5)}
    assert len(places) == Complaint.objects.count() == 1


def test_the_ticket_says_that_it_was_registered(client, branch):
    answer = client.post(reverse("complaint_new"), new_ticket(branch), follow=True)
    assert "notice-ontime" in answer.content.decode()
    assert "notice-ontime" not in client.get(page_of(Complaint.objects.get())).content.decode()


def test_a_form_that_was_gone_back_to_leads_to_the_ticket_it_made(client, branch):
    client.post(reverse("complaint_new"), new_ticket(branch, phone=A_PHONE))
    first = Complaint.objects.get()
    again = client.post(reverse("complaint_new"), said := new_ticket(branch))
    assert again.status_code == 409
    assert f'href="{page_of(first)}"' in again.content.decode()
    assert Complaint.objects.count() == 1
    assert client.post(reverse("complaint_new"), said | {"again": first.number}).status_code == 302
    assert Complaint.objects.count() == 2


@pytest.mark.parametrize("other", [{"text": "没有信号"}, {"subject": "别的事"}])
def test_other_words_are_another_matter(client, branch, other):
    client.post(reverse("complaint_new"), new_ticket(branch))
    assert client.post(reverse("complaint_new"), new_ticket(branch, **other)).status_code == 302


def test_the_same_words_of_an_hour_ago_are_another_matter(client, branch, handler):
    a_complaint(at=branch, by=handler, now=timezone.now() - dt.timedelta(hours=1), subject="", text="话费偏高")
    assert client.post(reverse("complaint_new"), new_ticket(branch)).status_code == 302


def test_everything_that_is_wrong_is_told_at_once(client, branch):
    answer = client.post(reverse("complaint_new"), new_ticket(branch, unit="", phone="12", text="", channel=""))
    assert set(answer.context["form"].errors) == {"unit", "phone", "channel", "subject"}
    with translation.override("zh-hans"):
        assert answer.context["form"].errors["unit"] == [str(forms.ChoiceField().error_messages["required"])]


def test_a_unit_outside_the_scope_does_not_exist_for_the_form(client, branch):
    foreign = a_unit("临安分公司")
    assert client.post(reverse("complaint_new"), new_ticket(foreign)).status_code == 404
    assert client.post(reverse("complaint_new"), new_ticket(branch, unit="NOWHERE")).status_code == 404
    assert not Complaint.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"channel": "pigeon"}, {"phone": "12"}, {"text": ""}, {"grade": "D"}, {"text": "字" * 20_001}, {"form_key": "x"}],
)
def test_a_wrong_form_is_shown_again_and_writes_nothing(client, branch, wrong):
    assert client.post(reverse("complaint_new"), new_ticket(branch, **wrong)).status_code == 400
    assert not Complaint.objects.exists()


def test_hidden_fields_change_nothing(client, branch, handler):
    other = a_person(Role.HANDLER, at=branch)
    said = new_ticket(
        branch, number="C201101-99999", state="closed", handler=other.pk, registered_by=other.pk, month="190001"
    )
    client.post(reverse("complaint_new"), said)
    complaint = Complaint.objects.get()
    assert (complaint.state, complaint.handler, complaint.registered_by) == (State.OPEN, None, handler)
    assert complaint.number != "C201101-99999"


def test_a_clerk_is_not_offered_an_earlier_time(client, branch):
    earlier = (timezone.now() - dt.timedelta(days=5)).strftime("%Y-%m-%dT%H:%M")
    client.post(reverse("complaint_new"), new_ticket(branch, received_at=earlier, backdate_reason="x"))
    assert timezone.now() - Complaint.objects.get().received_at < dt.timedelta(minutes=1)


def test_the_same_number_is_warned_of_but_never_what_is_hidden(branch):
    hall, other = a_unit("桂花", under=branch), a_unit("春北", under=branch)
    now = timezone.now()
    seen, hidden = a_complaint(at=hall, now=now), a_complaint(at=other, now=now)
    client = signed_in(a_person(Role.COUNTER_STAFF, at=hall))
    html = client.post(reverse("complaint_duplicates"), {"phone": A_PHONE, "text": ""}).content.decode()
    assert seen.number in html
    assert hidden.number not in html


def test_nearly_the_same_words_are_warned_of(client, branch):
    text = "未经同意被加入家庭网，每月扣费五元，要求取消并退费"
    one = a_complaint(at=branch, now=timezone.now(), text=text, phone="")
    html = client.post(reverse("complaint_duplicates"), {"phone": "1", "text": f"{text}！"}).content.decode()
    assert one.number in html
    assert one.number not in client.post(reverse("complaint_duplicates"), {"text": "没有信号"}).content.decode()


def test_an_edit_of_a_stale_form_comes_back_with_both(client, branch):
    complaint = a_complaint(at=branch)
    said = new_ticket(branch, version="1", customer_class="normal", subject="我的修改")
    assert client.post(page_of(complaint, "edit/"), said | {"subject": "先保存的"}).status_code == 302
    answer = client.post(page_of(complaint, "edit/"), said)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "先保存的" in html
    assert "我的修改" in html
    assert Complaint.objects.get().subject == "先保存的"


def test_an_edit_keeps_the_number_that_was_not_typed_again(client, branch):
    complaint = a_complaint(at=branch)
    client.post(page_of(complaint, "edit/"), new_ticket(branch, version="1", customer_class="normal", subject="改"))
    assert Complaint.objects.get().phone_masked == complaint.phone_masked


def test_an_edit_may_not_move_a_ticket_to_a_foreign_unit(client, branch):
    complaint, foreign = a_complaint(at=branch), a_unit("临安分公司")
    said = new_ticket(foreign, version="1", customer_class="normal", subject="改")
    assert client.post(page_of(complaint, "edit/"), said).status_code == 404
    assert Complaint.objects.get().unit == branch


def test_a_ticket_is_closed_and_reopened_by_its_pages(client, branch):
    complaint = a_complaint(at=branch)
    worked_case(complaint)
    client.post(page_of(complaint, "close/"), {"outcome": "solved", "note": "已退费"})
    assert Complaint.objects.get().state == State.CLOSED
    assert client.post(page_of(complaint, "close/"), {"outcome": "solved", "note": "再"}).status_code == 409
    client.post(page_of(complaint, "reopen/"), {"reason": "broken_promise", "note": ""})
    assert Complaint.objects.get().state == State.OPEN


def test_a_duplicate_may_only_repeat_a_ticket_one_may_see(branch):
    hall, other = a_unit("桂花", under=branch), a_unit("春北", under=branch)
    first, second, hidden = a_complaint(at=hall), a_complaint(at=hall), a_complaint(at=other)
    client = signed_in(a_person(Role.HANDLER, at=hall))
    said = {"outcome": "duplicate", "note": "同一投诉"}
    assert client.post(page_of(second, "close/"), said | {"duplicate_of": hidden.number}).status_code == 404
    assert client.post(page_of(second, "close/"), said | {"duplicate_of": first.number}).status_code == 302
    assert Complaint.objects.get(pk=second.pk).outcome == "duplicate"


def test_a_ticket_is_never_deleted_only_voided(branch):
    complaint = a_complaint(at=branch)
    manager = signed_in(a_person(Role.SERVICE_MANAGER, at=branch))
    assert manager.delete(page_of(complaint)).status_code == 405
    manager.post(page_of(complaint, "void/"), {"reason": "测试单"})
    assert Complaint.objects.get().state == State.VOID
    assert manager.get(page_of(complaint)).status_code == 200


def test_reading_acts_never_write(client, branch):
    complaint = a_complaint(at=branch)
    assert client.get(page_of(complaint, "acknowledge/")).status_code == 405
    for verb in ("close/", "note/", "reveal/", "assign/"):
        client.get(page_of(complaint, verb))
    assert ComplaintEvent.objects.count() == 1


def test_notes_and_calls_are_added_under_the_timeline(client, branch):
    complaint = a_complaint(at=branch)
    client.post(page_of(complaint, "note/"), {"kind": "note", "text": "已联系"})
    client.post(page_of(complaint, "note/"), {"kind": "call", "text": "客户同意", "minutes": "6", "reached": "on"})
    assert [event.kind for event in complaint.events.all()] == ["registered", "note", "call"]
    assert client.post(page_of(complaint, "note/"), {"kind": "note", "text": " "}).status_code == 400


def test_a_ticket_goes_to_somebody_of_the_unit_only(client, branch):
    complaint = a_complaint(at=branch)
    colleague, stranger = a_person(Role.HANDLER, at=branch), a_person(Role.HANDLER, at=a_unit("临安"))
    assert client.post(page_of(complaint, "assign/"), {"handler": stranger.staff_number}).status_code == 404
    client.post(page_of(complaint, "assign/"), {"handler": colleague.staff_number})
    assert Complaint.objects.get().handler == colleague


def test_a_full_number_is_shown_for_a_reason_and_never_otherwise(client, branch):
    complaint = a_complaint(at=branch, customer_name="王小明")
    assert A_PHONE not in client.get(page_of(complaint)).content.decode()
    assert A_PHONE not in client.get(page_of(complaint, "print/")).content.decode()
    assert client.post(page_of(complaint, "reveal/"), {"reason": ""}).status_code == 400
    answer = client.post(page_of(complaint, "reveal/"), {"reason": "回访"})
    assert A_PHONE in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]


def test_thirty_numbers_an_hour_are_enough(client, branch):
    complaint = a_complaint(at=branch)
    for _ in range(30):
        assert client.post(page_of(complaint, "reveal/"), {"reason": "回访"}).status_code == 200
    assert client.post(page_of(complaint, "reveal/"), {"reason": "回访"}).status_code == 400


def test_neighbours_follow_the_view_one_came_from(client, branch):
    tickets = [
        a_complaint(at=branch, now=A_MONDAY + dt.timedelta(hours=hour), grade=grade) for hour, grade in enumerate("ABA")
    ]
    page = client.get(f"{page_of(tickets[0])}?grade=A").context["page"]
    assert (page.neighbours.before, page.neighbours.after) == (tickets[2].number, None)
    page = client.get(f"{page_of(tickets[1])}?sort=oldest").context["page"]
    assert (page.neighbours.before, page.neighbours.after) == (tickets[0].number, tickets[2].number)


def test_what_people_write_is_shown_as_text(client, branch):
    evil = '<script>alert(1)</script>"><img src=x onerror=alert(1)>{{7*7}}javascript:alert(1)'
    complaint = a_complaint(at=branch, subject=evil, text=evil, customer_name=evil[:70], place=evil, remedy_sought=evil)
    add_note(complaint=complaint, text=evil, by=None, now=A_MONDAY)
    worked_case(complaint)
    close_complaint(complaint=complaint, outcome="solved", note=evil, by=None, now=A_MONDAY)
    for verb in ("", "print/", "edit/", "reopen/"):
        html = client.get(page_of(complaint, verb)).content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert 'href="javascript' not in html


@pytest.fixture
def busy_ticket(branch):
    """In its second round, with sixty notes, relatives, and everything that a page names."""
    complaint = a_complaint(at=branch, cause=a_category(), error_side="own", error_unit=branch)
    worked_case(complaint, grade="C")
    close_complaint(complaint=complaint, outcome="solved", note="已退费", by=None, now=A_MONDAY)
    reopen_complaint(complaint=complaint, reason="broken_promise", note="", by=None, now=A_MONDAY)
    worked_case(complaint, upto=Step.PHONE_APOLOGY, by=a_person(Role.HANDLER, at=branch))
    for step in range(60):
        add_note(complaint=complaint, text=f"第 {step} 条", by=None, now=A_MONDAY)
        a_complaint(at=branch) if step < 5 else None
    return complaint


def test_the_page_takes_few_queries_whatever_the_length_of_its_history(
    client, branch, busy_ticket, django_assert_max_num_queries
):
    with django_assert_max_num_queries(25):
        client.get(f"{page_of(busy_ticket)}?unit={branch.code}")


def test_what_stands_beside_comes_after_the_page_for_the_same_eyes(client, branch, busy_ticket):
    assert reverse("complaint_beside", args=[busy_ticket.number]) in client.get(page_of(busy_ticket)).content.decode()
    whole = client.get(page_of(busy_ticket, "beside/"))
    piece = client.get(page_of(busy_ticket, "beside/"), headers={"HX-Request": "true"})
    assert (whole.status_code, piece.status_code) == (200, 200)
    assert "<html" in whole.content.decode()
    assert "<html" not in piece.content.decode()
    stranger = signed_in(a_person(Role.HANDLER, at=a_unit("临安分公司")))
    assert stranger.get(page_of(busy_ticket, "beside/"), headers={"HX-Request": "true"}).status_code == 404


def test_an_imported_ticket_without_a_closing_time_is_not_called_punctual(client, branch):
    clock = clock_of(State.CLOSED, A_MONDAY, None, now=A_MONDAY)
    assert clock == clock_of(State.CLOSED, None, A_MONDAY, now=A_MONDAY)
