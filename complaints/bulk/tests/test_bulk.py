from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext

from complaints.bulk import rules
from complaints.bulk.choices import Result, Stage
from complaints.bulk.models import BulkAct, BulkRow
from complaints.bulk.registry import act_of, bulk_act
from complaints.bulk.services import (
    CannotAsk,
    CannotConfirm,
    CannotUndo,
    NoLongerAllowed,
    TakenBack,
    ask_bulk,
    ask_undo,
    carry_out,
    confirm_bulk,
    look_over,
)
from complaints.clocks.choices import ClockKind, Counting
from complaints.clocks.models import ClockRule
from complaints.tags.models import Tag, TicketTag
from complaints.tests.factories import A_MONDAY, a_complaint
from complaints.tickets.filters import UnknownFilter
from complaints.tickets.history import history_of
from complaints.tickets.models import Complaint, ComplaintEvent
from complaints.tickets.services import edit_complaint, void_complaint
from core.audit.models import AuditEntry
from core.audit.selectors import verify
from core.jobs.models import Job
from core.jobs.progress import JobCancelled
from core.models import Notification
from core.webhooks.models import WebhookDelivery, WebhookEndpoint
from org.people.choices import Role
from org.people.models import Posting
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
LATER = A_MONDAY + dt.timedelta(hours=1)


@pytest.fixture
def manager(unit):
    return a_person(Role.SERVICE_MANAGER, at=unit)


def tickets(unit, count=3):
    return [a_complaint(at=unit, phone=f"1380571{place:04d}") for place in range(count)]


def asked(manager, act="assign", numbers=(), filters=None, now=LATER, **values):
    return ask_bulk(act=act_of(act), values=values, numbers=numbers, filters=filters, by=manager, now=now)


def run(bulk, step=lambda _done, _total: None, now=LATER):
    confirm_bulk(bulk=bulk, by=bulk.by, now=now)
    carry_out(bulk=bulk, now=now, step=step)
    bulk.refresh_from_db()
    return bulk


def given(manager, handler, made, **more):
    return run(asked(manager, numbers=[one.number for one in made], handler=handler.staff_number, **more))


def results(bulk):
    return dict(bulk.rows.values_list("number", "result"))


def test_a_trial_run_changes_nothing_and_says_what_would_come_of_each(unit, manager, handler):
    first, second, third = tickets(unit)
    void_complaint(complaint=second, reason="重复录入", by=None, now=A_MONDAY)
    Complaint.objects.filter(pk=third.pk).update(handler=handler)
    before = ComplaintEvent.objects.count(), AuditEntry.objects.count()
    bulk = asked(manager, numbers=[one.number for one in (first, second, third)], handler=handler.staff_number)
    assert results(bulk) == {first.number: "waiting", second.number: "refused", third.number: "same"}
    assert bulk.stage == Stage.TRIED
    assert (ComplaintEvent.objects.count(), AuditEntry.objects.count()) == before
    assert Complaint.objects.get(pk=first.pk).handler is None


def test_each_ticket_gets_its_own_step_and_line_of_the_trail_and_the_handler_one_notice(unit, manager, handler):
    made = tickets(unit, 5)
    bulk = given(manager, handler, made)
    assert bulk.stage == Stage.FINISHED
    assert set(results(bulk).values()) == {"done"}
    for one in Complaint.objects.all():
        event = one.events.get(kind="assigned")
        assert (one.handler, one.version, event.by) == (handler, 2, manager)
        assert event.data == {"from": "", "from_id": None, "to": str(handler), "to_id": handler.pk, "bulk": bulk.pk}
        assert AuditEntry.objects.about(one).get(verb="complaint.assigned").data["event"] == event.pk
    notice = Notification.objects.get(recipient=handler)
    assert (notice.kind, notice.params["count"]) == ("complaint.given_many", 5)
    assert verify([]).first_break is None


def test_a_number_out_of_scope_is_as_one_that_does_not_exist_and_the_set_never_grows(unit, manager, handler):
    """C23."""
    mine, hidden = a_complaint(at=unit), a_complaint(at=a_unit("临安分公司"))
    other = a_complaint(at=unit, phone="13805710001")
    numbers = [mine.number, hidden.number, "C201101-99999", "是", mine.number.lower()]
    bulk = run(asked(manager, numbers=numbers, handler=handler.staff_number))
    assert results(bulk) == {mine.number: "done", hidden.number: "refused", "C201101-99999": "refused", "是": "refused"}
    sentences = set(bulk.rows.filter(result="refused").values_list("sentence", "complaint"))
    assert len(sentences) == 1
    assert not Complaint.objects.filter(pk__in=[hidden.pk, other.pk]).exclude(handler=None).exists()


def test_a_ticket_one_only_sees_is_left(unit, handler):
    """The right is asked at each ticket: the handler of one hall only looks at another."""
    hall, other = a_unit("滨江厅", under=unit), a_unit("江南厅", under=unit)
    person = a_person(Role.HANDLER, at=hall)
    Posting.objects.create(person=person, unit=other, role=Role.COUNTER_STAFF, starts_on=dt.date(2010, 1, 1))
    here, there = a_complaint(at=hall), a_complaint(at=other)
    bulk = run(asked(person, "acknowledge", numbers=[here.number, there.number]))
    assert results(bulk) == {here.number: "done", there.number: "refused"}


def test_all_of_a_list_is_fixed_when_it_is_tried(unit, manager, handler):
    made = tickets(unit, 3)
    bulk = asked(manager, filters={"state": "open"}, handler=handler.staff_number)
    late = a_complaint(at=unit, phone="13805719999")
    run(bulk)
    assert set(results(bulk)) == {one.number for one in made}
    assert Complaint.objects.get(pk=late.pk).handler is None


def test_a_large_set_is_tried_in_a_job_without_tickets_that_came_later(unit, manager, handler, monkeypatch):
    monkeypatch.setattr(rules, "TRIED_AT_ONCE", 2)
    made = tickets(unit, 3)
    bulk = asked(manager, filters={}, handler=handler.staff_number)
    assert (bulk.stage, bulk.rows.count(), bulk.job.arguments) == (Stage.LOOKING, 0, {"bulk": bulk.pk})
    a_complaint(at=unit, phone="13805719999")
    for _twice in range(2):
        look_over(bulk=bulk, now=LATER)
    assert set(results(bulk)) == {one.number for one in made}


def test_what_changed_since_the_trial_is_asked_again(unit, manager, handler):
    first, second = tickets(unit, 2)
    bulk = asked(manager, numbers=[first.number, second.number], handler=handler.staff_number)
    void_complaint(complaint=second, reason="重复录入", by=None, now=A_MONDAY)
    run(bulk)
    assert results(bulk) == {first.number: "done", second.number: "refused"}


def test_what_the_trial_refused_is_not_done_later_without_being_asked(unit, manager, handler):
    first, second = tickets(unit, 2)
    Complaint.objects.filter(pk=second.pk).update(handler=handler)
    bulk = asked(manager, numbers=[first.number, second.number], handler=handler.staff_number)
    Complaint.objects.filter(pk=second.pk).update(handler=None)
    run(bulk)
    assert results(bulk)[second.number] == "same"
    assert Complaint.objects.get(pk=second.pk).handler is None


def test_whoever_lost_the_right_has_nothing_done(unit, manager, handler):
    made = tickets(unit, 2)
    bulk = asked(manager, numbers=[one.number for one in made], handler=handler.staff_number)
    confirm_bulk(bulk=bulk, by=manager, now=LATER)
    Posting.objects.filter(person=manager).update(role=Role.COUNTER_STAFF)
    with pytest.raises(NoLongerAllowed):
        carry_out(bulk=bulk, now=LATER, step=lambda _done, _total: None)
    assert not Complaint.objects.exclude(handler=None).exists()


@pytest.mark.parametrize("fault", [SystemExit, RuntimeError])
def test_the_handler_hears_of_what_was_given_before_it_went_wrong(unit, manager, handler, monkeypatch, fault):
    monkeypatch.setattr(rules, "CHUNK", 2)
    made = tickets(unit, 5)
    bulk = asked(manager, numbers=[one.number for one in made], handler=handler.staff_number)
    with pytest.raises(fault):
        run(bulk, step=Stop(fault))
    Posting.objects.filter(person=manager).update(role=Role.COUNTER_STAFF)
    with pytest.raises(NoLongerAllowed):
        carry_out(bulk=bulk, now=LATER, step=lambda _done, _total: None)
    assert Notification.objects.get(recipient=handler).params["count"] == 2


def test_a_handler_who_has_moved_away_gets_nothing(unit, manager, handler):
    made = tickets(unit, 2)
    bulk = asked(manager, numbers=[one.number for one in made], handler=handler.staff_number)
    Posting.objects.filter(person=handler).delete()
    assert set(results(run(bulk)).values()) == {"refused"}
    assert not Notification.objects.exists()


class Stop:
    """Asks for the end after the first chunk."""

    def __init__(self, fault=JobCancelled):
        self.calls, self.fault = 0, fault

    def __call__(self, done, total):
        self.calls += 1
        if self.calls == 2:
            raise self.fault("job")


def test_stopping_keeps_what_was_done_and_going_on_does_the_rest_once(unit, manager, handler, monkeypatch):
    monkeypatch.setattr(rules, "CHUNK", 2)
    made = tickets(unit, 5)
    bulk = asked(manager, numbers=[one.number for one in made], handler=handler.staff_number)
    with pytest.raises(JobCancelled):
        run(bulk, step=Stop())
    bulk.refresh_from_db()
    assert (bulk.stage, bulk.rows.filter(result="done").count()) == (Stage.RUNNING, 2)
    for _twice in range(2):
        carry_out(bulk=bulk, now=LATER, step=lambda _done, _total: None)
    assert set(results(bulk).values()) == {"done"}
    assert ComplaintEvent.objects.filter(kind="assigned").count() == 5
    assert sorted(one.params["count"] for one in Notification.objects.filter(recipient=handler)) == [2, 3]


def test_taking_back_gives_to_the_former_handlers_where_nothing_changed_since(unit, manager, handler):
    former = a_person(Role.HANDLER, at=unit)
    made = tickets(unit, 4)
    for one in made[:2]:
        Complaint.objects.filter(pk=one.pk).update(handler=former)
    bulk = given(manager, handler, made)
    changed = Complaint.objects.get(pk=made[1].pk)
    edit_complaint(complaint=changed, version=changed.version, by=manager, now=LATER, subject="改过的标题")
    undoing = run(ask_undo(bulk=bulk, by=manager, now=LATER))
    now_with = dict(Complaint.objects.values_list("number", "handler"))
    assert [now_with[one.number] for one in made] == [former.pk, handler.pk, None, None]
    assert results(undoing)[made[1].number] == "refused"
    assert history_of(Complaint.objects.get(pk=made[2].pk))[0].lines == (gettext("to nobody, back to the unit"),)
    assert Notification.objects.get(recipient=former).params["count"] == 1
    with pytest.raises(CannotUndo):
        ask_undo(bulk=bulk, by=manager, now=LATER)


def test_two_trials_of_taking_back_are_confirmed_once(unit, manager, handler):
    bulk = given(manager, handler, tickets(unit, 2))
    first, second = (ask_undo(bulk=bulk, by=manager, now=LATER) for _twice in range(2))
    run(first)
    with pytest.raises(CannotConfirm):
        confirm_bulk(bulk=second, by=manager, now=LATER + dt.timedelta(seconds=1))


def stopped(manager, handler, made, state="cancelled"):
    """An act of which two tickets were done before its job ended."""
    bulk = asked(manager, numbers=[one.number for one in made], handler=handler.staff_number)
    with pytest.raises(JobCancelled):
        run(bulk, step=Stop())
    Job.objects.filter(pk=bulk.job_id).update(state=state)
    return BulkAct.objects.get(pk=bulk.pk)


@pytest.mark.parametrize("state", ["cancelled", "failed"])
def test_what_was_stopped_can_be_taken_back_and_then_does_not_go_on(unit, manager, handler, monkeypatch, state):
    monkeypatch.setattr(rules, "CHUNK", 2)
    bulk = stopped(manager, handler, tickets(unit, 5), state)
    assert bulk.stage == Stage.STOPPED
    undoing = run(ask_undo(bulk=bulk, by=manager, now=LATER))
    assert list(results(undoing).values()) == ["done"] * 2
    with pytest.raises(TakenBack):
        carry_out(bulk=bulk, now=LATER, step=lambda _done, _total: None)
    assert not Complaint.objects.exclude(handler=None).exists()


def test_what_was_started_again_is_not_taken_back_by_an_older_trial(unit, manager, handler, monkeypatch):
    monkeypatch.setattr(rules, "CHUNK", 2)
    bulk = stopped(manager, handler, tickets(unit, 5))
    undoing = ask_undo(bulk=bulk, by=manager, now=LATER)
    Job.objects.filter(pk=bulk.job_id).update(state="running")
    with pytest.raises(CannotConfirm):
        confirm_bulk(bulk=undoing, by=manager, now=LATER)
    carry_out(bulk=bulk, now=LATER, step=lambda _done, _total: None)
    with pytest.raises(CannotConfirm):
        confirm_bulk(bulk=BulkAct.objects.get(pk=undoing.pk), by=manager, now=LATER)
    run(ask_undo(bulk=BulkAct.objects.get(pk=bulk.pk), by=manager, now=LATER))
    assert not Complaint.objects.exclude(handler=None).exists()


def test_a_large_trial_that_was_stopped_says_so(unit, manager, handler, monkeypatch):
    monkeypatch.setattr(rules, "TRIED_AT_ONCE", 0)
    tickets(unit, 1)
    bulk = asked(manager, filters={}, handler=handler.staff_number)
    Job.objects.update(state="failed")
    assert BulkAct.objects.get(pk=bulk.pk).stage == Stage.STOPPED


def test_what_is_not_finished_is_not_taken_back(unit, manager, handler):
    bulk = asked(manager, numbers=[a_complaint(at=unit).number], handler=handler.staff_number)
    with pytest.raises(CannotUndo):
        ask_undo(bulk=bulk, by=manager, now=LATER)


def test_a_note_stands_on_each_ticket_that_counts(unit, manager):
    first, second = tickets(unit, 2)
    void_complaint(complaint=second, reason="重复录入", by=None, now=A_MONDAY)
    bulk = run(asked(manager, "note", numbers=[first.number, second.number], text="七月套餐问题，统一口径答复。"))
    assert results(bulk) == {first.number: "done", second.number: "refused"}
    assert first.events.get(kind="note").text == "七月套餐问题，统一口径答复。"


def test_customers_are_told_once(unit, manager):
    first, second = tickets(unit, 2)
    Complaint.objects.filter(pk=second.pk).update(acknowledged_at=A_MONDAY)
    bulk = run(asked(manager, "acknowledge", numbers=[first.number, second.number]))
    assert results(bulk) == {first.number: "done", second.number: "same"}
    assert Complaint.objects.get(pk=first.pk).acknowledged_at == LATER
    assert Complaint.objects.get(pk=second.pk).acknowledged_at == A_MONDAY


def test_a_tag_without_zero_tolerance_is_put_on_each(unit, manager):
    Tag.objects.create(code="july", name="七月套餐")
    first, second = tickets(unit, 2)
    bulk = run(asked(manager, "tag", numbers=[first.number], tag="july"))
    again = run(asked(manager, "tag", numbers=[second.number, first.number], tag="july"))
    assert results(bulk) == {first.number: "done"}
    assert results(again) == {second.number: "done", first.number: "same"}
    assert TicketTag.objects.on().count() == 2


def test_a_tag_that_alarms_the_chain_is_not_put_on_many(unit, manager):
    Tag.objects.create(code="grave", name="重大", is_zero_tolerance=True)
    bulk = asked(manager, "tag", numbers=[a_complaint(at=unit).number], tag="grave")
    assert set(results(bulk).values()) == {"refused"}
    form = act_of("tag").form({"tag": "grave"}, person=manager)
    assert not form.is_valid()


def test_nothing_is_confirmed_twice_or_without_a_ticket(unit, manager, handler):
    bulk = asked(manager, numbers=[a_complaint(at=unit).number], handler=handler.staff_number)
    confirm_bulk(bulk=bulk, by=manager, now=LATER)
    with pytest.raises(CannotConfirm):
        confirm_bulk(bulk=BulkAct.objects.get(pk=bulk.pk), by=manager, now=LATER)
    empty = asked(manager, numbers=["C201101-99999"], handler=handler.staff_number)
    with pytest.raises(CannotConfirm):
        confirm_bulk(bulk=empty, by=manager, now=LATER)


def test_nothing_and_too_much_are_refused(unit, manager, handler, monkeypatch):
    for numbers, filters in (([], None), ([], {"q": "没有这个词"}), ([str(one) for one in range(1_001)], None)):
        with pytest.raises(CannotAsk):
            asked(manager, numbers=numbers, filters=filters, handler=handler.staff_number)
    tickets(unit, 3)
    monkeypatch.setattr(rules, "LIST_MOST", 2)
    with pytest.raises(CannotAsk):
        asked(manager, filters={}, handler=handler.staff_number)
    with pytest.raises(UnknownFilter):
        asked(manager, filters={"unit": "NOWHERE"}, handler=handler.staff_number)


def test_trials_of_yesterday_that_nobody_confirmed_are_forgotten(unit, manager, handler):
    number = a_complaint(at=unit).number
    old = asked(manager, numbers=[number], handler=handler.staff_number, now=LATER - dt.timedelta(days=3))
    kept = given(manager, handler, [a_complaint(at=unit, phone="13805710001")])
    asked(manager, numbers=[number], handler=handler.staff_number, now=LATER + dt.timedelta(days=3))
    assert set(BulkAct.objects.values_list("pk", flat=True)) & {old.pk, kept.pk} == {kept.pk}


def test_the_database_does_not_take_a_result_without_its_ticket(unit, manager, handler):
    bulk = asked(manager, numbers=["C201101-99999"], handler=handler.staff_number)
    with pytest.raises(Exception, match="bulk_row_done_whole"):
        BulkRow.objects.filter(bulk=bulk).update(result=Result.DONE)


def a_hook(unit, manager):
    return WebhookEndpoint.objects.create(
        name="大屏",
        url="https://hooks.example.cn/in",
        place=unit.code,
        events=["complaint.assigned", "complaint.tagged"],
        person=manager,
        secret="sealed",
        created_at=A_MONDAY,
    )


@pytest.mark.parametrize("hooked", [False, True], ids=["unheard", "heard"])
@pytest.mark.parametrize("act", ["assign", "assign_back", "note", "tag", "acknowledge"])
def test_queries_do_not_grow_with_the_tickets(unit, manager, handler, act, hooked):
    """Each ticket has a first-contact clock with its warnings, as registering gives it."""
    ClockRule.objects.create(
        kind=ClockKind.FIRST_CONTACT,
        amount=2,
        counting=Counting.NATURAL_HOURS,
        warn_minutes=[30],
        valid_from=dt.date(2010, 1, 1),
        made_at=A_MONDAY,
    )
    Tag.objects.create(code="july", name="七月套餐")
    said = {"assign": {"handler": handler.staff_number}, "note": {"text": "口径"}, "tag": {"tag": "july"}}
    if hooked:
        a_hook(unit, manager)

    def ready(made):
        if act == "assign_back":
            return ask_undo(bulk=given(manager, handler, made), by=manager, now=LATER)
        return asked(manager, act, numbers=[one.number for one in made], **said.get(act, {}))

    def queries_for(count):
        made = [a_complaint(at=unit, phone=f"138{count:04d}{place:04d}") for place in range(count)]
        bulk = ready(made)
        confirm_bulk(bulk=bulk, by=manager, now=LATER)
        connection.queries_log.clear()
        connection.force_debug_cursor = True
        try:
            carry_out(bulk=bulk, now=LATER, step=lambda _done, _total: None)
            return len(connection.queries_log)
        finally:
            connection.force_debug_cursor = False
            assert bulk.rows.filter(result="done").count() == count

    assert queries_for(15) == queries_for(5)


def test_other_systems_hear_of_each_ticket(unit, manager, handler):
    made = tickets(unit, 3)
    a_hook(unit, manager)
    a_hook(unit, manager)
    given(manager, handler, made)
    told = {one.about_label for one in WebhookDelivery.objects.filter(event="complaint.assigned")}
    assert told == {one.number for one in made}
    jobs = {job.key: job.arguments for job in Job.objects.filter(kind="webhooks.send")}
    keys = WebhookDelivery.objects.values_list("pk", "turn")
    assert jobs == {f"webhook:{pk}:{turn}": {"delivery_id": pk, "turn": turn} for pk, turn in keys}
    assert len(jobs) == 6


def test_a_code_is_taken_once(unit):
    with pytest.raises(ValueError, match="assign"):
        bulk_act("assign", "Something else", "complaint_edit", object, check=None, carry=None, said=None)


def test_other_peoples_acts_do_not_exist(client, unit, manager, handler):
    bulk = given(manager, handler, [a_complaint(at=unit)])
    client.force_login(handler)
    assert client.get(reverse("bulk_act", args=[bulk.pk])).status_code == 404
