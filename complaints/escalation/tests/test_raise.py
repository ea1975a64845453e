from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

from complaints.escalation.choices import Line, Occasion, Trigger
from complaints.escalation.models import Escalation, EscalationNotice
from complaints.escalation.presenter import ladder, lines
from complaints.escalation.selectors import level_of
from complaints.escalation.services import (
    CannotEscalate,
    CannotLower,
    NothingToAcknowledge,
    StandsBelow,
    acknowledge_escalation,
    escalate_at_once,
    escalate_by_hand,
    lower_escalation,
)
from complaints.escalation.tests.factories import BRANCH_CHAIN, a_chain
from complaints.tests.factories import A_MONDAY, a_complaint, worked_case
from complaints.tickets.choices import EventKind
from complaints.tickets.services import close_complaint, edit_complaint, reopen_complaint
from core.audit.models import AuditEntry
from core.files.services import open_stored
from core.notifications.models import Notification
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
LATER = A_MONDAY + dt.timedelta(hours=3)


def told(escalation: Escalation) -> set[str]:
    return {notice.role for notice in escalation.notices.all()}


def up(complaint, by=None, reason="客户要求领导答复"):
    return escalate_by_hand(complaint=complaint, reason=reason, by=by, now=LATER)


def test_by_hand_it_goes_to_the_next_level_and_that_level_is_told():
    branch, people = a_chain()
    complaint = a_complaint(at=branch, channel="counter")
    escalation = up(complaint)
    assert (escalation.level, escalation.trigger, escalation.line) == (2, Trigger.HAND, Line.BRANCH)
    assert [notice.person for notice in escalation.notices.all()] == [people[Role.SERVICE_MANAGER]]
    assert up(complaint).level == 3
    assert level_of(complaint) == 3
    event = complaint.events.filter(kind=EventKind.ESCALATED).first()
    assert event.text == "客户要求领导答复"
    with translation.override("en"):
        assert lines(event.data)[0] == "to level 2"


def test_it_needs_a_reason_and_an_open_ticket():
    branch, _people = a_chain()
    complaint = a_complaint(at=branch, channel="counter")
    with pytest.raises(CannotEscalate):
        up(complaint, reason=" ")
    worked_case(complaint)
    close_complaint(complaint=complaint, outcome="solved", note="已办", by=None, now=LATER)
    with pytest.raises(CannotEscalate):
        up(complaint)


def test_the_fifth_level_is_a_liaison_form_to_the_topmost_market_department_and_the_last():
    company = a_unit("公司", kind="company")
    branch = a_unit("富阳分公司", under=company)
    city = a_person(Role.MARKET_MANAGER, at=company, name="市公司")
    near = a_person(Role.MARKET_MANAGER, at=branch, name="分公司")
    for role in (Role.SERVICE_MANAGER, Role.DEPUTY_GENERAL_MANAGER):
        a_person(role, at=branch)
    complaint = a_complaint(at=branch, channel="counter")
    raised = [up(complaint) for _level in range(4)]
    assert [one.level for one in raised] == [2, 3, 4, 5]
    assert [notice.person for notice in raised[1].notices.all()] == [near]
    assert [notice.person for notice in raised[3].notices.all()] == [city]
    assert [bool(one.liaison_file) for one in raised] == [False, False, False, True]
    with open_stored(raised[3].liaison_file) as form:
        assert form.read(5) == b"%PDF-"
    with pytest.raises(CannotEscalate):
        up(complaint)


def test_nobody_in_a_role_is_a_gap_and_the_next_level_is_told():
    branch, people = a_chain(Role.DEPUTY_GENERAL_MANAGER)
    complaint = a_complaint(at=branch, channel="counter")
    escalation = up(complaint)
    assert [notice.person for notice in escalation.notices.all()] == [people[Role.DEPUTY_GENERAL_MANAGER]]
    data = complaint.events.get(kind=EventKind.ESCALATED).data
    assert data["gaps"] == [Role.SERVICE_MANAGER, Role.MARKET_MANAGER]
    assert ladder(complaint, people[Role.DEPUTY_GENERAL_MANAGER], LATER).climbs[0].gaps == Role.SERVICE_MANAGER.label


def test_those_nearest_to_the_unit_are_told():
    company = a_unit("公司", kind="company")
    branch = a_unit("富阳分公司", under=company)
    a_person(Role.SERVICE_MANAGER, at=company)
    near = a_person(Role.SERVICE_MANAGER, at=branch)
    hall = a_unit("桂花", under=branch)
    assert [n.person for n in up(a_complaint(at=hall, channel="counter")).notices.all()] == [near]


def test_media_reaches_the_chain_the_general_office_and_the_market_department_at_once_and_urgently():
    branch, people = a_chain()
    complaint = a_complaint(at=branch, channel="media", now=A_MONDAY)
    escalation = Escalation.objects.get(complaint=complaint)
    assert (escalation.occasion, escalation.at) == (Occasion.MEDIA, A_MONDAY)
    assert told(escalation) == {role.value for role in BRANCH_CHAIN}
    notices = Notification.objects.filter(kind="escalation.media")
    assert {one.recipient for one in notices} == set(people.values())
    assert all(one.urgent for one in notices)


def test_a_ticket_that_turns_out_to_be_a_media_case_goes_up_once():
    branch, _people = a_chain()
    complaint = a_complaint(at=branch, channel="counter")
    for channel in ("media", "counter", "media"):
        edit_complaint(complaint=complaint, version=complaint.version, by=None, now=LATER, channel=channel)
    assert Escalation.objects.filter(complaint=complaint, occasion=Occasion.MEDIA).count() == 1


def test_the_regulator_and_each_reopening_go_up_at_once():
    branch, _people = a_chain()
    complaint = a_complaint(at=branch, channel="regulator")
    assert Escalation.objects.get(complaint=complaint).occasion == Occasion.REGULATOR
    for _time in range(2):
        worked_case(complaint)
        close_complaint(complaint=complaint, outcome="solved", note="已办", by=None, now=LATER)
        reopen_complaint(complaint=complaint, reason="broken_promise", note="", by=None, now=LATER)
    assert Escalation.objects.filter(complaint=complaint, occasion=Occasion.REOPENED).count() == 2


def test_the_same_event_told_twice_lifts_once():
    branch, _people = a_chain()
    complaint = a_complaint(at=branch, channel="counter")
    said = {"complaint": complaint, "occasion": Occasion.BATCH, "cause": "batch:7", "by": None, "now": LATER}
    assert [one.level for one in escalate_at_once(**said)] == [4, 5]
    assert escalate_at_once(**said) == []


def test_a_hotline_ticket_goes_up_the_call_centres_line():
    branch, people = a_chain(Role.TEAM_LEADER, Role.SERVICE_MANAGER)
    escalation = up(a_complaint(at=branch, channel="hotline"))
    assert escalation.line == Line.CALL_CENTRE
    assert [notice.person for notice in escalation.notices.all()] == [people[Role.TEAM_LEADER]]


def test_the_setting_decides_which_channels_are_the_call_centres(settings):
    settings.CALL_CENTRE_CHANNELS = ["web"]
    branch, _people = a_chain()
    assert up(a_complaint(at=branch, channel="hotline")).line == Line.BRANCH


def test_whoever_was_told_acknowledges_once():
    branch, people = a_chain()
    complaint = a_complaint(at=branch, channel="media")
    manager = people[Role.SERVICE_MANAGER]
    assert EscalationNotice.objects.waiting_for(manager).count() == 1
    assert acknowledge_escalation(complaint=complaint, by=manager, now=LATER) == 1
    assert EscalationNotice.objects.get(person=manager).acknowledged_at == LATER
    assert EscalationNotice.objects.filter(acknowledged_at=None).count() == 3
    with pytest.raises(NothingToAcknowledge):
        acknowledge_escalation(complaint=complaint, by=manager, now=LATER)
    with pytest.raises(NothingToAcknowledge):
        acknowledge_escalation(complaint=complaint, by=a_person(Role.HANDLER, at=branch), now=LATER)


def test_what_was_taken_back_or_closed_waits_for_nobody():
    branch, people = a_chain()
    complaint = a_complaint(at=branch, channel="media")
    manager = people[Role.SERVICE_MANAGER]
    lower_escalation(complaint=complaint, reason="记者已撤稿", by=people[Role.MARKET_MANAGER], now=LATER)
    assert not EscalationNotice.objects.waiting_for(manager).exists()


def test_it_comes_down_with_a_reason_to_where_it_stood():
    branch, people = a_chain()
    complaint = a_complaint(at=branch, channel="counter")
    up(complaint)
    up(complaint)
    leader = people[Role.DEPUTY_GENERAL_MANAGER]
    with pytest.raises(CannotLower):
        lower_escalation(complaint=complaint, reason="", by=leader, now=LATER)
    assert lower_escalation(complaint=complaint, reason="已与客户谈妥", by=leader, now=LATER) == 2
    assert lower_escalation(complaint=complaint, reason="已与客户谈妥", by=leader, now=LATER) == 1
    with pytest.raises(CannotLower):
        lower_escalation(complaint=complaint, reason="再降", by=leader, now=LATER)
    assert up(complaint).level == 2
    acts = [event.data["act"] for event in complaint.events.filter(kind=EventKind.ESCALATED)]
    assert acts == ["raised", "raised", "lowered", "lowered", "raised"]
    assert AuditEntry.objects.filter(verb="complaint.escalated").count() == 5


def test_only_a_level_above_takes_it_down():
    branch, people = a_chain()
    complaint = a_complaint(at=branch, channel="media")
    deputy = people[Role.DEPUTY_GENERAL_MANAGER]
    elsewhere = a_person(Role.GENERAL_MANAGER, at=a_unit("临安分公司"))
    for person in (deputy, people[Role.SERVICE_MANAGER], elsewhere):
        with pytest.raises(StandsBelow) as refused:
            lower_escalation(complaint=complaint, reason="记者已撤稿", by=person, now=LATER)
        assert refused.value.status == 403
        assert not ladder(complaint, person, LATER).may_lower
    assert level_of(complaint) == 4
    assert ladder(complaint, people[Role.MARKET_MANAGER], LATER).may_lower
    general = a_person(Role.GENERAL_MANAGER, at=branch)
    assert lower_escalation(complaint=complaint, reason="记者已撤稿", by=general, now=LATER) == 1
