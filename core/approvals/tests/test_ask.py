from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from core.approvals.choices import Decision, Mode
from core.approvals.models import ApprovalRequest, ApprovalStep, ApprovalVoice
from core.approvals.registry import approval_kind
from core.approvals.selectors import living
from core.approvals.services import (
    AlreadyAsked,
    CannotAsk,
    CannotWithdraw,
    Fact,
    NobodyCanDecide,
    StepAsked,
    appoint_substitute,
    ask_again,
    decide,
    withdraw,
)
from core.approvals.tests.factories import KIND, NOW, SHARED, a_request
from core.audit.models import AuditEntry
from core.notifications.models import Notification


def test_it_tells_those_of_the_first_step_at_once_and_who_stands_in(branch):
    appoint_substitute(
        person=branch.deputy,
        substitute=branch.other,
        from_on=NOW.date(),
        to_on=NOW.date(),
        reason="开会",
        by=branch.deputy,
        now=NOW,
    )
    a_request([branch.deputy], [branch.manager], about=branch.unit, by=branch.asker)
    told = Notification.objects.filter(kind__startswith="approval").order_by("pk")
    assert [(notice.recipient, notice.kind, notice.urgent) for notice in told] == [
        (branch.deputy, "approval.asked", True),
        (branch.other, "approval.asked_for", True),
    ]


def test_a_step_nobody_could_decide_is_refused_by_its_name(branch):
    branch.deputy.is_active = False
    branch.deputy.save()
    people = [branch.asker, branch.deputy, branch.manager]
    with pytest.raises(NobodyCanDecide, match="总经理审批"):
        a_request(StepAsked("总经理审批", people), about=branch.unit, by=branch.asker, barred=[branch.manager])
    assert not ApprovalRequest.objects.exists()


def test_without_a_step_nothing_is_asked(branch):
    with pytest.raises(CannotAsk):
        a_request(about=branch.unit, by=branch.asker)


def test_the_same_thing_is_asked_once_while_it_lives(branch):
    first = a_request([branch.manager], about=branch.unit, by=branch.asker)
    with pytest.raises(AlreadyAsked):
        a_request([branch.manager], about=branch.unit, by=branch.deputy)
    decide(request=first, decision=Decision.RETURN, comment="补材料", by=branch.manager, now=NOW)
    with pytest.raises(AlreadyAsked):
        a_request([branch.manager], about=branch.unit, by=branch.asker)
    assert living(branch.unit, KIND) == first
    withdraw(request=first, reason="不再需要", by=branch.asker, now=NOW)
    assert a_request([branch.manager], about=branch.unit, by=branch.asker) != first


def test_the_database_keeps_two_from_living_at_once(branch):
    asked = a_request([branch.manager], about=branch.unit, by=branch.asker)
    asked.pk = None
    asked._state.adding = True
    with pytest.raises(IntegrityError), transaction.atomic():
        asked.save()


def test_a_kind_may_allow_several(branch):
    for _time in range(2):
        a_request([branch.manager], about=branch.unit, by=branch.asker, kind=SHARED)
    assert ApprovalRequest.objects.waiting().count() == 2


def test_the_trail_keeps_the_names_of_facts_and_not_what_they_say(branch):
    """The chain is never erased; what a fact says may name a customer, and stands in the request alone."""
    said = [Fact("致歉函", "张女士：138 号楼"), Fact("金额", "128.00 元")]
    asked = a_request([branch.manager], about=branch.unit, by=branch.asker, facts=said)
    decide(request=asked, decision=Decision.RETURN, comment="补材料", by=branch.manager, now=NOW)
    ask_again(request=asked, facts=said, by=branch.asker, now=NOW)
    entries = AuditEntry.objects.filter(verb__startswith="approval.asked")
    assert [entry.data["facts"] for entry in entries] == ["致歉函; 金额"] * 2
    assert all(entry.data["object"] == asked.about_label for entry in entries)


def test_facts_are_frozen_as_they_were_said(branch):
    facts = [Fact("金额", "128.00 元"), Fact("说明", "含\x00控制字符")]
    asked = a_request([branch.manager], about=branch.unit, by=branch.asker, facts=facts)
    assert ApprovalRequest.objects.get(pk=asked.pk).facts == [["金额", "128.00 元"], ["说明", "含�控制字符"]]


def test_only_what_was_returned_is_asked_again(branch):
    asked = a_request([branch.manager], about=branch.unit, by=branch.asker)
    with pytest.raises(CannotAsk):
        ask_again(request=asked, facts=[], by=branch.asker, now=NOW)
    decide(request=asked, decision=Decision.RETURN, comment="补材料", by=branch.manager, now=NOW)
    ask_again(request=asked, facts=[], by=branch.asker, now=NOW)
    with pytest.raises(CannotAsk):
        ask_again(request=asked, facts=[], by=branch.asker, now=NOW)


def test_who_asked_before_stays_barred_when_somebody_else_asks_again(branch):
    asked = a_request([branch.manager], about=branch.unit, by=branch.asker)
    asked = decide(request=asked, decision=Decision.RETURN, comment="补材料", by=branch.manager, now=NOW)
    steps = [StepAsked("会签", [branch.asker, branch.manager], Mode.ALL)]
    asked = ask_again(request=asked, facts=[], steps=steps, by=branch.deputy, now=NOW)
    assert [v.person for v in ApprovalVoice.objects.filter(step__round=2)] == [branch.manager]


def test_it_is_withdrawn_once_and_the_kind_hears_of_it(branch):
    asked = a_request([branch.manager], about=branch.unit, by=branch.asker)
    withdraw(request=asked, reason="客户撤诉", by=branch.asker, now=NOW)
    assert (ApprovalRequest.objects.get().state, ApprovalStep.objects.get().state) == ("withdrawn", "dropped")
    assert AuditEntry.objects.filter(verb="test.withdrawn").count() == 1
    with pytest.raises(CannotWithdraw):
        withdraw(request=asked, reason="客户撤诉", by=branch.asker, now=NOW + dt.timedelta(minutes=1))


def test_a_code_belongs_to_one_kind():
    with pytest.raises(ValueError, match=KIND):
        approval_kind(KIND, title="另一种", address=str, on_approved=print)  # type: ignore[arg-type]
