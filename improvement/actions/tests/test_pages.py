from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from core.files.services import attach
from improvement.actions.choices import ActionState
from improvement.actions.models import Action
from improvement.actions.services import finish_action
from improvement.tests.factories import NOW, an_action
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def branch():
    return a_unit()


@pytest.fixture
def hall(branch):
    return a_unit("桂花西路营业厅", under=branch)


@pytest.fixture
def manager(branch):
    return a_person(Role.SERVICE_MANAGER, at=branch)


@pytest.fixture
def client(manager):
    return signed_in(manager)


def numbers(answer):
    return [line.action.number for line in answer.context["page"].lines]


def test_it_is_opened_from_the_thing_in_the_address(client, hall, manager):
    an_action(hall)
    owner = a_person(Role.HALL_MANAGER, at=hall)
    address = f"{reverse('action_new')}?origin=org.unit:{hall.pk}"
    page = client.get(address)
    assert page.context["form"]["cause"].initial or page.context["form"].initial["cause"] == "强制加入"
    said = {
        "unit": hall.code,
        "cause": "强制加入",
        "measure": "复核签字",
        "owner": owner.staff_number,
        "due_on": str(timezone.localdate() + DAY),
    }
    answer = client.post(address, said)
    action = Action.objects.latest("pk")
    assert answer.headers["Location"] == reverse("action", args=[action.number])
    assert (action.owner, action.unit, action.origin_id, action.made_by) == (owner, hall, hall.pk, manager)


def test_an_owner_of_other_units_and_a_day_gone_by_are_refused(client, hall):
    an_action(hall)
    stranger = a_person(Role.HALL_MANAGER, at=a_unit("临安分公司"))
    address = f"{reverse('action_new')}?origin=org.unit:{hall.pk}"
    said = {"unit": hall.code, "cause": "强制", "measure": "复核", "due_on": "2011-01-01"}
    for owner in (stranger.staff_number, "nobody"):
        answer = client.post(address, said | {"owner": owner})
        assert answer.status_code == 400
        assert set(answer.context["form"].errors) == {"owner"}
    answer = client.post(address, said | {"owner": a_person(Role.HALL_MANAGER, at=hall).staff_number})
    assert (answer.status_code, set(answer.context["form"].errors)) == (409, {"due_on"})
    assert Action.objects.count() == 1


@pytest.mark.parametrize("origin", ["", "org.unit:0", "org.unit:x", "org.unit:99999999999999999999", "core.job:1"])
def test_what_is_no_origin_is_not_there(client, hall, origin):
    an_action(hall)
    assert client.get(reverse("action_new"), {"origin": origin}).status_code == 404


@pytest.mark.parametrize("origin", ["org.unit:x1org.unit:1", "org.unit:1x", "org.unit:1:2", "1org.unit:1\n2"])
def test_an_origin_with_anything_around_it_is_refused_everywhere(client, hall, origin):
    an_action(hall)
    assert client.get(reverse("actions"), {"origin": origin}).status_code == 400
    said = {"unit": hall.code, "owner": "1", "cause": "强制", "measure": "复核", "due_on": "2030-01-01"}
    assert api(client, "api_actions", said | {"origin": origin}).status_code == 400


def test_outside_the_scope_it_is_not_there_but_for_its_owner(hall):
    owner = a_person(Role.FINANCE, at=a_unit("公司"))
    action = an_action(hall, owner=owner)
    elsewhere = a_person(Role.SERVICE_MANAGER, at=a_unit("临安分公司"))
    names = ("action", "action_print", "action_done", "action_verify", "action_reject", "action_cancel")
    for name in names:
        assert signed_in(elsewhere).get(reverse(name, args=[action.number])).status_code == 404
    own = signed_in(owner)
    assert own.get(reverse("action", args=[action.number])).status_code == 200
    assert own.post(reverse("action_cancel", args=[action.number]), {"reason": "x"}).status_code == 403
    own.post(reverse("action_done", args=[action.number]), {"words": "已改"})
    action.refresh_from_db()
    assert (action.state, action.done_by) == (ActionState.DONE, owner)


def test_an_owner_who_may_verify_others_is_told_that_somebody_else_verifies(hall):
    owner = a_person(Role.DISTRICT_MANAGER, at=hall)
    action = an_action(hall, owner=owner)
    finish_action(action=action, words="已改", by=owner, now=NOW)
    client = signed_in(owner)
    assert not client.get(reverse("action", args=[action.number])).context["may_verify"]
    answer = client.post(reverse("action_verify", args=[action.number]), {"words": "好"})
    assert answer.status_code == 403
    action.refresh_from_db()
    assert action.state == ActionState.DONE


def test_the_list_stands_due_first_by_its_filters(client, branch, hall, manager):
    other = a_unit("春北营业厅", under=branch)
    late = an_action(hall, due_on=NOW.date(), owner=manager)
    soon = an_action(other, due_on=timezone.localdate() + DAY)
    done = an_action(hall, due_on=timezone.localdate() + 5 * DAY)
    finish_action(action=done, words="已改", by=done.owner, now=NOW)
    listed = reverse("actions")
    assert numbers(client.get(listed)) == [late.number, soon.number, done.number]
    assert numbers(client.get(listed, {"show": "overdue"})) == [late.number]
    assert numbers(client.get(listed, {"show": "mine"})) == [late.number]
    assert numbers(client.get(listed, {"show": "done"})) == [done.number]
    assert numbers(client.get(listed, {"unit": other.code})) == [soon.number]
    assert numbers(client.get(listed, {"origin": f"org.unit:{other.pk}"})) == [soon.number]
    assert numbers(client.get(listed, {"after": f"{late.due_on}~{late.pk}"})) == [soon.number, done.number]
    assert client.get(listed, {"unit": "U-NONE"}).status_code == 400
    sheet = client.get(reverse("export", args=["actions", "csv"]), {"show": "overdue"})
    text = b"".join(sheet.streaming_content).decode()
    assert late.number in text and soon.number not in text


def test_pages_hold_together_however_many_there_are(client, hall):
    for _ in range(27):
        an_action(hall)
    first = client.get(reverse("actions"))
    second = client.get(reverse("actions"), {"after": first.context["page"].next})
    assert (len(numbers(first)), len(numbers(second))) == (25, 2)
    assert not set(numbers(first)) & set(numbers(second))


def test_the_list_costs_the_same_for_one_and_for_many(client, hall, django_assert_max_num_queries):
    for _ in range(20):
        an_action(hall)
    with django_assert_max_num_queries(9):
        client.get(reverse("actions"))


def test_evidence_is_added_by_the_owner_until_it_is_verified(hall, manager):
    owner = a_person(Role.HALL_MANAGER, at=hall)
    action = an_action(hall, owner=owner, by=manager)
    attach(SimpleUploadedFile("复核记录.txt", "已复核".encode()), about=action, by=owner, now=NOW)
    address = reverse("attachment_add", args=["improvement.action", action.pk])
    upload = {"file": SimpleUploadedFile("照片说明.txt", "柜台".encode())}
    assert signed_in(a_person(Role.COUNTER_STAFF, at=hall)).post(address, upload).status_code == 403
    assert signed_in(owner).post(address, {"file": SimpleUploadedFile("b.txt", b"x")}).status_code == 200
    Action.objects.filter(pk=action.pk).update(state=ActionState.VERIFIED)
    assert signed_in(owner).post(address, {"file": SimpleUploadedFile("c.txt", b"x")}).status_code == 403


def test_the_page_says_whether_it_helped(client, hall):
    action = an_action(hall)
    address = reverse("action", args=[action.number])
    assert client.get(address).context["effect"] is None
    finish_action(action=action, words="已改", by=action.owner, now=NOW)
    with translation.override("en"):
        effect = client.get(address).context["effect"]
    assert (effect.before, effect.after, effect.is_whole) == (12, 5, False)


def api(client, name, body, *args, key=None):
    headers = {"Idempotency-Key": key or str(uuid.uuid4())}
    return client.post(reverse(name, args=args), body, content_type="application/json", headers=headers)


def test_a_program_does_the_same_acts(client, hall):
    an_action(hall)
    owner = a_person(Role.HALL_MANAGER, at=hall)
    said = {
        "origin": f"org.unit:{hall.pk}",
        "unit": hall.code,
        "owner": owner.staff_number,
        "cause": "强制加入",
        "measure": "复核签字",
        "due_on": str(timezone.localdate() + DAY),
    }
    made = [api(client, "api_actions", said, key="one") for _ in range(2)]
    assert [answer.status_code for answer in made] == [201, 201]
    number = made[0].json()["number"]
    assert made[1].json()["number"] == number and Action.objects.count() == 2
    assert api(client, "api_actions", said | {"origin": "org.unit:0"}).status_code == 404
    assert api(client, "api_action_verify", {"words": "好"}, number).status_code == 409
    done = api(signed_in(owner), "api_action_done", {"words": "已改"}, number)
    assert done.json()["done_by"] == owner.staff_number
    assert api(signed_in(owner), "api_action_verify", {"words": "好"}, number).status_code == 403
    back = api(client, "api_action_reject", {"words": "缺记录"}, number)
    assert back.json()["state"] == "open"
    assert api(client, "api_action_cancel", {"reason": "业务下线"}, number).json()["state"] == "cancelled"
    assert client.get(reverse("api_action", args=[number])).json()["effect"] is None
    assert [row["number"] for row in client.get(reverse("api_actions"), {"state": "cancelled"}).json()["results"]] == [
        number
    ]


def test_the_owner_is_changed_on_the_page_and_by_a_program(client, hall, branch):
    action = an_action(hall)
    door = reverse("action_change", args=[action.number])
    assert door in client.get(reverse("action", args=[action.number])).content.decode()
    said = {"owner": "FY-X", "due_on": str(action.due_on), "reason": "调岗"}
    assert client.post(door, said).status_code == 400
    heir = a_person(Role.HALL_MANAGER, at=hall, staff_number="FY-X")
    assert client.post(door, said).status_code == 302
    action.refresh_from_db()
    assert action.owner == heir
    later = str(timezone.localdate() + dt.timedelta(days=30))
    changed = api(client, "api_action_change", {"due_on": later, "reason": "延期"}, action.number).json()
    assert (changed["owner"], changed["due_on"]) == ("FY-X", later)
    assert signed_in(a_person(Role.COUNTER_STAFF, at=hall)).post(door, said).status_code in (403, 404)
