"""What other systems hear of a ticket, and what they never hear."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from django.urls import reverse

from complaints.batches.services import add_ticket, answer, open_batch, plan_batch
from complaints.escalation.services import acknowledge_escalation, escalate_by_hand
from complaints.promises.services import break_promise, make_promise
from complaints.tags.services import define_tag, put_tag
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
from core.jobs import messages
from core.webhooks.models import WebhookDelivery, WebhookEndpoint
from core.webhooks.registry import PING, offered_events
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
        events=sorted(name for name, _title in offered_events()),
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
        *("graded", "verified", "judged", "followed_up"),
        "closed",
        "reopened",
        "escalated",
        "voided",
    ]
    for message in told:
        message["data"].pop("act", None)
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


def events(*, but=()):
    rows = [json.loads(row.body) for row in WebhookDelivery.objects.order_by("pk")]
    return [(row["event"], row["data"].get("act")) for row in rows if row["event"] not in but]


def test_of_a_verb_with_several_acts_only_some_leave(branch, manager):
    """What is noted inside the house stays inside: an acknowledgement, a tag that alarms nobody, a promise made."""
    listening(branch)
    a_person(Role.MARKET_MANAGER, at=branch)
    complaint, by = a_complaint(at=branch, channel="counter", by=manager, now=NOW), {"by": manager, "now": NOW}
    define_tag(code="vip", name="重要客户", definition="", source="", is_zero_tolerance=False, is_offered=True, **by)
    put_tag(complaint=complaint, tag="vip", **by)
    put_tag(complaint=complaint, tag="major", **by)
    escalate_by_hand(complaint=complaint, reason="客户要求", **by)
    acknowledge_escalation(complaint=complaint, **by)
    due = NOW + dt.timedelta(days=1)
    promise = make_promise(complaint=complaint, words="明日回电", owner=manager, due_at=due, **by)
    break_promise(promise=promise, how="忘记", **by)
    assert events(but=["complaint.registered"]) == [
        ("complaint.tagged", "put"),
        ("complaint.escalated", "raised"),
        ("complaint.escalated", "raised"),
        ("complaint.promise", "broken"),
    ]


def test_a_batch_is_told_of_by_its_own_verbs(branch, manager):
    listening(branch)
    batch = open_batch(title="群发短信", unit=branch, why="同一活动", by=manager, now=NOW)
    complaint = a_complaint(at=branch, by=manager, now=NOW)
    add_ticket(batch=batch, complaint=complaint, by=manager, now=NOW)
    plan_batch(batch=batch, plan="统一退费", by=manager, now=NOW)
    answer(batch=batch, complaint=complaint, words="已退费", by=manager, now=NOW)
    named = ("batch.opened", "complaint.batch", "batch.closed")
    assert [one for one in events() if one[0] in named] == [
        ("batch.opened", None), ("complaint.batch", "joined"), ("batch.closed", None)
    ]  # fmt: skip


def test_the_receivers_guide_names_every_event():
    guide = (Path(__file__).parents[3] / "docs" / "webhooks.md").read_text("utf-8")
    table = {
        name for line in guide.splitlines() if line.startswith("| `") for name in re.findall(r"`([a-z_.]+)`", line)
    }
    assert {name for name, _title in offered_events()} <= table
    dotted = {name for name in table if "." in name}
    assert dotted <= {name for name, _title in offered_events()} | {PING}
