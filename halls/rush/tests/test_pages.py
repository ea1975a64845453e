"""The pages of an emergency, as a hall manager walks through them; and the machine's way."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.urls import reverse
from django.utils import translation

from core.api.tokens import create_token
from halls.premises.models import Premises
from halls.rush import services
from halls.rush.models import Emergency, RushPlan, RushRule
from halls.rush.selectors import hall_now, plan_for, steps_of
from halls.tests.factories import MORNING, a_hall, a_rule, a_visit, minutes
from org.access.choices import Right
from org.people.choices import Role
from org.people.models import Person
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nine_o_clock(time_machine) -> None:
    time_machine.move_to(minutes(15), tick=False)


@pytest.fixture
def hall() -> Premises:
    hall = a_hall()
    a_rule(hall.unit)
    return hall


@pytest.fixture
def leader(hall, client) -> Person:
    leader = a_person(Role.HALL_MANAGER, at=hall.unit)
    client.force_login(leader)
    return leader


def text_of(answer) -> str:
    return answer.content.decode()


def test_it_is_opened_settled_and_ended_by_hand(client, hall, leader):
    door = reverse("emergency_open", args=[hall.unit.code])
    assert client.post(door, {"words": ""}).status_code == 400
    answer = client.post(door, {"words": "发薪日"}, follow=True)
    emergency = Emergency.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("emergency", args=[emergency.pk])
    step = reverse("emergency_step", args=[emergency.pk, 1])
    assert client.post(step, {"state": "done"}).status_code == 302
    second = reverse("emergency_step", args=[emergency.pk, 2])
    refused = client.post(second, {"state": "skipped"})
    assert refused.status_code == 409
    assert "为什么" in text_of(refused) or "why" in text_of(refused)
    client.post(reverse("emergency_note", args=[emergency.pk]), {"text": "客户已安抚"})
    client.post(reverse("emergency_close", args=[emergency.pk]), {"result": "十五分钟内回落"})
    page = text_of(client.get(reverse("emergency", args=[emergency.pk])))
    assert "客户已安抚" in page
    assert "十五分钟内回落" in page
    emergency.refresh_from_db()
    assert emergency.closed_by == leader


def test_the_list_says_what_keeps_the_rule_silent(client, hall, leader):
    page = text_of(client.get(reverse("emergencies")))
    with translation.override("zh-hans"):
        assert str(services.opening.hall_now(hall, now=minutes(15)).silence.label) in page
    RushRule.objects.create(unit=hall.unit, valid_from=MORNING.date(), made_at=MORNING, share_tickets=1)
    assert "rush-silence" not in text_of(client.get(reverse("emergencies")))


def test_the_board_piece_shows_the_open_one_with_its_figures(client, hall, leader):
    RushRule.objects.create(unit=hall.unit, valid_from=MORNING.date(), made_at=MORNING, share_tickets=1)
    a_visit(hall, now=minutes(0))
    services.sweep(now=minutes(11))
    emergency = Emergency.objects.get()
    page = text_of(client.get(reverse("emergency_live", args=[emergency.pk])))
    assert f'hx-get="{reverse("emergency_live", args=[emergency.pk])}"' in page
    services.close_emergency(emergency=emergency, result="平稳", by=leader, now=minutes(15))
    assert "hx-get" not in text_of(client.get(reverse("emergency_live", args=[emergency.pk])))


def test_a_rule_with_nothing_in_it_is_kept_as_nothing(client, hall):
    client.force_login(a_person(Role.DISTRICT_MANAGER, at=hall.unit))
    door = reverse("emergency_rule", args=[hall.unit.code])
    assert client.post(door, {"valid_from": "2011-01-17", "queue_length": "", "calm_minutes": "8"}).status_code == 302
    rule = RushRule.objects.get()
    assert (rule.share_tickets, rule.queue_length, rule.longest_minutes, rule.calm_minutes) == (None, None, None, 8)
    assert client.post(door, {"valid_from": "2011-01-16"}).status_code == 409
    assert client.post(door, {"valid_from": "2011-01-18", "queue_length": "0"}).status_code == 400


def test_the_plan_is_saved_in_the_order_of_its_places(client, hall):
    client.force_login(a_person(Role.DISTRICT_MANAGER, at=hall.unit))
    door = reverse("emergency_plan", args=[hall.unit.code])
    said = {"place_1": "2", "kind_1": "care", "words_1": "热水", "place_2": "1", "kind_2": "counters", "words_2": ""}
    assert client.post(door, said | {"place_3": "", "kind_3": "roaming"}).status_code == 302
    assert list(RushPlan.objects.get().steps.values_list("kind", "words")) == [("counters", ""), ("care", "热水")]
    assert client.post(door, said).status_code == 409
    wrong = client.post(door, {"version": "1", "place_1": "1", "kind_1": ""})
    assert wrong.status_code == 400


def test_a_rule_and_steps_are_set_for_a_whole_branch_and_hold_in_its_halls(client, hall):
    """Which a sheet of halls could not do one by one; a hall's own rule and steps come before them."""
    branch = a_unit("富阳分公司")
    below = a_hall("新登营业厅", under=branch)
    client.force_login(a_person(Role.DISTRICT_MANAGER, at=branch))
    rule, plan = (reverse(name, args=[branch.code]) for name in ("emergency_rule", "emergency_plan"))
    page = text_of(client.get(reverse("emergencies")))
    assert rule in page
    assert plan in page
    assert client.post(rule, {"valid_from": "2011-01-17", "queue_length": "12"}).status_code == 302
    assert client.post(plan, {"place_1": "1", "kind_1": "care", "words_1": "热水"}).status_code == 302
    assert hall_now(below, now=minutes(1)).rule.queue_length == 12
    assert steps_of(plan_for(below.unit)) == [("care", "热水")]
    assert "12" in text_of(client.get(reverse("emergency_rule", args=[below.unit.code])))
    assert client.get(reverse("emergency_rule", args=[hall.unit.code])).status_code == 404
    client.force_login(a_person(Role.HALL_MANAGER, at=below.unit))
    assert client.get(rule).status_code == 404
    assert client.get(reverse("emergency_rule", args=[below.unit.code])).status_code == 403


def test_what_keeps_rules_silent_is_said_once_for_all_halls_and_no_act_is_offered_that_is_refused(client):
    branch = a_unit("富阳分公司")
    halls = [a_hall(name, under=branch) for name in ("桂花西路营业厅", "新登营业厅", "场口营业厅")]
    client.force_login(a_person(Role.AUDITOR, at=branch))
    page = text_of(client.get(reverse("emergencies")))
    assert page.count("rush-silence") == 1
    acts = ("emergency_open", "emergency_rule", "emergency_plan")
    doors = [reverse(name, args=[one.unit.code]) for one in halls for name in acts]
    assert [door for door in doors if door in page] == []
    client.force_login(a_person(Role.HALL_MANAGER, at=halls[0].unit))
    page = text_of(client.get(reverse("emergencies")))
    assert [door for door in doors if door in page] == [reverse("emergency_open", args=[halls[0].unit.code])]


def test_those_to_be_looked_back_on_are_listed_the_next_day(client, hall, leader, time_machine):
    emergency = services.open_by_hand(premises=hall, words="发薪日", by=leader, now=minutes(0))
    services.close_emergency(emergency=emergency, result="平稳", by=leader, now=minutes(9))
    address = reverse("emergency", args=[emergency.pk])
    assert address not in text_of(client.get(reverse("emergencies") + "?show=review"))
    time_machine.move_to(MORNING + dt.timedelta(days=1), tick=False)
    client.force_login(leader)
    assert address in text_of(client.get(reverse("emergencies") + "?show=review"))
    client.post(reverse("emergency_review", args=[emergency.pk]), {"review": "分流见效"})
    assert address not in text_of(client.get(reverse("emergencies") + "?show=review"))
    assert "分流见效" in text_of(client.get(reverse("emergencies")))


def test_a_list_of_a_hundred_asks_as_little_as_a_list_of_one(client, hall, leader, django_assert_max_num_queries):
    for minute in range(60):
        one = services.open_by_hand(premises=hall, words="人多", by=leader, now=minutes(minute))
        services.close_emergency(emergency=one, result="平稳", by=leader, now=minutes(minute))
    with django_assert_max_num_queries(20):
        client.get(reverse("emergencies"))


def test_a_machine_opens_steps_and_ends_it_once_per_key(client, hall, leader):
    _token, secret = create_token(
        by=leader,
        name="大屏",
        scopes=[Right.HALL_VIEW, Right.QUEUE_LEAD],
        expires_at=minutes(60 * 24),
        now=minutes(15),
    )
    client.logout()

    def post(address: str, body: dict[str, object], key: str):
        headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": key}
        return client.post(address, json.dumps(body), content_type="application/json", headers=headers)

    door = reverse("api_emergency_open", args=[hall.unit.code])
    first = post(door, {"words": "发薪日"}, "k1")
    assert first.status_code == 201
    assert post(door, {"words": "发薪日"}, "k1").json() == first.json()
    assert post(door, {"words": "发薪日"}, "k2").status_code == 409
    pk = first.json()["id"]
    stepped = post(reverse("api_emergency_step", args=[pk, 1]), {"state": "done", "note": "开了"}, "k3").json()
    assert stepped["steps"][0] | {"at": None} == {
        "position": 1, "kind": "counters", "words": "", "state": "done", "note": "开了", "at": None,
        "by": leader.staff_number,
    }  # fmt: skip
    ended = post(reverse("api_emergency_close", args=[pk]), {"result": "平稳"}, "k4").json()
    assert ended["ended"] == "hand"
    assert (
        post(reverse("api_emergency_rule", args=[hall.unit.code]), {"valid_from": "2011-01-17"}, "k5").status_code
        == 403
    )
