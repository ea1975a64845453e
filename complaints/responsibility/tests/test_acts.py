"""From the draft over notice and answer to the decision (S2 3.4, rule book 11.3 and 11.4)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from complaints.casework.choices import Step
from complaints.casework.selectors import barred_from
from complaints.casework.services import apologise_by_phone
from complaints.remedies.models import Offer
from complaints.responsibility.choices import Answer, CausePost, Decision, FaultPost, FindingState
from complaints.responsibility.models import Finding, Share
from complaints.responsibility.selectors import is_ripe, makers_of, named_in, to_be_decided
from complaints.responsibility.services import (
    CannotAnswer,
    CannotDecide,
    CannotGiveNotice,
    CannotPrepare,
    CannotWithdrawFinding,
    MayNotDecideFinding,
    answer_finding,
    decide_finding,
    give_notice,
    prepare_finding,
    read_notice,
    withdraw_finding,
)
from complaints.responsibility.tests.cases import (
    ANSWER_BY,
    IN_TIME,
    NOW,
    TOO_LATE,
    a_cast,
    a_share,
    found,
    noticed,
    prepared,
)
from complaints.tickets.choices import EventKind
from complaints.tickets.services import void_complaint
from core.audit.models import AuditEntry
from core.audit.selectors import lines_of
from core.models import Notification
from org.people.choices import Role
from org.tests.factories import a_person

pytestmark = pytest.mark.django_db


def share_of(cast, person):
    return cast.finding.shares.get(person=person)


def says(cast, person, answer, words="", *, now=IN_TIME):
    return answer_finding(share=share_of(cast, person), answer=answer, words=words, by=person, now=now)


def decides(cast, decision, *, by=None, now=TOO_LATE, **more):
    said = {"words": "录音与签字单核对一致"} | more
    return decide_finding(finding=cast.finding, decision=decision, by=by or cast.market_manager, now=now, **said)


def steps(cast):
    return list(cast.complaint.events.filter(kind=EventKind.RESPONSIBILITY).values_list("data__act", flat=True))


def test_a_finding_keeps_the_facts_and_who_bears_what(cast):
    amounts = {"refund_amount": Decimal("128.00"), "service_amount": Decimal(20000)}
    finding = prepared(cast, is_attitude=True, business="own", **amounts)
    assert (finding.state, finding.is_attitude, finding.refund_amount) == ("draft", True, Decimal("128.00"))
    kept = [(share.person, share.post, share.percent) for share in finding.shares.all()]
    assert kept == [(cast.rep, FaultPost.REP, 50), (cast.supervisor, FaultPost.SUPERVISOR, 50)]
    assert steps(cast) == ["prepared"]


def test_before_facts_and_validity_there_is_nobody_responsible():
    cast = a_cast(judged=False)
    with pytest.raises(CannotPrepare):
        prepared(cast)
    assert not Finding.objects.exists()


def test_a_void_ticket_has_nobody_responsible(cast):
    void_complaint(complaint=cast.complaint, reason="重复登记", by=cast.manager, now=NOW)
    with pytest.raises(CannotPrepare):
        prepared(cast)


def test_shares_that_do_not_add_up_are_refused_and_nothing_is_written(cast):
    with pytest.raises(CannotPrepare) as refusal:
        prepared(cast, a_share(cast.rep, 10), a_share(cast.supervisor, 5))
    assert "15" in str(refusal.value)
    assert not Share.objects.exists()


def test_nobody_finds_out_about_himself_and_nobody_is_named_twice(cast):
    with pytest.raises(CannotPrepare):
        prepared(cast, a_share(cast.manager, 100))
    with pytest.raises(CannotPrepare):
        prepared(cast, a_share(cast.rep, 50), a_share(cast.rep, 50))


@pytest.mark.parametrize("amount", ["-1", "NaN", "Infinity", "1E+400", "0.001", "100000000"])
def test_an_amount_is_money(cast, amount):
    with pytest.raises(CannotPrepare) as refusal:
        prepared(cast, service_amount=Decimal(amount))
    assert refusal.value.field == "service_amount"


def test_the_refund_is_what_the_remedy_paid(cast):
    said = {"kind": "refund", "state": "delivered", "words": "全额退费", "made_by": cast.manager, "made_at": NOW}
    paid = {"approved_at": NOW, "delivered_at": NOW, "delivered_by": cast.manager, "delivered_amount": Decimal("88.50")}
    Offer.objects.create(casework=cast.casework, **said, **paid)
    with pytest.raises(CannotPrepare):
        prepared(cast, refund_amount=Decimal(90))
    assert prepared(cast).refund_amount == Decimal("88.50")


def test_a_draft_is_revised_by_who_read_it(cast):
    prepared(cast)
    stale = {"casework": cast.casework, "by": cast.manager, "now": NOW}
    alone = found(cast, a_share(cast.rep, 100))
    with pytest.raises(CannotPrepare):
        prepare_finding(found=alone, version=99, **stale)
    prepare_finding(found=alone, version=cast.finding.version, **stale)
    assert [share.person for share in cast.finding.shares.all()] == [cast.rep]
    assert steps(cast) == ["prepared", "revised"]


def test_the_notice_reaches_everybody_named_and_nobody_else(cast):
    noticed(cast)
    told = Notification.objects.filter(kind="finding.noticed")
    assert {note.recipient for note in told} == {cast.rep, cast.supervisor}
    assert all(note.urgent for note in told)
    with pytest.raises(CannotPrepare):
        prepared(cast)
    with pytest.raises(CannotGiveNotice):
        give_notice(finding=cast.finding, answer_by=ANSWER_BY, by=cast.manager, now=NOW)


def test_a_notice_leaves_time_to_answer(cast):
    prepared(cast)
    with pytest.raises(CannotGiveNotice) as refusal:
        give_notice(finding=cast.finding, answer_by=NOW.date(), by=cast.manager, now=NOW)
    assert refusal.value.field == "answer_by"


def test_reading_counts_the_first_time(cast):
    noticed(cast)
    read_notice(share=share_of(cast, cast.rep), by=cast.rep, now=IN_TIME)
    read_notice(share=share_of(cast, cast.rep), by=cast.rep, now=TOO_LATE)
    assert share_of(cast, cast.rep).read_at == IN_TIME
    assert steps(cast).count("read") == 1


def test_an_objection_says_why_and_reaches_who_prepared_it(cast):
    noticed(cast)
    with pytest.raises(CannotAnswer) as refusal:
        says(cast, cast.rep, Answer.OBJECTS)
    assert refusal.value.field == "words"
    share = says(cast, cast.rep, Answer.OBJECTS, "班长要求我先办理")
    assert (share.objects_to_it, share.statement, share.read_at) == (True, "班长要求我先办理", IN_TIME)
    assert Notification.objects.get(kind="finding.objected").recipient == cast.manager
    event = cast.complaint.events.filter(kind=EventKind.RESPONSIBILITY).latest("pk")
    assert (event.data["answer"], event.text) == ("objects", "")


def test_one_answers_once_in_time_and_for_oneself(cast):
    noticed(cast)
    says(cast, cast.rep, Answer.ACCEPTS)
    with pytest.raises(CannotAnswer):
        says(cast, cast.rep, Answer.OBJECTS, "反悔")
    with pytest.raises(CannotAnswer):
        says(cast, cast.supervisor, Answer.ACCEPTS, now=TOO_LATE)
    with pytest.raises(CannotAnswer):
        answer_finding(share=share_of(cast, cast.supervisor), answer=Answer.ACCEPTS, by=cast.rep, now=IN_TIME)
    assert share_of(cast, cast.supervisor).accepted_at is None


def test_it_is_not_decided_before_everybody_answered_or_the_time_is_over(cast):
    noticed(cast)
    says(cast, cast.rep, Answer.ACCEPTS)
    with pytest.raises(CannotDecide):
        decides(cast, Decision.UPHELD, now=IN_TIME)
    says(cast, cast.supervisor, Answer.STATES, "当日培训未到位")
    assert is_ripe(cast.finding, now=IN_TIME)
    assert decides(cast, Decision.UPHELD, now=IN_TIME).state == FindingState.DECIDED


def test_the_time_over_it_is_decided_without_an_answer(cast):
    noticed(cast)
    assert decides(cast, Decision.UPHELD).decided_by == cast.market_manager
    with pytest.raises(CannotDecide):
        decides(cast, Decision.LIFTED)


def test_four_eyes_neither_who_made_it_nor_who_is_named_decides(cast):
    deputy = a_person(Role.DEPUTY_GENERAL_MANAGER, at=cast.branch)
    colleague = a_person(Role.SERVICE_MANAGER, at=cast.branch)
    prepared(cast, a_share(cast.rep, 50), a_share(deputy, 50))
    prepare_finding(
        casework=cast.casework,
        found=found(cast, a_share(cast.rep, 50), a_share(deputy, 50)),
        version=cast.finding.version,
        by=colleague,
        now=NOW,
    )
    give_notice(finding=cast.finding, answer_by=ANSWER_BY, by=cast.market_manager, now=NOW)
    assert makers_of(cast.finding) == {cast.manager.pk, colleague.pk, cast.market_manager.pk}
    for person in (cast.manager, colleague, cast.market_manager, deputy):
        with pytest.raises(MayNotDecideFinding) as refusal:
            decides(cast, Decision.UPHELD, by=person)
        assert refusal.value.status == 403
    assert cast.finding.state == FindingState.NOTICED
    decides(cast, Decision.UPHELD, by=a_person(Role.GENERAL_MANAGER, at=cast.branch))


def test_a_change_after_an_objection_keeps_what_was_found_before(cast):
    noticed(cast)
    says(cast, cast.rep, Answer.OBJECTS, "班长要求我先办理")
    rep, supervisor = share_of(cast, cast.rep), share_of(cast, cast.supervisor)
    with pytest.raises(CannotDecide) as refusal:
        decides(cast, Decision.CHANGED, percents={rep.pk: Decimal(20), supervisor.pk: Decimal(70)})
    assert "90" in str(refusal.value)
    assert cast.finding.state == FindingState.NOTICED
    decides(cast, Decision.CHANGED, percents={rep.pk: Decimal(20), supervisor.pk: Decimal(80)})
    assert [share.percent for share in cast.finding.shares.all()] == [20, 80]
    data = cast.complaint.events.filter(kind=EventKind.RESPONSIBILITY).latest("pk").data
    assert [each["percent"] for each in data["shares_before"]] == ["50", "50"]
    assert [each["percent"] for each in data["shares"]] == ["20", "80"]


def test_somebody_may_be_taken_out_and_is_told(cast):
    noticed(cast)
    says(cast, cast.rep, Answer.OBJECTS, "当天未当班")
    rep, supervisor = share_of(cast, cast.rep), share_of(cast, cast.supervisor)
    decides(cast, Decision.CHANGED, percents={rep.pk: None, supervisor.pk: Decimal(100)})
    assert [share.person for share in cast.finding.shares.all()] == [cast.supervisor]
    told = dict(Notification.objects.filter(kind="finding.decided").values_list("recipient__name", "params__decision"))
    assert told[cast.rep.name] == str(Decision.LIFTED.label) != told[cast.supervisor.name]


def test_without_an_objection_there_is_nothing_to_change(cast):
    noticed(cast)
    with pytest.raises(CannotDecide):
        decides(cast, Decision.CHANGED, percents={})


def test_changed_shares_of_several_causes_still_follow_the_weights(cast):
    shares = [a_share(cast.rep, 50), a_share(cast.supervisor, 50, cause=CausePost.DISPATCHER)]
    weights = {"is_mixed": True, "weights": {CausePost.MARKETING: Decimal(50), CausePost.DISPATCHER: Decimal(50)}}
    noticed(cast, *shares, **weights)
    says(cast, cast.rep, Answer.OBJECTS, "派单错误在前")
    rep, supervisor = share_of(cast, cast.rep), share_of(cast, cast.supervisor)
    with pytest.raises(CannotDecide):
        decides(cast, Decision.CHANGED, percents={rep.pk: Decimal(40), supervisor.pk: Decimal(60)})


def test_a_decision_marks_that_the_person_was_dealt_with_where_that_is_next(cast):
    noticed(cast)
    apologise_by_phone(casework=cast.casework, words="已致歉，客户接受", by=cast.manager, now=NOW)
    decides(cast, Decision.UPHELD)
    assert Step.DISPOSAL in cast.casework.done()
    assert cast.complaint.events.get(kind=EventKind.DISPOSAL).text == "录音与签字单核对一致"


def test_a_decision_before_the_apology_leaves_that_step_alone(cast):
    noticed(cast)
    decides(cast, Decision.LIFTED)
    assert Step.DISPOSAL not in cast.casework.done()


def test_whoever_decides_has_seen_the_last_answer(cast):
    noticed(cast)
    before_their_eyes = cast.finding
    says(cast, cast.rep, Answer.OBJECTS, "当天未当班")
    with pytest.raises(CannotDecide):
        decide_finding(
            finding=before_their_eyes, decision=Decision.UPHELD, words="维持", by=cast.market_manager, now=TOO_LATE
        )


def test_without_the_version_that_an_answer_moves_it_would_be_overlooked(cast):
    noticed(cast)
    before_their_eyes = cast.finding
    says(cast, cast.rep, Answer.OBJECTS, "当天未当班")
    Finding.objects.update(version=before_their_eyes.version)
    said = {"decision": Decision.UPHELD, "words": "维持", "by": cast.market_manager, "now": TOO_LATE}
    assert decide_finding(finding=before_their_eyes, **said).state == FindingState.DECIDED


def test_a_withdrawn_finding_is_told_and_may_be_made_anew(cast):
    noticed(cast)
    withdraw_finding(finding=cast.finding, reason="责任人有误", by=cast.manager, now=IN_TIME)
    assert Notification.objects.filter(kind="finding.withdrawn").count() == 2
    assert not named_in(cast.casework).exists()
    with pytest.raises(CannotAnswer):
        says(cast, cast.rep, Answer.ACCEPTS)
    prepare_finding(
        casework=cast.casework,
        found=found(cast, a_share(cast.supervisor, 100)),
        version=cast.finding.version,
        by=cast.manager,
        now=IN_TIME,
    )
    assert (cast.finding.state, cast.finding.noticed_at) == (FindingState.DRAFT, None)
    assert steps(cast) == ["prepared", "noticed", "withdrawn", "prepared"]


def test_a_decided_finding_is_not_withdrawn(cast):
    noticed(cast)
    decides(cast, Decision.UPHELD)
    with pytest.raises(CannotWithdrawFinding):
        withdraw_finding(finding=cast.finding, reason="x", by=cast.manager, now=TOO_LATE)


def test_whoever_is_named_decides_nothing_else_in_the_case(cast):
    general_manager = a_person(Role.GENERAL_MANAGER, at=cast.branch)
    assert cast.rep not in named_in(cast.casework)
    prepared(cast, a_share(cast.supervisor, 60), a_share(general_manager, 40))
    assert {cast.supervisor, general_manager} <= barred_from(cast.casework)


def test_what_waits_for_a_decision_is_listed_for_who_may_take_it(cast):
    noticed(cast)
    assert to_be_decided(cast.market_manager, now=IN_TIME) == []
    assert to_be_decided(cast.market_manager, now=TOO_LATE) == [cast.finding]
    assert to_be_decided(cast.manager, now=TOO_LATE) == []


def test_the_database_refuses_a_decision_without_a_notice(cast):
    prepared(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.update(
            state="decided", decision="upheld", decided_by=cast.market_manager, decided_at=NOW + dt.timedelta(1)
        )


def test_the_trail_tells_auditors_what_was_found_and_decided_in_words(cast):
    noticed(cast)
    decides(cast, Decision.UPHELD)
    entries = list(AuditEntry.objects.filter(verb="complaint.responsibility").order_by("-position"))
    told = [detail for line in lines_of(entries) for detail in line.details]
    assert told
    codes = {"upheld", "decided", "prepared", "noticed", "rep", "marketing", "act", "cause_post", "answer_by"}
    assert not [pair for pair in told if codes & set(pair)]
