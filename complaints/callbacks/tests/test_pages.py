from __future__ import annotations

import itertools
import json

import pytest
from django.core.cache import cache
from django.urls import reverse

from complaints.callbacks.choices import CallState
from complaints.callbacks.models import CallAttempt, CallBack
from complaints.callbacks.rules import script_for
from complaints.callbacks.tests.cases import a_case
from complaints.casework.choices import Step
from complaints.casework.registry import door_of
from complaints.tests.factories import a_complaint
from complaints.tickets.choices import EventKind
from org.access.choices import Right
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
_keys = itertools.count(1)


@pytest.fixture(autouse=True)
def _fresh_allowances():
    cache.clear()


@pytest.fixture
def case():
    return a_case()


@pytest.fixture
def as_caller(client, case):
    client.force_login(case.caller)
    return client


def page(case, verb=""):
    return reverse(f"call_back{'_' if verb else ''}{verb}", args=[case.complaint.number])


def send(client, path, body):
    headers = {"Idempotency-Key": f"k{next(_keys)}"}
    return client.post(path, json.dumps(body), content_type="application/json", headers=headers)


def test_the_queue_takes_the_next_call_in_one_tap(as_caller, case):
    assert case.complaint.number in as_caller.get(reverse("call_backs")).content.decode()
    answer = as_caller.post(reverse("call_back_next"))
    assert answer.headers["Location"] == page(case)
    assert case.call.taken_by == case.caller
    assert as_caller.post(reverse("call_back_next")).headers["Location"] == page(case)


def test_the_page_says_what_to_say_and_never_the_whole_number(as_caller, case):
    shown = as_caller.get(page(case)).content.decode()
    assert "王小明" in shown
    assert case.caller.staff_number in shown
    assert "138****0042" in shown
    assert "13805710042" not in shown


def test_what_the_customer_said_is_saved_and_the_queue_is_empty(as_caller, case):
    assert as_caller.post(page(case, "reached"), {"score": "8"}).status_code == 400
    assert as_caller.post(page(case, "reached"), {"satisfaction": "satisfied", "score": "11"}).status_code == 400
    said = {"satisfaction": "satisfied", "score": "8", "words": "钱已到账", "recording": "R-8"}
    assert as_caller.post(page(case, "reached"), said).headers["Location"] == reverse("call_backs")
    assert (case.call.state, case.call.score) == (CallState.DONE, 8)
    assert as_caller.post(page(case, "reached"), said).status_code == 409
    assert as_caller.get(page(case)).status_code == 200


def test_a_try_and_giving_up_go_by_the_page_too(as_caller, case):
    assert as_caller.post(page(case, "give_up"), {"reason": "停机"}).status_code == 409
    assert as_caller.post(page(case, "missed"), {"why": "reached"}).status_code == 400
    assert as_caller.post(page(case, "missed"), {"why": "switched_off"}).status_code == 302
    assert as_caller.post(page(case, "give_up"), {"reason": "停机"}).status_code == 302
    assert case.call.state == CallState.GIVEN_UP


def test_the_handler_is_told_that_a_colleague_calls(client, case):
    client.force_login(case.handler)
    assert case.complaint.number not in client.get(reverse("call_backs")).content.decode()
    answer = client.get(page(case))
    assert answer.status_code == 200
    assert answer.context["page"].script is None
    assert client.post(page(case, "reached"), {"satisfaction": "satisfied"}).status_code == 403
    assert CallBack.objects.get().state == CallState.WAITING


def test_before_its_time_the_page_names_the_steps_that_are_missing(client):
    unit = a_unit()
    complaint = a_complaint(at=unit, grade="A")
    client.force_login(a_person(Role.CALLER, at=unit))
    answer = client.get(reverse("call_back", args=[complaint.number]))
    assert str(Step.VERIFY.label) not in answer.context["page"].refusal
    assert str(Step.PHONE_APOLOGY.label) in answer.context["page"].refusal
    taken = client.post(reverse("call_back_take", args=[complaint.number]))
    assert taken.status_code == 404


def test_the_case_finds_its_door(case):
    door = door_of(Step.FOLLOW_UP)
    assert (door.address(case.complaint), door.right) == (page(case), Right.COMPLAINT_CALL)


def test_a_dissatisfied_customer_puts_the_choice_first_on_the_ticket(client, case):
    client.force_login(case.caller)
    client.post(page(case, "reached"), {"satisfaction": "dissatisfied", "words": "退费未到"})
    client.force_login(case.handler)
    shown = client.get(reverse("complaint", args=[case.complaint.number]))
    assert shown.context["page"].acts[0].address == reverse("complaint_reopen", args=[case.complaint.number])
    door = reverse("complaint_reopen", args=[case.complaint.number])
    assert client.post(door, {"reason": "other", "note": "退费未到"}).status_code == 302
    case.complaint.refresh_from_db()
    assert case.complaint.reopened_count == 1


def test_a_caller_logs_a_call_but_writes_no_note(as_caller, case):
    door = reverse("complaint_note", args=[case.complaint.number])
    assert as_caller.post(door, {"kind": "note", "text": "备注"}).status_code == 400
    assert as_caller.post(door, {"kind": "call", "text": "已接通", "reached": "on"}).status_code == 302
    assert case.complaint.events.get(kind=EventKind.CALL).by == case.caller
    address = f"/api/v1/complaints/{case.complaint.number}/calls/"
    assert send(as_caller, address, {"text": "再次联系", "reached": False}).status_code == 201


def test_machines_take_miss_and_reach(as_caller, case):
    base = f"/api/v1/complaints/{case.complaint.number}/call-back/"
    assert as_caller.get("/api/v1/call-backs/").json()["results"][0]["number"] == case.complaint.number
    assert send(as_caller, "/api/v1/call-backs/next/", {}).json()["number"] == case.complaint.number
    assert send(as_caller, f"{base}missed/", {"why": "later"}).status_code == 409
    assert send(as_caller, f"{base}missed/", {"why": "no_answer"}).json()["attempts"] == 1
    answer = send(as_caller, f"{base}reached/", {"satisfaction": "satisfied", "score": 8})
    assert (answer.status_code, answer.json()["state"], answer.json()["score"]) == (200, "done", 8)
    assert CallAttempt.objects.count() == 2


@pytest.mark.parametrize("grade", ["A", "B", "C"])
@pytest.mark.parametrize("validity", ["valid", "invalid"])
def test_every_grade_has_its_script(grade, validity):
    names = ("customer", "unit", "staff", "day", "matter", "remedy", "number")
    script = script_for(grade, validity, {name: f"<{name}>" for name in names})
    said = "".join(script.lines)
    assert "<customer>" in said
    assert "<number>" in said
    assert ("<remedy>" in said) is (validity == "valid" and grade != "A")
    assert "%(" not in said
