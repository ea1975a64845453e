from __future__ import annotations

import datetime as dt
import itertools
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from complaints.casework.choices import Step
from complaints.casework.models import Casework
from complaints.casework.presenter import next_acts, step_list
from complaints.casework.registry import door_of
from complaints.casework.selectors import late_reclassifications
from complaints.casework.services import ask_reclassification, take_step
from complaints.tests.factories import A_MONDAY, a_complaint, worked_case
from complaints.tickets.choices import ReopenReason
from complaints.tickets.models import Complaint
from complaints.tickets.rules import BRANCH_TIME
from complaints.tickets.services import close_complaint, reopen_complaint
from core.api.tokens import create_token
from core.approvals.choices import Decision
from core.approvals.services import decide
from core.files.models import Attachment
from org.access.choices import Right
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
_keys = itertools.count(1)


@pytest.fixture
def branch():
    return a_unit()


@pytest.fixture
def manager(branch):
    return a_person(Role.SERVICE_MANAGER, at=branch)


@pytest.fixture
def client(manager):
    client = Client()
    client.force_login(manager)
    return client


def door(complaint, verb):
    return f"/complaints/{complaint.number}/case/{verb}/"


def test_every_step_has_a_door():
    assert [step for step in Step if door_of(step) is None] == []


def test_a_case_is_worked_by_its_pages(client, branch, manager):
    complaint = a_complaint(at=branch)
    head = a_person(Role.DEPARTMENT_HEAD, at=branch)
    said = {"words": "已致歉，客户接受"}
    for verb, body in (
        ("grade", {"grade": "A"}),
        ("regrade", {"grade": "C", "reason": "客户要求退费", "joint_handler": head.staff_number}),
        ("verify", {"finding": "录音一致", "person_heard": manager.staff_number}),
        ("judge", {"validity": "valid", "reason": "违反受理规范"}),
        ("phone-apology", said),
        ("personal-apology", said | {"who": "营业厅经理"}),
    ):
        assert client.get(door(complaint, verb)).status_code == 200
        assert client.post(door(complaint, verb), body).headers.get("Location") == f"/complaints/{complaint.number}/"
    case = Casework.objects.get()
    assert (case.person_heard, case.joint_handler, case.grade) == (manager, head, "C")
    assert case.done() >= {Step.JOIN, Step.PHONE_APOLOGY, Step.PERSONAL_APOLOGY}


def test_an_invalid_case_is_explained_by_its_page(client, branch):
    complaint = a_complaint(at=branch)
    worked_case(complaint, upto=Step.JUDGE, validity="invalid")
    assert client.post(door(complaint, "explain"), {"words": "已解释"}).status_code == 302
    assert client.post(door(complaint, "rejudge"), {"reason": "补充录音为证"}).status_code == 302
    assert Complaint.objects.get().validity == "valid"


def test_a_page_opened_too_early_says_what_comes_first_and_the_act_refuses(client, branch):
    complaint = a_complaint(at=branch, grade="A")
    page = client.get(door(complaint, "phone-apology"))
    said = page.content.decode()
    assert str(Step.JUDGE.label) in page.context["not_yet"].because
    assert page.context["not_yet"].because in said
    assert 'name="words"' not in said, "a form that can only fail"
    answer = client.post(door(complaint, "phone-apology"), {"words": "已致歉"})
    assert answer.status_code == 409
    assert page.context["not_yet"].because in answer.content.decode()
    assert "已致歉" in answer.content.decode(), "what was typed meanwhile is not thrown away"
    assert Casework.objects.get().done() == {Step.GRADE}


def test_a_page_opened_too_early_names_who_is_next_and_leads_there_or_back(client, branch):
    complaint = a_complaint(at=branch, grade="A")
    worked_case(complaint, upto=Step.VERIFY)
    judging = door(complaint, "judge")
    said = client.get(door(complaint, "phone-apology"))
    assert str(Step.JUDGE.label) in said.context["not_yet"].next
    assert f'href="{judging}"' in said.content.decode()
    handler = Client()
    handler.force_login(a_person(Role.HANDLER, at=branch))
    said = handler.get(door(complaint, "phone-apology"))
    assert said.context["not_yet"].act is None, "judging is not the handler's"
    assert f'href="/complaints/{complaint.number}/"' in said.content.decode()
    again = client.get(door(complaint, "verify")).context["not_yet"]
    assert str(Step.VERIFY.label) in again.because
    assert again.act.address == judging


def test_a_ticket_that_nobody_graded_says_so_at_every_door(client, branch):
    complaint = a_complaint(at=branch)
    for step in (Step.VERIFY, Step.PHONE_APOLOGY, Step.ALTERNATIVES, Step.CHOICE):
        told = client.get(door_of(step).address(complaint)).context["not_yet"]
        assert told.act.address == door(complaint, "grade"), step
    assert client.get(door(complaint, "grade")).context["not_yet"] is None


def test_looking_at_a_case_writes_nothing(client, branch):
    complaint = a_complaint(at=branch)
    for verb in ("grade", "verify", "judge", "disposal"):
        client.get(door(complaint, verb))
    client.get(f"/complaints/{complaint.number}/")
    assert not Casework.objects.exists()


def test_who_handles_does_not_judge_and_who_is_elsewhere_sees_nothing(branch):
    complaint = a_complaint(at=branch)
    worked_case(complaint, upto=Step.VERIFY)
    handler, stranger = Client(), Client()
    handler.force_login(a_person(Role.HANDLER, at=branch))
    stranger.force_login(a_person(Role.SERVICE_MANAGER, at=a_unit("临安分公司")))
    said = {"validity": "invalid", "reason": "无效"}
    assert handler.post(door(complaint, "judge"), said).status_code == 403
    assert handler.post(door(complaint, "regrade"), {"grade": "B", "reason": "重"}).status_code == 403
    assert stranger.post(door(complaint, "judge"), said).status_code == 404
    assert Casework.objects.get().validity == ""


def test_a_staff_number_of_another_branch_is_nobody(client, branch):
    complaint = a_complaint(at=branch, grade="A")
    foreign = a_person(Role.COUNTER_STAFF, at=a_unit("临安分公司"))
    answer = client.post(door(complaint, "verify"), {"finding": "一致", "person_heard": foreign.staff_number})
    assert answer.status_code == 400
    assert Step.VERIFY not in Casework.objects.get().done()


def test_the_proof_is_kept_with_the_findings_and_only_with_them(client, branch):
    complaint = a_complaint(at=branch, grade="A")
    for finding in ("", "录音一致"):
        proof = SimpleUploadedFile("录音摘要.txt", "客户说明".encode())
        client.post(door(complaint, "verify"), {"finding": finding, "not_heard": "离职", "upload": proof})
    assert Attachment.objects.about(complaint).count() == 1


def test_the_next_step_is_the_first_thing_offered(branch, manager):
    complaint = a_complaint(at=branch)
    assert [act.address for act in next_acts(complaint, manager)] == [door(complaint, "grade")]
    worked_case(complaint, upto=Step.VERIFY)
    assert [act.address for act in next_acts(complaint, manager)] == [door(complaint, "judge")]
    assert next_acts(complaint, a_person(Role.HANDLER, at=branch)) == []


def test_the_panel_says_what_is_done_what_is_next_and_who_must_act(branch, manager):
    complaint = a_complaint(at=branch, grade="B")
    worked_case(complaint, upto=Step.VERIFY, by=manager)
    lines = {line.step: line for line in step_list(complaint, manager, timezone.now()).steps}
    assert (lines["verify"].state, lines["verify"].said, lines["verify"].who) == ("done", "录音与受理单一致", "林晓")
    assert (lines["judge"].state, lines["judge"].address) == ("next", door(complaint, "judge"))
    assert lines["letter"].state == "ahead"
    assert lines["personal_apology"].need
    auditor = a_person(Role.AUDITOR, at=branch)
    assert not any(line.address for line in step_list(complaint, auditor, timezone.now()).steps)


def test_a_closed_ticket_that_nobody_worked_on_shows_no_steps(branch, manager):
    complaint = a_complaint(at=branch)
    Complaint.objects.update(state="closed", closed_at=A_MONDAY)
    complaint.refresh_from_db()
    assert step_list(complaint, manager, timezone.now()) is None


def test_an_earlier_round_stays_readable_under_the_steps(client, branch):
    complaint = a_complaint(at=branch)
    worked_case(complaint)
    by = {"by": None, "now": A_MONDAY + dt.timedelta(days=1)}
    close_complaint(complaint=complaint, outcome="solved", note="已处理", **by)
    reopen_complaint(complaint=complaint, reason=ReopenReason.TIMED_OUT, note="", **by)
    assert "录音与受理单一致" in client.get(f"/complaints/{complaint.number}/").content.decode()


def test_what_is_judged_anew_after_the_25th_is_listed(client, branch, manager):
    """C20."""
    second = a_person(Role.MARKET_MANAGER, at=branch)
    for day in (20, 27):
        now = dt.datetime(2011, 1, day, 10, tzinfo=BRANCH_TIME)
        complaint = a_complaint(at=branch, now=A_MONDAY)
        case = worked_case(complaint, upto=Step.JUDGE)
        asked = ask_reclassification(casework=case, reason="宣传单已写明", by=manager, now=now)
        decide(request=asked, decision=Decision.APPROVE, by=second, now=now)
    assert [row.number for row in late_reclassifications(manager, dt.date(2011, 1, 1))] == [complaint.number]
    elsewhere = a_person(Role.SERVICE_MANAGER, at=a_unit("临安分公司"))
    assert late_reclassifications(elsewhere, dt.date(2011, 1, 1)) == []
    assert complaint.number in client.get("/complaints/reclassifications/?month=2011-01").content.decode()
    assert complaint.number not in client.get("/complaints/reclassifications/?month=x").content.decode()


def post(client, secret, complaint, verb, body):
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": f"case{next(_keys)}"}
    path = f"/api/v1/complaints/{complaint.number}/case/{verb}/"
    return client.post(path, json.dumps(body), content_type="application/json", headers=headers)


def test_machines_take_the_same_steps_in_the_same_order(client, branch, manager):
    scopes = [Right.COMPLAINT_VIEW, Right.COMPLAINT_EDIT, Right.COMPLAINT_JUDGE]
    now = timezone.now()
    _token, secret = create_token(
        name="程序", scopes=scopes, expires_at=now + dt.timedelta(days=9), by=manager, now=now
    )
    complaint, head = a_complaint(at=branch), a_person(Role.DEPARTMENT_HEAD, at=branch)
    words = {"words": "已致歉"}
    early = post(client, secret, complaint, "phone-apology", words)
    assert (early.status_code, early.json()["code"]) == (409, "StepOutOfOrder")
    for verb, body in (
        ("grade", {"grade": "B"}),
        ("regrade", {"grade": "C", "reason": "要求退费", "joint_handler": head.staff_number}),
        ("verify", {"finding": "录音一致", "not_heard": "离职"}),
        ("judge", {"validity": "invalid", "reason": "已写明"}),
        ("find-valid", {"reason": "补充录音"}),
        ("phone-apology", words),
        ("personal-apology", words | {"who": "营业厅经理"}),
    ):
        assert post(client, secret, complaint, verb, body).status_code == 200, verb
    assert post(client, secret, complaint, "disposal", {"words": "约谈"}).status_code == 409
    assert post(client, secret, complaint, "grade", {"grade": "D"}).status_code == 400
    assert post(client, secret, complaint, "join", {"joint_handler": "NOBODY"}).status_code == 400
    a_person(Role.MARKET_MANAGER, at=branch)
    assert post(client, secret, complaint, "reclassify", {"reason": "已写明"}).status_code == 200
    assert post(client, secret, complaint, "reclassify", {"reason": "已写明"}).status_code == 409
    case = client.get(
        reverse("api_case", args=[complaint.number]), headers={"Authorization": f"Bearer {secret}"}
    ).json()
    assert (case["grade"], case["validity"], case["next"]) == ("C", "valid", "alternatives")
    assert set(case["done"]) == {"grade", "join", "verify", "judge", "phone_apology", "personal_apology"}


def test_what_is_done_when_needed_does_not_count_as_required(branch, manager):
    complaint = a_complaint(at=branch, grade="A")
    case = worked_case(complaint, upto=Step.PHONE_APOLOGY)
    before = step_list(complaint, manager, timezone.now()).note
    take_step(Step.REMEDY, casework=case, by=manager, now=A_MONDAY)
    assert step_list(complaint, manager, timezone.now()).note == before


def test_a_regrade_that_names_nobody_leaves_joining_as_it_was(client):
    """One form's wish is not another's: joining without a name is a form to be filled in, whatever came before."""
    unit = a_unit()
    complaint = a_complaint(at=unit, grade="C")
    client.force_login(a_person(Role.SERVICE_MANAGER, at=unit))
    for verb in ("regrade", "join"):
        assert client.get(reverse(f"case_{verb}", args=[complaint.number])).status_code == 200
    assert client.post(reverse("case_join", args=[complaint.number]), {"joint_handler": ""}).status_code == 400
