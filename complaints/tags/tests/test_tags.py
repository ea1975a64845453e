from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone, translation

from complaints.escalation.models import Escalation
from complaints.escalation.tests.factories import a_chain
from complaints.tags.models import Tag, TicketTag
from complaints.tags.rules import SEEDS
from complaints.tags.selectors import offered
from complaints.tags.services import (
    CAME_AGAIN,
    CannotChangeTag,
    CannotPutTag,
    CannotTakeTagOff,
    define_tag,
    plant_tags,
    put_tag,
    take_tag_off,
)
from complaints.tags.wiring import lines
from complaints.tests.factories import A_MONDAY, a_complaint
from complaints.tickets.choices import EventKind
from complaints.tickets.filters import matching
from complaints.tickets.services import void_complaint
from complaints.tickets.tests.test_api import Machine
from core.notifications.models import Notification
from org.access.choices import Right
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
LATER = A_MONDAY + dt.timedelta(days=3)


def tagged(complaint, tag="major", now=A_MONDAY):
    return put_tag(complaint=complaint, tag=tag, by=None, now=now)


def test_the_sources_words_are_kept_and_what_they_leave_open_stays_open():
    assert plant_tags(by=None, now=A_MONDAY) == len(SEEDS)
    assert plant_tags(by=None, now=A_MONDAY) == 0
    sanqiang = Tag.objects.get(code="sanqiang")
    assert (sanqiang.name, sanqiang.definition, sanqiang.is_zero_tolerance) == ("三强", "", True)
    assert all(tag.source and not tag.definition for tag in Tag.objects.order_by("code"))


def test_they_are_offered_before_anybody_loaded_them():
    assert ("sanqiang", "三强") in offered()
    tagged(a_complaint(), "sanqiang")
    assert Tag.objects.count() == len(SEEDS)


def test_a_zero_tolerance_tag_alarms_the_chain_at_once_each_time():
    branch, people = a_chain()
    complaint = a_complaint(at=branch, channel="counter")
    put = tagged(complaint)
    escalation = Escalation.objects.get()
    assert (escalation.occasion, escalation.level, escalation.at) == ("zero_tolerance", 4, A_MONDAY)
    assert people[Role.DEPUTY_GENERAL_MANAGER] in {notice.person for notice in escalation.notices.all()}
    assert all(notice.urgent for notice in Notification.objects.filter(kind="escalation.zero_tolerance"))
    take_tag_off(complaint=complaint, tag="major", reason="误标", by=people[Role.MARKET_MANAGER], now=LATER)
    tagged(complaint, now=LATER)
    assert Escalation.objects.count() == 2
    assert put.pk != TicketTag.objects.on().get().pk


def test_another_tag_alarms_nobody():
    said = {"definition": "", "source": "", "is_zero_tolerance": False, "is_offered": True, "by": None, "now": A_MONDAY}
    define_tag(code="vip", name="重要客户", **said)
    tagged(a_complaint(channel="counter"), "vip")
    assert not Escalation.objects.exists()
    with pytest.raises(CannotChangeTag):
        define_tag(code="vip", name="同码", **said)


def test_what_alarms_the_chain_is_put_on_a_ticket_that_somebody_works_on():
    branch, _people = a_chain()
    complaint = a_complaint(at=branch, channel="counter")
    complaint.state = "closed"
    with pytest.raises(CannotPutTag):
        tagged(complaint)
    assert not Escalation.objects.exists()


def test_two_who_name_a_tag_alike_at_once_are_told(monkeypatch):
    said = {"definition": "", "source": "", "is_zero_tolerance": False, "is_offered": True, "by": None, "now": A_MONDAY}
    _first, second = (define_tag(code=code, name=code, **said) for code in ("vip", "gov"))
    monkeypatch.setattr(Tag.objects, "filter", lambda **_said: Tag.objects.none())  # looked before the other wrote
    for tag in (None, second):
        with pytest.raises(CannotChangeTag) as refused:
            define_tag(code="vip", name="同码", tag=tag, version=1, **said)
        assert refused.value.field == "code"
    assert Tag.objects.get(pk=second.pk).code == "gov"


def test_two_who_load_the_tags_at_once_load_them_once(monkeypatch):
    assert plant_tags(by=None, now=A_MONDAY) == len(SEEDS)
    monkeypatch.setattr(Tag.objects, "values_list", lambda *_names, **_said: [])  # looked before the other wrote
    assert plant_tags(by=None, now=A_MONDAY) == 0
    assert Tag.objects.count() == len(SEEDS)


def test_it_is_put_once_and_never_on_a_void_ticket():
    complaint = a_complaint()
    tagged(complaint)
    with pytest.raises(CannotPutTag):
        tagged(complaint)
    with pytest.raises(CannotPutTag):
        tagged(complaint, "nonesuch")
    void_complaint(complaint=complaint, reason="重复", by=None, now=LATER)
    with pytest.raises(CannotPutTag):
        tagged(complaint, "media")


def test_it_comes_off_once_and_with_a_reason():
    branch, people = a_chain()
    complaint, leader = a_complaint(at=branch), people[Role.MARKET_MANAGER]
    tagged(complaint)
    with pytest.raises(CannotTakeTagOff):
        take_tag_off(complaint=complaint, tag="major", reason=" ", by=leader, now=LATER)
    off = take_tag_off(complaint=complaint, tag="major", reason="查证不属重大", by=leader, now=LATER)
    assert (off.off_at, off.off_by, off.off_why) == (LATER, leader, "查证不属重大")
    with pytest.raises(CannotTakeTagOff):
        take_tag_off(complaint=complaint, tag="major", reason="再来", by=leader, now=LATER)
    with translation.override("en"):
        said = [lines(event.data)[0] for event in complaint.events.filter(kind=EventKind.TAGGED)]
    assert said == ["“重大服务事件” put on", "“重大服务事件” taken off"]


@pytest.mark.parametrize(
    ("role", "status"), [(Role.HANDLER, 403), (Role.SERVICE_MANAGER, 403), (Role.MARKET_MANAGER, 302)]
)
def test_only_a_level_above_takes_it_off(role, status):
    branch = a_unit()
    complaint = a_complaint(at=branch)
    tagged(complaint)
    client = Client()
    client.force_login(a_person(role, at=branch))
    answer = client.post(f"/complaints/{complaint.number}/tags/major/off/", {"reason": "误标"})
    assert answer.status_code == status
    assert TicketTag.objects.on().exists() is (status == 403)


def test_without_a_window_no_repeat_is_looked_for():
    branch, _people = a_chain()
    for _number in range(2):
        tagged(a_complaint(at=branch, phone=""))
    assert not Notification.objects.filter(kind=CAME_AGAIN).exists()


def test_a_repeat_at_the_same_unit_within_the_window_proposes_a_supervision_order(settings):
    settings.TAG_REPEAT_DAYS = 30
    branch, people = a_chain()
    hall, other = a_unit("桂花", under=branch), a_unit("春北", under=branch)
    tagged(a_complaint(at=hall, phone=""))
    tagged(a_complaint(at=other, phone=""), now=LATER)
    tagged(a_complaint(at=hall, phone=""), now=A_MONDAY + dt.timedelta(days=31))
    assert not Notification.objects.filter(kind=CAME_AGAIN).exists()
    again = a_complaint(at=hall, phone="")
    tagged(again, now=A_MONDAY + dt.timedelta(days=40))
    told = {notice.recipient for notice in Notification.objects.filter(kind=CAME_AGAIN)}
    assert told == {people[Role.MARKET_MANAGER], people[Role.DEPUTY_GENERAL_MANAGER]}
    assert again.events.get(kind=EventKind.TAGGED).data["again"] is True


def test_the_worklist_finds_what_carries_a_tag_now():
    branch, people = a_chain()
    one, two = (a_complaint(at=branch, phone="") for _number in range(2))
    tagged(one)
    tagged(two)
    take_tag_off(complaint=two, tag="major", reason="误标", by=people[Role.MARKET_MANAGER], now=LATER)
    found = matching(people[Role.SERVICE_MANAGER], {"tag": "major"}, now=timezone.now())
    assert list(found) == [one]


def test_a_machine_says_what_tags_mean(client):
    machine = Machine(client, a_person(Role.MARKET_MANAGER, at=a_unit()), Right.COMPLAINT_VIEW, Right.TAG_EDIT)
    address, said = "/api/v1/tags/", {"code": "press", "name": "扬言曝光", "is_zero_tolerance": True}
    assert machine.send(f"{address}first/", {}).json() == {"added": len(SEEDS)}
    assert [machine.send(address, said, key="one").status_code for _each in range(2)] == [201, 201]
    assert machine.send(address, said).status_code == 409
    changed = machine.send(f"{address}press/edit/", said | {"is_offered": False, "version": 1})
    assert (changed.status_code, changed.json()["is_offered"]) == (200, False)
    assert machine.send(f"{address}nothing/edit/", said).status_code == 404
    assert {one["code"] for one in machine.get(address).json()["results"]} == {"press", *(one.code for one in SEEDS)}


def test_a_tag_that_somebody_else_changed_meanwhile_is_not_written_over(client):
    """C15: 409 with how it stands now and what was typed; a machine names the version it read."""
    manager = a_person(Role.MARKET_MANAGER, at=a_unit())
    said = {"code": "vip", "name": "重要客户", "definition": "", "source": "", "is_zero_tolerance": False}
    tag = define_tag(is_offered=True, by=None, now=A_MONDAY, **said)
    define_tag(tag=tag, version=1, is_offered=True, by=None, now=A_MONDAY, **said | {"definition": "月消费八百元以上"})
    client.force_login(manager)
    page = f"/complaints/tags/{tag.code}/edit/"
    typed = {"code": "vip", "name": "重要客户", "definition": "集团领导", "is_offered": "on"}
    for stale in ({"version": "1"}, {}):
        answer = client.post(page, typed | stale)
        assert answer.status_code == 409
        assert all(words in answer.content.decode() for words in ("月消费八百元以上", "集团领导"))
    assert Tag.objects.get().definition == "月消费八百元以上"
    machine = Machine(client, manager, Right.COMPLAINT_VIEW, Right.TAG_EDIT)
    (read,) = machine.get("/api/v1/tags/").json()["results"]
    address = "/api/v1/tags/vip/edit/"
    sent = {"code": "vip", "name": "重要客户", "definition": "集团领导"}
    assert [machine.send(address, sent | more).status_code for more in ({}, {"version": 1})] == [400, 409]
    assert machine.send(address, sent | {"version": read["version"]}).json()["version"] == 3
