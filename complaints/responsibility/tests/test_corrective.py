"""A corrective action opened from a ticket's cause (S4 5.1, S1-P3)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from complaints.casework.choices import Step
from complaints.casework.registry import door_of
from complaints.casework.services import StepOutOfOrder, judge, verify
from complaints.responsibility.corrective import LABEL, TICKET, visible
from complaints.responsibility.tests.cases import NOW, a_cast
from complaints.tests.factories import a_category, a_complaint
from complaints.tickets.choices import EventKind
from complaints.tickets.history import history_of
from complaints.tickets.models import Complaint
from complaints.tickets.services import close_complaint, log_call, reopen_complaint, void_complaint
from improvement.actions.models import Action
from improvement.actions.selectors import effect_of
from improvement.actions.services import cancel_action, finish_action, open_action, verify_action
from org.access.choices import Right
from org.people.choices import Role
from org.people.models import Posting
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def opened(cast, complaint=None, **more):
    said = {"cause": "强制加入", "measure": "办理前由班长复核签字", "due_on": NOW.date() + 7 * DAY}
    given = {"origin_label": LABEL, "origin": complaint or cast.complaint, "unit": cast.hall, "owner": cast.supervisor}
    return open_action(**({"by": cast.manager, "now": NOW} | given | said | more))


def test_the_first_action_of_a_ticket_is_its_step_and_the_next_stands_in_its_history(cast):
    first, second = opened(cast), opened(cast)
    assert Step.CORRECTIVE in cast.casework.done()
    events = cast.complaint.events.filter(kind=EventKind.CORRECTIVE).order_by("pk")
    assert [event.data["action"] for event in events] == [first.number, second.number]
    assert (first.origin_words, first.origin_address) == (
        f"{cast.complaint.number} 强制办理家庭网",
        reverse("complaint", args=[cast.complaint.number]),
    )


def test_before_validity_is_judged_no_action_is_opened_and_nothing_is_written():
    cast = a_cast(judged=False)
    with pytest.raises(StepOutOfOrder):
        opened(cast)
    assert not Action.objects.exists()


def test_what_becomes_of_it_stands_in_the_tickets_history(cast):
    action = opened(cast)
    finish_action(action=action, words="已改", by=cast.supervisor, now=NOW + DAY)
    verify_action(action=action, words="抽查十笔", by=a_person(Role.INSPECTOR, at=cast.hall), now=NOW + 2 * DAY)
    lines = [entry.lines for entry in history_of(cast.complaint) if entry.kind == EventKind.CORRECTIVE]
    assert [line[0] for line in lines] == [action.number] * 3
    assert [len(line) for line in lines] == [2, 2, 1]


def cancelled(cast, action, *, now=NOW):
    cancel_action(action=action, reason="该业务已下线", by=cast.manager, now=now)


def test_once_the_last_action_of_the_round_is_cancelled_the_step_is_asked_for_again(cast):
    first, second = opened(cast), opened(cast)
    cancelled(cast, first)
    assert Step.CORRECTIVE in cast.casework.done()
    cancelled(cast, second)
    assert Step.CORRECTIVE not in cast.casework.done()
    event = cast.complaint.events.filter(kind=EventKind.CORRECTIVE).latest("pk")
    assert (event.data["act"], event.data["undone"], event.data["round"]) == ("cancelled", ["corrective"], 1)
    assert len(history_of(cast.complaint)[0].lines) == 3
    third = opened(cast)
    assert Step.CORRECTIVE in cast.casework.done()
    assert cast.complaint.events.filter(kind=EventKind.CORRECTIVE).latest("pk").data["action"] == third.number


def test_a_verified_action_keeps_the_step_whatever_else_is_cancelled(cast):
    first, second = opened(cast), opened(cast)
    finish_action(action=first, words="已改", by=cast.supervisor, now=NOW + DAY)
    verify_action(action=first, words="抽查十笔", by=a_person(Role.INSPECTOR, at=cast.hall), now=NOW + 2 * DAY)
    cancelled(cast, second, now=NOW + 3 * DAY)
    assert Step.CORRECTIVE in cast.casework.done()


def test_an_action_of_an_earlier_round_does_not_stand_for_this_one(cast):
    earlier = opened(cast)
    finish_action(action=earlier, words="已改", by=cast.supervisor, now=NOW)
    log_call(complaint=cast.complaint, text="客户不同意", by=cast.manager, now=NOW)
    close_complaint(complaint=cast.complaint, outcome="uncooperative", note="沟通未果", by=cast.manager, now=NOW)
    reopen_complaint(complaint=cast.complaint, reason="broken_promise", note="再次来电", by=cast.manager, now=NOW + DAY)
    said = {"casework": cast.casework, "by": cast.manager, "now": NOW + DAY}
    verify(finding="未经同意办理", person_heard=cast.rep, **said)
    judge(validity="valid", reason="录音为证", **said)
    cast.complaint.refresh_from_db()
    action = opened(cast, now=NOW + DAY)
    assert Step.CORRECTIVE in cast.casework.done()
    cancelled(cast, action, now=NOW + 2 * DAY)
    assert Step.CORRECTIVE not in cast.casework.done()


def test_of_a_closed_ticket_a_cancelled_action_takes_nothing_back(cast):
    action = opened(cast)
    log_call(complaint=cast.complaint, text="客户不同意", by=cast.manager, now=NOW)
    close_complaint(complaint=cast.complaint, outcome="uncooperative", note="沟通未果", by=cast.manager, now=NOW)
    cancelled(cast, action)
    assert Step.CORRECTIVE in cast.casework.done()


def test_a_program_opens_an_action_only_where_the_page_would(cast):
    """The right is asked for at the unit of the thing, not only at the unit named in the request."""
    elsewhere = a_unit("春北营业厅", under=cast.branch)
    person = a_person(Role.SERVICE_MANAGER, at=elsewhere)
    Posting.objects.create(person=person, unit=cast.branch, role=Role.INSPECTOR, starts_on=dt.date(2000, 1, 1))
    assert visible(person, cast.complaint.pk) == cast.complaint
    assert not person.may(Right.ACTION_EDIT, at=cast.hall)
    client = Client()
    client.force_login(person)
    said = {
        "origin": f"{LABEL}:{cast.complaint.pk}",
        "unit": elsewhere.code,
        "owner": person.staff_number,
        "cause": "强制加入",
        "measure": "复核签字",
        "due_on": str(timezone.localdate() + DAY),
    }
    headers = {"Idempotency-Key": "elsewhere"}
    answer = client.post(reverse("api_actions"), said, content_type="application/json", headers=headers)
    assert answer.status_code == 403
    assert not Action.objects.exists()


def test_an_action_comes_only_from_a_ticket_one_sees_and_that_counts(cast):
    elsewhere = a_person(Role.SERVICE_MANAGER, at=a_unit("临安分公司"))
    assert visible(cast.manager, cast.complaint.pk) == cast.complaint
    assert visible(elsewhere, cast.complaint.pk) is None
    void_complaint(complaint=cast.complaint, reason="重复", by=cast.manager, now=NOW)
    assert visible(cast.manager, cast.complaint.pk) is None


def test_the_unit_of_the_error_is_offered_first(cast):
    hall = a_unit("春北营业厅", under=cast.branch)
    elsewhere = a_complaint(at=cast.hall, error_side="own", error_unit=hall, by=cast.manager)
    assert (TICKET.facts(elsewhere).unit, TICKET.facts(cast.complaint).unit) == (hall, cast.hall)


def test_the_step_of_the_case_leads_to_the_form_for_this_ticket(cast):
    assert (
        door_of(Step.CORRECTIVE).address(cast.complaint).endswith(f"?origin=complaints.complaint%3A{cast.complaint.pk}")
    )


def test_the_effect_counts_the_same_cause_in_the_unit_90_days_before_and_after(cast):
    cause = a_category("强制加入")
    finer, other = a_category("未告知资费", under=cause), a_category("网络慢")
    Complaint.objects.filter(pk=cast.complaint.pk).update(cause=cause)
    action = opened(cast)
    done = NOW + 5 * DAY
    for days, counted, where in [
        (-91, cause, cast.hall), (-90, cause, cast.hall), (-1, finer, cast.hall), (-1, other, cast.hall),
        (-1, cause, cast.branch), (0, cause, cast.hall), (89, finer, cast.hall), (90, cause, cast.hall),
    ]:  # fmt: skip
        a_complaint(at=where, cause=counted, now=done + days * DAY, by=None)
    assert effect_of(action, now=done) is None
    finish_action(action=action, words="已改", by=cast.supervisor, now=done)
    effect = effect_of(action, now=done + 40 * DAY)
    # The ticket itself came in five days before, with two of the others.
    assert (effect.before, effect.after, effect.passed, effect.is_whole) == (3, 2, 40, False)


def test_without_a_cause_nothing_is_counted(cast):
    action = opened(cast)
    finish_action(action=action, words="已改", by=cast.supervisor, now=NOW)
    assert effect_of(action, now=NOW) is None
