"""S4 5.1: corrective measures are carried out, and their effect is verified by somebody else."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.db import IntegrityError, transaction

from core.audit.models import AuditEntry
from core.models import Notification
from core.webhooks.models import WebhookDelivery, WebhookEndpoint
from improvement.actions.choices import ActionAct, ActionState
from improvement.actions.models import Action
from improvement.actions.services import (
    CannotMoveAction,
    CannotOpenAction,
    MayNotFinish,
    MayNotVerify,
    cancel_action,
    change_action,
    finish_action,
    reject_action,
    remind_owners,
    verify_action,
)
from improvement.tests.factories import NOW, TODAY, an_action, followed
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(days=3)


@pytest.fixture
def hall():
    return a_unit("桂花西路营业厅")


@pytest.fixture
def action(hall):
    followed.clear()
    return an_action(hall)


@pytest.fixture
def inspector(hall):
    return a_person(Role.INSPECTOR, at=hall, name="赵晨")


def finished(action):
    return finish_action(action=action, words="已改流程，班会宣贯", by=action.owner, now=LATER)


def test_opening_numbers_it_by_month_and_tells_the_owner_and_the_origin(action):
    assert action.number == "ZG202611-0001"
    assert an_action(action.unit).number == "ZG202611-0002"
    told = Notification.objects.get(recipient=action.owner)
    assert (told.kind, told.address) == ("action.given", f"/improvement/actions/{action.number}/")
    assert followed[0] == (action.number, ActionAct.OPENED)
    assert AuditEntry.objects.filter(verb="action.opened").count() == 2


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"cause": " "}, "cause"),
        ({"measure": ""}, "measure"),
        ({"due_on": TODAY - dt.timedelta(days=1)}, "due_on"),
    ],
)
def test_it_is_not_opened_without_what_it_needs(hall, said, field):
    with pytest.raises(CannotOpenAction) as refusal:
        an_action(hall, **said)
    assert refusal.value.field == field
    assert not Action.objects.exists()


def test_whoever_left_is_not_made_an_owner(hall):
    with pytest.raises(CannotOpenAction):
        an_action(hall, owner=a_person(Role.HALL_MANAGER, at=hall, is_active=False))


def test_a_colleague_without_the_right_does_not_report_it_as_done(action, hall):
    with pytest.raises(MayNotFinish) as refusal:
        finish_action(action=action, words="做完了", by=a_person(Role.COUNTER_STAFF, at=hall), now=LATER)
    assert refusal.value.status == 403
    finish_action(action=action, words="代为办结", by=a_person(Role.HANDLER, at=hall), now=LATER)
    assert action.state == ActionState.DONE


def test_verified_by_somebody_else_it_ends(action, inspector):
    verify_action(action=finished(action), words="现场抽查十笔，均有签字", by=inspector, now=LATER)
    action.refresh_from_db()
    assert (action.state, action.verified_by, action.verified_at) == (ActionState.VERIFIED, inspector, LATER)
    assert [act for _number, act in followed] == [ActionAct.OPENED, ActionAct.DONE, ActionAct.VERIFIED]
    with pytest.raises(CannotMoveAction):
        reject_action(action=action, words="再看", by=inspector, now=LATER)


def test_neither_owner_nor_doer_verifies_it_in_the_act_and_in_the_database(hall):
    manager = a_person(Role.SERVICE_MANAGER, at=hall)
    owner, doer = (a_person(Role.DISTRICT_MANAGER, at=hall) for _ in range(2))
    action = an_action(hall, owner=owner, by=manager)
    finish_action(action=action, words="已改", by=doer, now=LATER)
    for person in (owner, doer):
        with pytest.raises(MayNotVerify) as refusal:
            verify_action(action=action, words="好", by=person, now=LATER)
        assert refusal.value.status == 403
        with pytest.raises(IntegrityError), transaction.atomic():
            Action.objects.filter(pk=action.pk).update(verified_by=person, verified_at=LATER)
    verify_action(action=action, words="看过", by=manager, now=LATER)
    assert action.state == ActionState.VERIFIED


def test_it_is_not_verified_before_it_is_done(action, inspector):
    with pytest.raises(CannotMoveAction):
        verify_action(action=action, words="好", by=inspector, now=LATER)


def test_sent_back_it_is_open_again_and_the_trail_keeps_what_was_said(action, inspector):
    reject_action(action=finished(action), words="只有宣贯，没有复核记录", by=inspector, now=LATER)
    action.refresh_from_db()
    assert (action.state, action.done_by, action.done_words) == (ActionState.OPEN, None, "")
    entry = AuditEntry.objects.get(verb="action.rejected")
    assert entry.data == {"reason": "只有宣贯，没有复核记录", "done_by": "陈琳", "done_words": "已改流程，班会宣贯"}
    assert Notification.objects.filter(recipient=action.owner, kind="action.sent_back").exists()


def test_two_who_report_it_at_once_report_it_once(action):
    same = Action.objects.get(pk=action.pk)
    finished(action)
    with pytest.raises(CannotMoveAction):
        finished(same)
    assert AuditEntry.objects.filter(verb="action.done").count() == 1


def test_another_owner_and_day_are_told_to_both_and_kept(action, hall):
    former, day, heir = action.owner, action.due_on, a_person(Role.HALL_MANAGER, at=hall, name="周敏")
    later = day + dt.timedelta(days=7)
    said = {"owner": heir, "due_on": later, "reason": "原负责人调岗", "by": action.made_by, "now": LATER}
    change_action(action=action, **said)
    assert (action.owner, action.due_on) == (heir, later)
    told = Notification.objects.filter(kind="action.changed")
    assert {one.recipient for one in told} == {former, heir}
    kept = AuditEntry.objects.get(verb="action.changed").data
    assert (kept["former_owner"], kept["former_due_on"]) == (former.name, day.isoformat())
    assert followed[-1] == (action.number, ActionAct.CHANGED)
    with pytest.raises(CannotMoveAction):
        change_action(action=action, **said)


@pytest.mark.parametrize(
    ("wrong", "field"), [({"reason": " "}, "reason"), ({"due_on": TODAY - dt.timedelta(days=1)}, "due_on")]
)
def test_a_change_needs_a_reason_and_a_day_to_come(action, wrong, field):
    said = {"owner": action.owner, "due_on": action.due_on + dt.timedelta(days=1), "reason": "延期"} | wrong
    with pytest.raises((CannotMoveAction, CannotOpenAction)) as refused:
        change_action(action=action, by=action.made_by, now=NOW, **said)
    assert refused.value.field == field


def test_who_left_is_given_no_action_and_what_is_done_changes_no_owner(action, hall):
    gone = a_person(Role.HALL_MANAGER, at=hall, is_active=False)
    said = {"due_on": action.due_on, "reason": "调岗", "by": action.made_by, "now": LATER}
    with pytest.raises(CannotOpenAction):
        change_action(action=action, owner=gone, **said)
    finished(action)
    with pytest.raises(CannotMoveAction):
        change_action(action=action, owner=a_person(Role.HALL_MANAGER, at=hall), **said)


def test_other_systems_hear_of_each_act_and_of_no_word(action, hall):
    WebhookEndpoint.objects.create(
        name="大屏", url="https://hooks.example.cn/in", place=hall.code, events=["action.done"],
        person=action.owner, secret="sealed", created_at=NOW,
    )  # fmt: skip
    finished(action)
    (told,) = [json.loads(row.body) for row in WebhookDelivery.objects.all()]
    assert (told["event"], told["data"]["number"]) == ("action.done", action.number)
    assert set(told["data"]) == {"number", "address", "api_address"}


def test_cancelling_needs_a_reason_and_an_open_action(action, inspector):
    with pytest.raises(CannotMoveAction):
        cancel_action(action=action, reason=" ", by=action.made_by, now=LATER)
    cancel_action(action=action, reason="该业务已下线", by=action.made_by, now=LATER)
    assert action.state == ActionState.CANCELLED
    with pytest.raises(CannotMoveAction):
        finished(action)


def test_owners_are_reminded_once_before_the_due_day_and_once_a_week_after_it(action):
    def told(day: int) -> int:
        return remind_owners(now=NOW + dt.timedelta(days=day))

    assert [told(0), told(4), told(5), told(7), told(8), told(9), told(14)] == [0, 1, 0, 0, 1, 0, 1]
    kinds = set(Notification.objects.filter(recipient=action.owner).values_list("kind", flat=True))
    assert kinds == {"action.given", "action.due", "action.overdue"}


def test_nobody_is_reminded_of_what_is_done(action):
    finished(action)
    assert remind_owners(now=NOW + dt.timedelta(days=30)) == 0
