"""Who may not touch a finding, and what becomes of one whose ticket is void, invalid or begins anew."""

from __future__ import annotations

import pytest

from complaints.casework.services import ask_reclassification, casework_of, find_valid
from complaints.responsibility.choices import Decision, FindingState
from complaints.responsibility.models import Finding
from complaints.responsibility.selectors import to_be_decided
from complaints.responsibility.services import (
    CannotDecide,
    CannotGiveNotice,
    MayNotDecideFinding,
    decide_finding,
    give_notice,
    prepare_finding,
    withdraw_finding,
)
from complaints.responsibility.tests.cases import (
    ANSWER_BY,
    IN_TIME,
    NOW,
    TOO_LATE,
    a_share,
    found,
    noticed,
    prepared,
)
from complaints.tickets.choices import EventKind, Outcome, ReopenReason, State
from complaints.tickets.models import Complaint
from complaints.tickets.services import close_complaint, log_call, reopen_complaint, void_complaint
from core.approvals.choices import Decision as Consent
from core.approvals.services import decide
from core.models import Notification
from org.people.choices import Role
from org.tests.factories import a_person

pytestmark = pytest.mark.django_db


def void(cast):
    void_complaint(complaint=cast.complaint, reason="重复登记", by=cast.manager, now=IN_TIME)


def begin_anew(cast):
    said = {"complaint": cast.complaint, "by": cast.manager, "now": IN_TIME}
    log_call(reached=True, text="客户不同意处理方案", **said)
    close_complaint(outcome=Outcome.UNCOOPERATIVE, note="多次沟通未果", **said)
    reopen_complaint(reason=ReopenReason.BROKEN_PROMISE, note="客户再次来电", **said)


def find_invalid(cast):
    second = a_person(Role.SERVICE_MANAGER, at=cast.branch, name="李静")
    request = ask_reclassification(casework=cast.casework, reason="按协议办理", by=cast.manager, now=IN_TIME)
    decide(request=request, decision=Consent.APPROVE, by=second, now=IN_TIME)


ENDINGS = pytest.mark.parametrize("end", [void, begin_anew, find_invalid])


def named_manager(cast):
    """Somebody who may edit findings and is named in this one by a colleague."""
    other = a_person(Role.SERVICE_MANAGER, at=cast.branch, name="赵倩")
    return other, (a_share(cast.rep, 50), a_share(other, 50))


def test_who_is_named_neither_withdraws_nor_rewrites_nor_sends_the_finding(cast):
    other, shares = named_manager(cast)
    prepared(cast, *shares)
    with pytest.raises(MayNotDecideFinding) as refusal:
        withdraw_finding(finding=cast.finding, reason="不成立", by=other, now=NOW)
    assert refusal.value.status == 403
    without = {"casework": cast.casework, "found": found(cast, a_share(cast.rep, 100)), "by": other, "now": NOW}
    with pytest.raises(MayNotDecideFinding):
        prepare_finding(version=cast.finding.version, **without)
    with pytest.raises(MayNotDecideFinding):
        give_notice(finding=cast.finding, answer_by=ANSWER_BY, by=other, now=NOW)
    give_notice(finding=cast.finding, answer_by=ANSWER_BY, by=cast.manager, now=NOW)
    with pytest.raises(MayNotDecideFinding):
        withdraw_finding(finding=cast.finding, reason="不成立", by=other, now=IN_TIME)
    assert cast.finding.state == FindingState.NOTICED
    assert [share.person for share in cast.finding.shares.all()] == [cast.rep, other]


def test_nor_does_who_was_named_write_a_withdrawn_finding_anew(cast):
    other, shares = named_manager(cast)
    noticed(cast, *shares)
    withdraw_finding(finding=cast.finding, reason="比例有误", by=cast.manager, now=IN_TIME)
    anew = {"casework": cast.casework, "found": found(cast, a_share(cast.rep, 100)), "version": cast.finding.version}
    with pytest.raises(MayNotDecideFinding):
        prepare_finding(by=other, now=IN_TIME, **anew)
    assert prepare_finding(by=cast.manager, now=IN_TIME, **anew).state == FindingState.DRAFT


@ENDINGS
def test_a_finding_that_waits_for_answers_ends_with_its_round_and_everybody_named_is_told(cast, end):
    noticed(cast)
    end(cast)
    finding = Finding.objects.get()
    assert finding.state == FindingState.WITHDRAWN
    told = Notification.objects.filter(kind="finding.withdrawn")
    assert {note.recipient for note in told} == {cast.rep, cast.supervisor}
    event = cast.complaint.events.filter(kind=EventKind.RESPONSIBILITY).latest("pk")
    assert (event.data["act"], bool(event.text)) == ("withdrawn", True)


@ENDINGS
def test_a_draft_ends_too_and_nobody_hears_of_it(cast, end):
    prepared(cast)
    end(cast)
    assert Finding.objects.get().state == FindingState.WITHDRAWN
    assert not Notification.objects.filter(kind="finding.withdrawn").exists()


@ENDINGS
def test_what_is_decided_stays_decided(cast, end):
    noticed(cast)
    said = {"decision": Decision.UPHELD, "words": "维持", "by": cast.market_manager, "now": TOO_LATE}
    decide_finding(finding=cast.finding, **said)
    end(cast)
    assert Finding.objects.get().state == FindingState.DECIDED


@ENDINGS
def test_neither_notice_nor_decision_about_a_round_that_is_over(cast, end):
    """Also where a row says that it still waits, as rows written before this was refused do."""
    prepared(cast)
    end(cast)
    Finding.objects.update(state=FindingState.DRAFT)
    with pytest.raises(CannotGiveNotice):
        give_notice(finding=Finding.objects.get(), answer_by=ANSWER_BY, by=cast.manager, now=IN_TIME)
    Finding.objects.update(state=FindingState.NOTICED, noticed_at=NOW, answer_by=IN_TIME)
    with pytest.raises(CannotDecide):
        said = {"decision": Decision.UPHELD, "words": "维持", "by": cast.market_manager, "now": TOO_LATE}
        decide_finding(finding=Finding.objects.get(), **said)
    assert to_be_decided(cast.market_manager, now=TOO_LATE) == []


def test_found_valid_again_the_finding_is_made_anew(cast):
    noticed(cast)
    find_invalid(cast)
    cast.complaint = Complaint.objects.get()
    assert cast.complaint.state == State.OPEN
    find_valid(casework=casework_of(cast.complaint), reason="复核成立", by=cast.manager, now=IN_TIME)
    said = {"found": found(cast), "version": cast.finding.version, "by": cast.manager, "now": IN_TIME}
    assert prepare_finding(casework=cast.casework, **said).state == FindingState.DRAFT
