from __future__ import annotations

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from complaints.escalation.models import Escalation, EscalationNotice, EscalationPlan
from complaints.escalation.services import TRY, copy_plan, escalate_by_hand
from complaints.escalation.tests.factories import a_chain, live
from complaints.tests.factories import A_MONDAY, a_complaint
from core.jobs.models import Job
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain():
    return a_chain()


@pytest.fixture
def branch(chain):
    return chain[0]


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


def of(complaint, verb, *more):
    return reverse(f"escalation_{verb}", args=[complaint.number, *more])


def test_one_tap_acknowledges_and_leaves_the_first_page(chain):
    branch, people = chain
    complaint = a_complaint(at=branch, channel="media")
    client = client_of(people[Role.DEPUTY_GENERAL_MANAGER])
    home = client.get("/").content.decode()
    assert of(complaint, "acknowledge") in home
    assert complaint.number in client.get(reverse("escalations")).content.decode()
    page = client.get(f"/complaints/{complaint.number}/")
    assert page.context["page"].acts[0].address == of(complaint, "acknowledge")
    assert client.post(of(complaint, "acknowledge")).status_code == 302
    assert of(complaint, "acknowledge") not in client.get("/").content.decode()
    assert client.post(of(complaint, "acknowledge")).status_code == 409


def test_whoever_was_not_told_has_nothing_to_acknowledge(branch):
    complaint = a_complaint(at=branch, channel="media")
    handler = client_of(a_person(Role.HANDLER, at=branch))
    assert handler.post(of(complaint, "acknowledge")).status_code == 409
    stranger = client_of(a_person(Role.SERVICE_MANAGER, at=a_unit("临安分公司")))
    assert stranger.post(of(complaint, "acknowledge")).status_code == 404


def test_up_by_hand_and_down_by_a_level_above(chain):
    branch, people = chain
    complaint = a_complaint(at=branch, channel="counter")
    handler = client_of(a_person(Role.HANDLER, at=branch))
    assert handler.post(of(complaint, "raise"), {"reason": ""}).status_code == 400
    assert handler.post(of(complaint, "raise"), {"reason": "客户在厅等候"}).status_code == 302
    beside = handler.get(f"/complaints/{complaint.number}/beside/").content.decode()
    assert "客户在厅等候" in beside
    assert of(complaint, "raise") in beside
    assert of(complaint, "lower") not in beside
    assert handler.post(of(complaint, "lower"), {"reason": "算了"}).status_code == 403
    leader = client_of(people[Role.MARKET_MANAGER])
    assert leader.post(of(complaint, "lower"), {"reason": "已当面谈妥"}).status_code == 302
    assert not Escalation.objects.standing().exists()


def test_who_saw_another_level_is_told_to_look_again(branch):
    complaint = a_complaint(at=branch, channel="counter")
    handler = client_of(a_person(Role.HANDLER, at=branch))
    assert 'name="seen" value="1"' in handler.get(of(complaint, "raise")).content.decode()
    told = {"reason": "客户在厅等候", "seen": "1"}
    assert [handler.post(of(complaint, "raise"), told).status_code for _each in range(2)] == [302, 409]
    assert Escalation.objects.get().level == 2


def test_the_form_leaves_only_by_the_ticket(branch):
    complaint = a_complaint(at=branch, channel="counter")
    for _level in range(4):
        last = escalate_by_hand(complaint=complaint, reason="上报", by=None, now=A_MONDAY)
    client = client_of(a_person(Role.HANDLER, at=branch))
    answer = client.get(of(complaint, "form", last.pk))
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")
    other = a_complaint(at=branch, channel="counter", phone="")
    assert client.get(of(other, "form", last.pk)).status_code == 404
    stranger = client_of(a_person(Role.SERVICE_MANAGER, at=a_unit("临安分公司")))
    assert stranger.get(of(complaint, "form", last.pk)).status_code == 404


def test_a_plan_is_copied_changed_tried_and_published(chain):
    _branch, people = chain
    client = client_of(people[Role.SERVICE_MANAGER])
    assert client.post(reverse("escalation_plans_plant")).status_code == 302
    assert "未设定" in client.get(reverse("escalation_plans")).content.decode()
    client.post(reverse("escalation_plan_copy", args=[live().pk]), {"name": "加时限"})
    draft = EscalationPlan.objects.drafts().get()
    rung = {"level": 3, "trigger": "time", "hours": "4", "counted": "before_due", "roles": ["market_manager"]}
    new = reverse("escalation_rung_new", args=[draft.pk])
    assert client.post(new, rung | {"hours": ""}).status_code == 400
    assert client.post(new, rung | {"grades": ["B", "C"]}).status_code == 302
    made = draft.rungs.get(trigger="time")
    assert (made.offset_minutes, made.grades, made.urgent) == (240, "BC", False)
    edit = reverse("escalation_rung_edit", args=[draft.pk, made.pk])
    assert 'name="version" value="1"' in client.get(edit).content.decode()
    assert client.post(edit, rung | {"hours": "0.5", "urgent": "on", "version": "1"}).status_code == 302
    made.refresh_from_db()
    assert (made.offset_minutes, made.grades, made.urgent) == (30, "", True)
    tried = client.post(reverse("escalation_plan_try", args=[draft.pk]), {"month": "2011-01"})
    job = Job.objects.get(kind=TRY)
    assert tried.url == reverse("escalation_trial", args=[job.pk])
    assert client.get(tried.url).status_code == 200
    assert client.post(reverse("escalation_plan_publish", args=[draft.pk])).status_code == 302
    assert live() == draft
    assert client.post(edit, rung | {"version": "2"}).status_code == 409


def test_a_rung_is_changed_only_through_its_own_plan(chain):
    _branch, people = chain
    client = client_of(people[Role.SERVICE_MANAGER])
    one, two = (copy_plan(plan=live(), name=name, by=None, now=A_MONDAY) for name in ("甲", "乙"))
    foreign = reverse("escalation_rung_remove", args=[one.pk, two.rungs.first().pk])
    assert client.post(foreign, {"version": "1"}).status_code == 404


def test_a_rung_that_somebody_else_changed_meanwhile_is_not_written_over(chain):
    """C15: 409 with how it stands now and what was typed; the button takes out what the page showed."""
    _branch, people = chain
    client = client_of(people[Role.SERVICE_MANAGER])
    draft = copy_plan(plan=live(), name="甲", by=None, now=A_MONDAY)
    rung = {"level": 3, "trigger": "time", "hours": "4", "counted": "before_due", "roles": ["market_manager"]}
    client.post(reverse("escalation_rung_new", args=[draft.pk]), rung)
    made = draft.rungs.get(trigger="time")
    edit, remove = (reverse(f"escalation_rung_{act}", args=[draft.pk, made.pk]) for act in ("edit", "remove"))
    assert client.post(edit, rung | {"hours": "6.5", "version": "1"}).status_code == 302
    answer = client.post(edit, rung | {"hours": "9.25", "version": "1"})
    assert answer.status_code == 409
    assert all(words in answer.content.decode() for words in ("<dd>6.5</dd>", "9.25"))
    assert [client.post(remove, said).status_code for said in ({}, {"version": "1"}, {"version": "2"})] == [
        400,
        409,
        302,
    ]


def test_machines_go_up_see_and_come_down(chain):
    branch, people = chain
    complaint = a_complaint(at=branch, channel="counter")
    address = f"/api/v1/complaints/{complaint.number}/escalations/"

    def post(person, verb="", **said):
        headers = {"Idempotency-Key": str(uuid.uuid4())}
        return client_of(person).post(address + verb, said, content_type="application/json", headers=headers)

    handler, manager = a_person(Role.HANDLER, at=branch), people[Role.SERVICE_MANAGER]
    assert post(handler, reason="客户要求").json()["level"] == 2
    assert post(handler, "acknowledge/").status_code == 409
    told = post(manager, "acknowledge/").json()["escalations"][0]["told"]
    assert [(one["person"], bool(one["acknowledged_at"])) for one in told] == [(manager.staff_number, True)]
    assert post(handler, "lower/", reason="算了").status_code == 403
    assert post(people[Role.MARKET_MANAGER], "lower/", reason="谈妥").json()["level"] == 1
    assert client_of(handler).get(address).json()["level"] == 1


def test_what_waits_is_found_by_the_person_alone(chain, django_assert_max_num_queries):
    branch, people = chain
    for _number in range(3):
        a_complaint(at=branch, channel="media", phone="")
    manager = people[Role.SERVICE_MANAGER]
    assert EscalationNotice.objects.waiting_for(manager).count() == 3
    client = client_of(manager)
    with django_assert_max_num_queries(12):
        client.get(reverse("escalations"))
