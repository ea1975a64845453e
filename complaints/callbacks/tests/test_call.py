from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

from complaints.callbacks import registry, rules
from complaints.callbacks.choices import CallState, Reached, Satisfaction
from complaints.callbacks.models import CallAttempt, CallBack
from complaints.callbacks.presenter import call_page
from complaints.callbacks.selectors import call_of, forces_choice, queue
from complaints.callbacks.services import (
    CallNotWaiting,
    CannotCall,
    CannotGiveUp,
    OwnCase,
    call_again,
    give_up,
    hand_back,
    miss_call,
    reach_customer,
    take_call,
    take_next,
)
from complaints.callbacks.tests.cases import a_case, finish
from complaints.casework.choices import Step
from complaints.casework.models import Casework
from complaints.casework.services import casework_of, find_valid, judge, regrade_case, verify
from complaints.tests.factories import A_MONDAY, a_complaint
from complaints.tickets.choices import EventKind, Outcome, ReopenReason, State
from complaints.tickets.services import (
    CannotClose,
    CannotReopen,
    assign_complaint,
    close_complaint,
    reopen_complaint,
    void_complaint,
)
from core.models import Notification
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
LATER = A_MONDAY + dt.timedelta(hours=3)


def reached(case, satisfaction=Satisfaction.SATISFIED, **more):
    said = {"words": "客户说钱已到账", "score": 8, "recording": "R-20110117-8"} | more
    return reach_customer(call=case.call, satisfaction=satisfaction, by=case.caller, now=LATER, **said)


def closed(complaint, outcome=Outcome.UNREACHABLE):
    return close_complaint(complaint=complaint, outcome=outcome, note="多次联系", by=None, now=LATER)


def test_the_call_waits_from_the_moment_nothing_else_is_missing():
    case = a_case()
    call = case.call
    assert (call.state, call.not_before, call.unit_path) == (CallState.WAITING, A_MONDAY, case.unit.path)
    assert CallBack.objects.count() == 1


def test_nobody_is_called_before_every_step_is_done():
    unit = a_unit()
    complaint = a_complaint(at=unit, grade="A")
    said = {"by": None, "now": A_MONDAY, "casework": casework_of(complaint)}
    verify(finding="查明", not_heard="已离职", **said)
    judge(validity="valid", reason="违反规范", **said)
    assert not CallBack.objects.exists()


def test_s2_calls_within_two_days():
    assert a_case().call.due_at.date() - A_MONDAY.date() == dt.timedelta(days=2)


def test_a_step_that_is_missing_again_takes_the_call_back():
    unit = a_unit()
    complaint = a_complaint(at=unit, grade="A")
    said = {"by": a_person(Role.SERVICE_MANAGER, at=unit), "now": A_MONDAY, "casework": casework_of(complaint)}
    verify(finding="查明", not_heard="已离职", **said)
    judge(validity="invalid", reason="按协议办理", **said)
    from_now = Casework.objects.get()
    Casework.objects.filter(pk=from_now.pk).update(explain_at=A_MONDAY)
    CallBack.objects.create(casework=from_now, unit_path=unit.path, made_at=A_MONDAY, not_before=A_MONDAY)
    find_valid(casework=casework_of(complaint), reason="复核后成立", by=said["by"], now=LATER)
    assert [call.state for call in CallBack.objects.all()] == [CallState.CANCELLED]


def test_a_call_eight_of_ten_ends_the_case_and_then_it_closes():
    case = a_case()
    reached(case)
    casework = casework_of(case.complaint)
    assert (case.call.state, case.call.score, casework.follow_up_by) == (CallState.DONE, 8, case.caller)
    event = case.complaint.events.get(kind=EventKind.FOLLOWED_UP)
    assert (event.data["satisfaction"], event.data["score"], event.data["recording"]) == (
        "satisfied",
        8,
        "R-20110117-8",
    )
    assert case.complaint.events.filter(kind=EventKind.FOLLOWED_UP).count() == 1
    assert not forces_choice(case.call)


def test_who_was_not_reached_is_called_again_when_it_suits():
    case = a_case()
    again = LATER + dt.timedelta(days=1)
    miss_call(call=case.call, why=Reached.LATER, again_at=again, by=case.caller, now=LATER)
    call = case.call
    assert (call.state, call.attempts, call.not_before, call.taken_by) == (CallState.WAITING, 1, again, None)
    assert take_next(by=case.caller, now=LATER) is None
    assert take_next(by=case.caller, now=again) == call
    event = case.complaint.events.get(kind=EventKind.CALL)
    assert (event.data["reached"], event.data["follow_up"]) == (False, "later")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"why": Reached.LATER}, "again_at"),
        ({"why": Reached.NO_ANSWER, "again_at": A_MONDAY}, "again_at"),
        ({"why": Reached.REACHED}, "why"),
    ],
)
def test_a_try_that_makes_no_sense_is_refused(said, field):
    case = a_case()
    with pytest.raises(CannotCall) as refused:
        miss_call(call=case.call, by=case.caller, now=LATER, **said)
    assert refused.value.field == field
    assert not CallAttempt.objects.exists()


@pytest.mark.parametrize(
    ("said", "field"),
    [({"satisfaction": "unrated", "score": 3}, "score"), ({"satisfaction": "dissatisfied", "words": " "}, "words")],
)
def test_a_result_that_makes_no_sense_is_refused(said, field):
    case = a_case()
    with pytest.raises(CannotCall) as refused:
        reached(case, **said)
    assert refused.value.field == field


def test_the_handler_never_calls_on_the_own_case():
    case = a_case()
    assert not queue(case.handler).exists()
    assert take_next(by=case.handler, now=LATER) is None
    acts = [
        lambda call: take_call(call=call, by=case.handler, now=LATER),
        lambda call: miss_call(call=call, why=Reached.NO_ANSWER, by=case.handler, now=LATER),
        lambda call: reach_customer(call=call, satisfaction="satisfied", score=10, by=case.handler, now=LATER),
        lambda call: give_up(call=call, reason="不用打了", by=case.handler, now=LATER),
    ]
    for act in acts:
        with pytest.raises(OwnCase) as refused:
            act(case.call)
        assert refused.value.status == 403
    assert case.call.state == CallState.WAITING


def test_who_handled_it_before_in_this_round_does_not_call_either():
    case = a_case()
    next_one = a_person(Role.HANDLER, at=case.unit, name="后来者")
    complaint = case.complaint
    complaint.refresh_from_db()
    assign_complaint(complaint=complaint, handler=next_one, by=None, now=LATER)
    Casework.objects.update(**{f"{step}_by": None for step in Step})
    for person in (case.handler, next_one):
        assert not queue(person).exists()
    assert queue(a_person(Role.HANDLER, at=case.unit)).get() == case.call


def test_nor_who_was_heard_about_it():
    case = a_case()
    blamed = a_person(Role.TEAM_LEADER, at=case.unit)
    Casework.objects.update(person_heard=blamed)
    assert not queue(blamed).exists()


def test_callers_see_calls_of_their_units_only():
    case = a_case()
    other = a_person(Role.CALLER, at=a_unit("临安分公司"))
    assert queue(case.caller).exists()
    assert not queue(other).exists()


def test_each_of_two_callers_gets_another_call_and_a_double_tap_the_same():
    first = a_case()
    second = a_case(unit=first.unit)
    mine = take_next(by=first.caller, now=LATER)
    assert take_next(by=first.caller, now=LATER) == mine
    assert take_next(by=second.caller, now=LATER) not in (None, mine)
    third = a_person(Role.CALLER, at=first.unit)
    assert take_next(by=third, now=LATER) is None
    assert take_next(by=third, now=LATER + rules.LEASE) is not None


def test_who_has_it_in_hand_is_named_to_whoever_wants_it_too():
    case = a_case()
    take_call(call=case.call, by=case.caller, now=LATER)
    other = a_person(Role.CALLER, at=case.unit)
    with pytest.raises(CannotCall, match="李回访"):
        reach_customer(call=case.call, satisfaction="satisfied", by=other, now=LATER)
    hand_back(call=case.call, by=case.caller, now=LATER)
    reach_customer(call=case.call, satisfaction="satisfied", by=other, now=LATER)


def test_what_was_read_too_early_changes_nothing():
    case = a_case()
    stale = case.call
    reached(case)
    with pytest.raises(CallNotWaiting):
        miss_call(call=stale, why=Reached.NO_ANSWER, by=case.caller, now=LATER)
    assert not CallAttempt.objects.exclude(reached=Reached.REACHED).exists()


def test_it_never_gives_up_by_itself_and_not_before_a_try(settings):
    case = a_case()
    with pytest.raises(CannotGiveUp):
        give_up(call=case.call, reason="不用打了", by=case.caller, now=LATER)
    for _try in range(30):
        miss_call(call=case.call, why=Reached.NO_ANSWER, by=case.caller, now=LATER)
    assert case.call.state == CallState.WAITING
    settings.CALL_BACK_TRIES = 40
    with pytest.raises(CannotGiveUp):
        give_up(call=case.call, reason="停机", by=case.caller, now=LATER)
    settings.CALL_BACK_TRIES = 30
    with pytest.raises(CannotGiveUp):
        give_up(call=case.call, reason=" ", by=case.caller, now=LATER)
    give_up(call=case.call, reason="停机", by=case.caller, now=LATER)
    assert case.call.state == CallState.GIVEN_UP
    with pytest.raises(CannotClose):
        closed(case.complaint, Outcome.SOLVED)


def test_after_giving_up_another_call_may_be_asked_for():
    case = a_case()
    with pytest.raises(CannotCall):
        call_again(complaint=case.complaint, by=case.handler, now=LATER)
    miss_call(call=case.call, why=Reached.WRONG_NUMBER, by=case.caller, now=LATER)
    give_up(call=case.call, reason="空号", by=case.caller, now=LATER)
    call_again(complaint=case.complaint, by=case.handler, now=LATER)
    reached(case)
    assert case.call.state == CallState.DONE


def taken_back_and_done_again(case):
    """The grade changed to B, which asks for more before the call, and back."""
    said = {"by": case.handler, "now": LATER}
    regrade_case(casework=casework_of(case.complaint), grade="B", reason="媒体关注", **said)
    assert Step.FOLLOW_UP not in casework_of(case.complaint).done()
    regrade_case(casework=casework_of(case.complaint), grade="A", reason="核实无关", **said)


def test_a_call_whose_step_was_taken_back_is_made_again():
    case = a_case()
    reached(case)
    taken_back_and_done_again(case)
    assert [call.state for call in CallBack.objects.order_by("pk")] == [CallState.DONE, CallState.WAITING]
    assert list(queue(case.caller)) == [case.call]
    reached(case)
    assert Step.FOLLOW_UP in casework_of(case.complaint).done()


def test_a_call_given_up_before_the_one_that_was_made_does_not_hold_the_next_back():
    case = a_case()
    miss_call(call=case.call, why=Reached.WRONG_NUMBER, by=case.caller, now=LATER)
    give_up(call=case.call, reason="空号", by=case.caller, now=LATER)
    call_again(complaint=case.complaint, by=case.handler, now=LATER)
    reached(case)
    taken_back_and_done_again(case)
    assert case.call.state == CallState.WAITING


def test_given_up_it_is_asked_for_again_only_by_hand():
    case = a_case()
    miss_call(call=case.call, why=Reached.WRONG_NUMBER, by=case.caller, now=LATER)
    give_up(call=case.call, reason="空号", by=case.caller, now=LATER)
    taken_back_and_done_again(case)
    assert case.call.state == CallState.GIVEN_UP


def test_the_page_offers_another_call_where_one_was_made_and_its_step_taken_back():
    case = a_case()
    reached(case)
    assert not call_page(case.complaint, case.handler, now=LATER).may_ask_again
    Casework.objects.update(follow_up_at=None, follow_up_by=None)
    assert call_page(case.complaint, case.handler, now=LATER).may_ask_again
    call_again(complaint=case.complaint, by=case.handler, now=LATER)
    assert not call_page(case.complaint, case.handler, now=LATER).may_ask_again


@pytest.mark.parametrize("ending", ["close", "void"])
def test_a_ticket_that_ends_is_not_called_about_any_more(ending):
    case = a_case()
    call = case.call
    miss_call(call=call, why=Reached.NO_ANSWER, by=case.caller, now=LATER)
    if ending == "close":
        closed(case.complaint)
    else:
        void_complaint(complaint=case.complaint, reason="重复登记", by=None, now=LATER)
    assert not queue(case.caller).exists()
    with pytest.raises(CallNotWaiting):
        miss_call(call=CallBack.objects.get(), why=Reached.NO_ANSWER, by=case.caller, now=LATER)


def test_a_dissatisfied_customer_forces_a_choice_before_closing():
    case = a_case()
    reached(case, Satisfaction.DISSATISFIED, score=2)
    assert forces_choice(case.call)
    with translation.override("en"), pytest.raises(CannotClose, match="is dissatisfied"):
        closed(case.complaint)
    notice = Notification.objects.get(kind="call_back.dissatisfied")
    assert (notice.recipient, notice.urgent) == (case.handler, True)


def test_reopening_begins_the_round_anew_and_the_customer_is_called_again():
    case = a_case()
    reached(case, Satisfaction.DISSATISFIED)
    reopen_complaint(
        complaint=case.complaint, reason=ReopenReason.BROKEN_PROMISE, note="承诺的退费未到账", by=None, now=LATER
    )
    assert (case.complaint.state, case.complaint.reopened_count, call_of(case.complaint)) == (State.OPEN, 1, None)
    finish(case)
    assert case.call.state == CallState.WAITING
    assert CallBack.objects.filter(state=CallState.DONE).count() == 1


def test_a_satisfied_customers_open_ticket_does_not_begin_anew():
    case = a_case()
    reached(case)
    with pytest.raises(CannotReopen):
        reopen_complaint(complaint=case.complaint, reason=ReopenReason.TIMED_OUT, note="", by=None, now=LATER)


def test_a_report_with_its_consents_settles_it_too(monkeypatch):
    consented = []
    report = registry.Report(address=lambda one: f"/report/{one.number}/", settles=lambda case: case.pk in consented)
    monkeypatch.setattr(registry, "_report", [report])
    case = a_case()
    reached(case, Satisfaction.DISSATISFIED)
    assert forces_choice(case.call)
    consented.append(casework_of(case.complaint).pk)
    assert not forces_choice(case.call)


def test_points_alone_decide_nothing_until_the_branch_says_from_where(settings):
    case = a_case()
    reached(case, score=3)
    assert not forces_choice(case.call)
    settings.CALL_BACK_LOW_SCORE = 6
    assert forces_choice(case.call)
