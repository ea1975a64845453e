from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from complaints.responsibility.services import give_notice
from complaints.responsibility.tests.cases import a_cast, noticed, prepared
from improvement.actions.services import finish_action
from improvement.tests.factories import NOW, an_action
from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from servicedesk.home.duties import duties

pytestmark = pytest.mark.django_db


def addresses(person):
    return [line.url for duty in duties(person, now=timezone.now()) for line in duty.lines]


def test_home_leads_to_ones_own_actions_and_to_those_one_may_verify():
    hall = a_unit("桂花西路营业厅")
    inspector = a_person(Role.INSPECTOR, at=hall)
    action = an_action(hall)
    address = f"/improvement/actions/{action.number}/"
    assert (addresses(action.owner), addresses(inspector)) == ([address], [])
    finish_action(action=action, words="已改", by=action.owner, now=NOW)
    assert (addresses(action.owner), addresses(inspector)) == ([], [address])
    client = Client()
    client.force_login(inspector)
    assert address in client.get("/").content.decode()


def test_home_leads_to_the_finding_one_has_to_answer_and_then_to_the_decision():
    cast = a_cast()
    prepared(cast)
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    give_notice(finding=cast.finding, answer_by=tomorrow, by=cast.manager, now=timezone.now())
    share = cast.finding.shares.get(person=cast.rep)
    assert addresses(cast.rep) == [f"/complaints/findings/{share.pk}/"]
    assert addresses(cast.market_manager) == []


def test_home_leads_to_the_decision_when_the_time_to_answer_is_over():
    cast = a_cast()
    finding = noticed(cast)
    finding.answer_by = timezone.now() - dt.timedelta(days=1)
    finding.save(update_fields=["answer_by"])
    assert addresses(cast.rep) == []
    assert addresses(cast.market_manager) == [f"/complaints/{cast.complaint.number}/finding/decide/"]
