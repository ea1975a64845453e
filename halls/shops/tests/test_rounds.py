"""Rule book 10 and peers 4b: what a round needs, how a visit goes, who looks twice."""

from __future__ import annotations

import datetime as dt

import pytest

from core.notifications.models import Notification
from halls.checks.choices import RunState
from halls.checks.models import CheckRun
from halls.checks.services import CannotReview, OwnCheck
from halls.losses.selectors import counted
from halls.shops.choices import RoundState, Stage
from halls.shops.models import ShopResult, ShopVisit
from halls.shops.presenter import round_page
from halls.shops.services import (
    CannotAssign,
    CannotBegin,
    CannotMakeRound,
    CannotReply,
    CannotReviewVisit,
    CannotShop,
    accept_visit,
    agree,
    begin_visit,
    decline,
    exclude_visit,
    look_at_visit,
    open_round,
    record_notice,
    reject_visit,
    revise_visit,
    withdraw,
)
from halls.shops.tests.conftest import NOTICE, TODAY
from halls.tests.factories import MORNING, a_hall
from org.people.choices import Role
from org.tests.factories import a_person

pytestmark = pytest.mark.django_db


def test_a_round_does_not_begin_before_the_staff_were_told(draft, rule, send, reviewer) -> None:
    send(draft)
    said = {"round_of": draft, "by": reviewer, "now": MORNING}
    with pytest.raises(CannotBegin, match="notice"):
        open_round(version=draft.version, **said)
    for day, why in ((TODAY, "before the round"), (TODAY + dt.timedelta(days=1), "not come")):
        with pytest.raises(CannotMakeRound, match=why):
            record_notice(notice_on=day, notice_words=NOTICE, version=draft.version, **said)
    with pytest.raises(CannotMakeRound, match="told"):
        record_notice(notice_on=TODAY - dt.timedelta(days=1), notice_words=" ", version=draft.version, **said)
    record_notice(notice_on=TODAY - dt.timedelta(days=1), notice_words=NOTICE, version=draft.version, **said)
    assert open_round(version=draft.version, **said).state == RoundState.OPEN


def test_a_round_needs_a_rule_and_somebody_who_goes(told, reviewer, send) -> None:
    said = {"round_of": told, "by": reviewer, "now": MORNING}
    with pytest.raises(CannotBegin, match="how rounds are held"):
        open_round(version=told.version, **said)


def test_the_shopper_is_asked_without_a_word_of_hall_or_day(visit, shopper, hall) -> None:
    notice = Notification.objects.get(recipient=shopper)
    assert (notice.kind, notice.params) == ("shop.asked", {})


def test_nobody_posted_in_a_hall_is_sent_and_a_nickname_is_no_name(told, send, hall, shopper, branch) -> None:
    known = a_person(Role.MYSTERY_SHOPPER, at=hall)
    for said, why in (
        ({"shopper": known}, "posted in no hall"),
        ({"nickname": shopper.name}, "nickname"),
        ({"nickname": shopper.staff_number}, "nickname"),
        ({"hall": a_hall("临安营业厅").unit}, "no hall of this round"),
    ):
        with pytest.raises(CannotAssign, match=why):
            send(told, **said)
    assert not ShopVisit.objects.exists()


def test_a_visit_goes_from_asked_to_published(visit, shopper, reviewer, keeper, fill) -> None:
    assert visit.stage == Stage.ASKED
    agree(visit=visit, by=shopper, now=MORNING)
    assert visit.stage == Stage.AGREED
    begin_visit(visit=visit, by=shopper, now=MORNING)
    assert visit.stage == Stage.FILLING
    fill(visit, badge="fail")
    assert visit.stage == Stage.SENT
    accept_visit(visit=visit, by=reviewer, now=MORNING)
    visit.refresh_from_db()
    assert (visit.stage, visit.appeal_until) == (Stage.ACCEPTED, TODAY + dt.timedelta(days=5))
    assert [(one.number, one.score) for one in ShopResult.objects.all()] == [(1, 75)]
    notice = Notification.objects.get(recipient=keeper, kind="shop.published")
    assert shopper.name not in str(notice.params) + notice.address


def test_an_answer_is_given_once(visit, shopper) -> None:
    decline(visit=visit, words="当日外出", by=shopper, now=MORNING)
    assert (visit.stage, visit.reply_words) == (Stage.DECLINED, "当日外出")
    with pytest.raises(CannotReply):
        agree(visit=visit, by=shopper, now=MORNING)


def test_a_visit_is_begun_in_its_days_and_once(visit, shopper) -> None:
    agree(visit=visit, by=shopper, now=MORNING)
    for moment in (MORNING - dt.timedelta(days=1), MORNING + dt.timedelta(days=11)):
        with pytest.raises(CannotShop, match="is made from"):
            begin_visit(visit=visit, by=shopper, now=moment)
    stale = ShopVisit.objects.get(pk=visit.pk)
    first = begin_visit(visit=visit, by=shopper, now=MORNING)
    with pytest.raises(CannotShop, match="already"):
        begin_visit(visit=stale, by=shopper, now=MORNING)
    assert CheckRun.objects.get() == first


def test_an_outlier_is_looked_at_by_two(visit, reviewer, second, fill) -> None:
    """Peers 4b: a second check of outliers, at or under 70."""
    fill(visit, dispenser="fail")
    said = {"visit": visit, "now": MORNING}
    for _again in range(2):
        with pytest.raises(CannotReviewVisit, match="two people"):
            accept_visit(by=reviewer, **said)
    look_at_visit(by=reviewer, **said)
    with pytest.raises(CannotReviewVisit, match="two people"):
        accept_visit(by=reviewer, **said)
    accept_visit(by=second, **said)
    line = round_page(visit.round_of).lines[0]
    assert (line.stage, line.is_outlier, line.revisit_on) == (Stage.ACCEPTED, True, TODAY + dt.timedelta(days=15))


def test_sent_back_it_is_corrected_within_the_hours_of_the_rule(visit, reviewer, shopper, fill) -> None:
    first = fill(visit, badge="fail").run
    revise_visit(visit=visit, words="请补充照片", by=reviewer, now=MORNING)
    assert (visit.stage, visit.revise_until) == (Stage.REVISION, MORNING + dt.timedelta(hours=24))
    first.refresh_from_db()
    assert (first.state, first.score) == (RunState.RETURNED, 75)
    fill(visit, badge="ok")
    assert (visit.stage, visit.run.score, visit.is_late) == (Stage.SENT, 100, False)
    visit.revise_until = MORNING - dt.timedelta(minutes=1)
    assert visit.is_late


@pytest.mark.parametrize(("act", "stage"), [(exclude_visit, Stage.EXCLUDED), (reject_visit, Stage.REJECTED)])
def test_what_does_not_count_needs_a_reason_and_counts_nowhere(act, stage, visit, reviewer, keeper, fill) -> None:
    fill(visit)
    with pytest.raises(CannotReview, match="why"):
        act(visit=visit, words=" ", by=reviewer, now=MORNING)
    act(visit=visit, words="当日系统故障", by=reviewer, now=MORNING)
    visit.refresh_from_db()
    assert visit.stage == stage
    assert not CheckRun.objects.counting().exists()
    assert not CheckRun.objects.filter(counted(["mystery"])).exists()
    assert not CheckRun.objects.visible_to(keeper).exists()
    with pytest.raises(CannotReview):
        accept_visit(visit=visit, by=reviewer, now=MORNING)


def test_a_shopper_who_also_reviews_does_not_accept_their_own(visit, shopper, branch, fill) -> None:
    fill(visit)
    with pytest.raises(OwnCheck):
        accept_visit(visit=visit, by=shopper, now=MORNING)


def test_only_what_was_not_begun_is_withdrawn(visit, reviewer, shopper) -> None:
    agree(visit=visit, by=shopper, now=MORNING)
    begin_visit(visit=visit, by=shopper, now=MORNING)
    with pytest.raises(CannotAssign, match="begun"):
        withdraw(visit=visit, words="人员调整", by=reviewer, now=MORNING)
