"""What other systems hear of a ticket, and what they never hear."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.urls import reverse

from complaints.tests.factories import a_complaint, worked_case
from complaints.tickets.choices import Outcome, ReopenReason
from complaints.tickets.services import (
    CannotClose,
    add_note,
    assign_complaint,
    close_complaint,
    reopen_complaint,
    void_complaint,
)
from complaints.tickets.services.publishing import TITLES
from core.jobs import messages
from core.webhooks.models import WebhookDelivery, WebhookEndpoint
from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from org.units.choices import UnitKind

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2011, 1, 31, 8, 0, tzinfo=dt.UTC)


@pytest.fixture
def branch(monkeypatch, settings):
    settings.PUBLIC_ADDRESS = "https://desk.example.cn"
    monkeypatch.setattr(messages, "post", lambda _job_id: True)
    return a_unit("富阳分公司", code="FY")


@pytest.fixture
def manager(branch):
    return a_person(Role.SERVICE_MANAGER, at=branch)


def listening(unit):
    return WebhookEndpoint.objects.create(
        name="大屏",
        url="https://hooks.example.cn/in",
        place=unit.code,
        events=sorted(TITLES),
        person=a_person(Role.ADMINISTRATOR, at=unit),
        secret="sealed",
        created_at=NOW,
    )


def test_each_step_is_told_and_nothing_that_a_customer_said(branch, manager):
    hall = a_unit("桂花西路营业厅", kind=UnitKind.HALL, under=branch)
    listening(branch)
    by = {"by": manager, "now": NOW}
    said = {"subject": "强制办理家庭网", "text": "未经同意", "customer_name": "张女士", "phone": "13800001234"}
    complaint = a_complaint(at=hall, **by, **said)
    add_note(complaint=complaint, text="已联系", **by)
    assign_complaint(complaint=complaint, handler=manager, **by)
    worked_case(complaint, **by)
    close_complaint(complaint=complaint, outcome=Outcome.values[0], note="已退费", **by)
    reopen_complaint(complaint=complaint, reason=ReopenReason.values[0], note="客户不满意", **by)
    void_complaint(complaint=complaint, reason="重复录入", **by)
    told = [json.loads(row.body) for row in WebhookDelivery.objects.order_by("pk")]
    assert [message["event"].removeprefix("complaint.") for message in told] == [
        "registered",
        "assigned",
        "closed",
        "reopened",
        "voided",
    ]
    assert {json.dumps(message["data"], sort_keys=True) for message in told} == {
        json.dumps(
            {
                "number": complaint.number,
                "address": f"https://desk.example.cn{reverse('complaint', args=[complaint.number])}",
                "api_address": f"https://desk.example.cn{reverse('api_complaint', args=[complaint.number])}",
            },
            sort_keys=True,
        )
    }


def test_another_branch_hears_nothing(branch, manager):
    listening(a_unit("临安分公司", code="LA"))
    a_complaint(at=branch, by=manager, now=NOW)
    assert not WebhookDelivery.objects.exists()


def test_a_ticket_that_was_refused_is_not_told_of(branch, manager):
    listening(branch)
    complaint = a_complaint(at=branch, by=manager, now=NOW)
    worked_case(complaint, by=manager, now=NOW)
    WebhookDelivery.objects.all().delete()
    with pytest.raises(CannotClose):
        close_complaint(complaint=complaint, outcome=Outcome.values[0], note="", by=manager, now=NOW)
    assert not WebhookDelivery.objects.exists()
