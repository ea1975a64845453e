from __future__ import annotations

import datetime as dt

import pytest

from core.approvals.choices import Decision, Mode, RequestState, StepState
from core.approvals.models import ApprovalRequest, ApprovalVoice
from core.approvals.selectors import case_of, waiting_for
from core.approvals.services import (
    AlreadyDecided,
    MayNotDecide,
    NeedsComment,
    NeedsPassword,
    StepAsked,
    appoint_substitute,
    ask_again,
    decide,
    withdraw,
)
from core.approvals.tests.factories import NOW, CannotPay, a_request
from core.audit.models import AuditEntry
from core.notifications.models import Notification
from org.people.choices import Role
from org.tests.factories import a_person

APPROVE, REFUSE, RETURN = Decision.APPROVE, Decision.REFUSE, Decision.RETURN
LATER = NOW + dt.timedelta(hours=1)


def carried_out() -> int:
    return AuditEntry.objects.filter(verb="test.carried_out").count()


def verbs() -> list[str]:
    return list(AuditEntry.objects.order_by("position").values_list("verb", flat=True))


def test_the_last_approval_carries_it_out_once(branch):
    asked = a_request([branch.deputy], [branch.manager], about=branch.unit, by=branch.asker)
    asked = decide(request=asked, decision=APPROVE, by=branch.deputy, now=LATER)
    assert (asked.state, asked.applied_at, carried_out()) == (RequestState.WAITING, None, 0)
    asked = decide(request=asked, decision=APPROVE, by=branch.manager, now=LATER)
    assert (asked.state, asked.applied_at, asked.decided_at, carried_out()) == ("approved", LATER, LATER, 1)


def test_the_same_approval_twice_shows_the_first_result(branch):
    asked = a_request([branch.manager], about=branch.unit, by=branch.asker)
    decide(request=asked, decision=APPROVE, comment="可以", by=branch.manager, now=NOW)
    again = decide(request=asked, decision=APPROVE, comment="再点一次", by=branch.manager, now=LATER)
    assert (again.state, again.decided_at, carried_out()) == ("approved", NOW, 1)
    assert ApprovalVoice.objects.get().comment == "可以"
    assert verbs().count("approval.decided") == 1


def test_a_second_tap_does_not_speak_in_the_next_step(branch):
    asked = a_request([branch.manager], [branch.manager], about=branch.unit, by=branch.asker)
    shown = asked.steps.get(state=StepState.WAITING).pk
    decide(request=asked, decision=APPROVE, step=shown, by=branch.manager, now=NOW)
    again = decide(request=asked, decision=APPROVE, step=shown, by=branch.manager, now=LATER)
    assert (again.state, carried_out()) == ("waiting", 0)


def test_who_comes_second_with_another_word_is_told_who_was_first(branch):
    asked = a_request([branch.manager, branch.deputy], about=branch.unit, by=branch.asker)
    decide(request=asked, decision=REFUSE, comment="超出权限", by=branch.deputy, now=NOW)
    with pytest.raises(AlreadyDecided, match="吴副总"):
        decide(request=asked, decision=APPROVE, by=branch.manager, now=LATER)
    assert (ApprovalRequest.objects.get().state, carried_out()) == ("refused", 0)


def test_who_comes_second_with_the_same_word_sees_the_result(branch):
    asked = a_request([branch.manager, branch.deputy], about=branch.unit, by=branch.asker)
    decide(request=asked, decision=APPROVE, by=branch.deputy, now=NOW)
    assert decide(request=asked, decision=APPROVE, by=branch.manager, now=LATER).decided_at == NOW
    assert carried_out() == 1


@pytest.mark.parametrize("who", ["asker", "other"])
def test_neither_who_asked_nor_who_is_not_asked_decides(branch, who):
    asked = a_request([branch.manager], about=branch.unit, by=branch.asker)
    with pytest.raises(MayNotDecide) as refused:
        decide(request=asked, decision=APPROVE, by=getattr(branch, who), now=NOW)
    assert refused.value.status == 403
    assert (verbs(), ApprovalRequest.objects.get().state) == (["approval.asked"], "waiting")


def test_whoever_both_asks_and_approves_by_role_is_left_out_of_the_step(branch):
    asked = a_request([branch.manager, branch.deputy], about=branch.unit, by=branch.manager)
    assert [voice.person for voice in ApprovalVoice.objects.filter(step__request=asked)] == [branch.deputy]
    with pytest.raises(MayNotDecide):
        decide(request=asked, decision=APPROVE, by=branch.manager, now=NOW)


def test_the_person_blamed_does_not_decide_not_even_as_a_substitute(branch):
    _stand_in(branch.manager, branch.deputy)
    asked = a_request([branch.manager], about=branch.unit, by=branch.asker, barred=[branch.deputy])
    with pytest.raises(MayNotDecide):
        decide(request=asked, decision=APPROVE, by=branch.deputy, now=NOW)
    assert not waiting_for(branch.deputy, NOW).exists()
    assert not Notification.objects.filter(recipient=branch.deputy, kind__startswith="approval").exists()


def test_who_asked_does_not_decide_as_a_substitute(branch):
    _stand_in(branch.manager, branch.asker)
    asked = a_request([branch.manager], about=branch.unit, by=branch.asker)
    with pytest.raises(MayNotDecide):
        decide(request=asked, decision=APPROVE, by=branch.asker, now=NOW)


def test_a_substitute_decides_and_it_shows_for_whom(branch):
    _stand_in(branch.manager, branch.other)
    asked = a_request([branch.manager], about=branch.unit, by=branch.asker)
    decide(request=asked, decision=APPROVE, by=branch.other, now=NOW)
    voice = ApprovalVoice.objects.get()
    assert (voice.person, voice.decided_by, carried_out()) == (branch.manager, branch.other, 1)
    line = case_of(ApprovalRequest.objects.get(), NOW).current.steps[0].voices[0]
    assert "路人" in line.name
    assert "周总" in line.name
    assert AuditEntry.objects.get(verb="approval.decided").data["in_place_of"] == "周总"


def test_outside_the_days_a_substitute_is_nobody(branch):
    _stand_in(branch.manager, branch.other, days=1)
    asked = a_request([branch.manager], about=branch.unit, by=branch.asker)
    with pytest.raises(MayNotDecide):
        decide(request=asked, decision=APPROVE, by=branch.other, now=NOW + dt.timedelta(days=2))


def test_one_person_speaks_once_in_a_step(branch):
    _stand_in(branch.manager, branch.deputy)
    both = StepAsked("会签", [branch.manager, branch.deputy], Mode.ALL)
    asked = a_request(both, about=branch.unit, by=branch.asker)
    decide(request=asked, decision=APPROVE, by=branch.deputy, now=NOW)
    assert decide(request=asked, decision=APPROVE, by=branch.deputy, now=LATER).state == "waiting"
    with pytest.raises(AlreadyDecided):
        decide(request=asked, decision=REFUSE, comment="改主意", by=branch.deputy, now=LATER)
    assert decide(request=asked, decision=APPROVE, by=branch.manager, now=LATER).state == "approved"


def test_a_later_step_is_not_asked_before_its_turn(branch):
    asked = a_request([branch.deputy], [branch.manager], about=branch.unit, by=branch.asker)
    assert not waiting_for(branch.manager, NOW).exists()
    with pytest.raises(MayNotDecide):
        decide(request=asked, decision=APPROVE, by=branch.manager, now=NOW)
    with pytest.raises(MayNotDecide):
        last = asked.steps.last().pk
        decide(request=asked, decision=APPROVE, by=branch.manager, step=last, now=NOW)
    decide(request=asked, decision=APPROVE, by=branch.deputy, now=NOW)
    assert list(waiting_for(branch.manager, NOW)) == [asked]


def test_a_share_of_the_voices_opens_the_next_step(branch):
    third = a_person(Role.MARKET_MANAGER, at=branch.unit, name="方经理")
    board = StepAsked("会签", [branch.deputy, branch.other, third], Mode.PERCENT, 60)
    asked = a_request(board, [branch.manager], about=branch.unit, by=branch.asker)
    decide(request=asked, decision=APPROVE, by=branch.deputy, now=NOW)
    decide(request=asked, decision=REFUSE, comment="不妥", by=branch.other, now=NOW)
    assert [step.state for step in asked.steps.all()] == ["waiting", "ahead"]
    decide(request=asked, decision=APPROVE, by=third, now=NOW)
    assert [step.state for step in asked.steps.all()] == ["approved", "waiting"]
    assert carried_out() == 0


def test_a_refused_step_ends_it_and_later_ones_are_not_asked(branch):
    asked = a_request([branch.deputy], [branch.manager], about=branch.unit, by=branch.asker)
    decide(request=asked, decision=REFUSE, comment="理由不足", by=branch.deputy, now=NOW)
    assert [step.state for step in asked.steps.all()] == ["refused", "dropped"]
    assert "test.refused" in verbs()
    assert Notification.objects.get(recipient=branch.asker).kind == "approval.refused"


@pytest.mark.parametrize("decision", [REFUSE, RETURN])
def test_saying_no_needs_a_reason(branch, decision):
    asked = a_request([branch.manager], about=branch.unit, by=branch.asker)
    with pytest.raises(NeedsComment):
        decide(request=asked, decision=decision, comment="  ", by=branch.manager, now=NOW)


def test_money_needs_a_password_typed_lately(branch):
    asked = a_request([branch.manager], about=branch.unit, by=branch.asker, money=True)
    for until in (None, NOW - dt.timedelta(seconds=1)):
        with pytest.raises(NeedsPassword):
            decide(request=asked, decision=APPROVE, by=branch.manager, now=NOW, password_ok_until=until)
    assert carried_out() == 0
    decide(request=asked, decision=APPROVE, by=branch.manager, now=NOW, password_ok_until=LATER)
    assert carried_out() == 1


def test_a_consequence_that_refuses_makes_the_decision_not_happen(branch):
    asked = a_request([branch.manager], about=branch.unit, by=branch.asker, title="不可执行的支出")
    with pytest.raises(CannotPay):
        decide(request=asked, decision=APPROVE, by=branch.manager, now=NOW)
    assert (ApprovalRequest.objects.get().state, ApprovalVoice.objects.get().decision) == ("waiting", "")
    assert verbs() == ["approval.asked"]


def test_after_a_return_it_is_asked_again_and_nothing_said_is_lost(branch):
    asked = a_request([branch.deputy], [branch.manager], about=branch.unit, by=branch.asker)
    decide(request=asked, decision=APPROVE, by=branch.deputy, now=NOW)
    asked = decide(request=asked, decision=RETURN, comment="金额太高", by=branch.manager, now=NOW)
    assert (asked.state, "test.returned" in verbs()) == ("returned", True)
    asked = ask_again(request=asked, facts=[], by=branch.asker, now=LATER)
    assert (asked.state, asked.round, asked.decided_at) == ("waiting", 2, None)
    assert list(waiting_for(branch.deputy, LATER)) == [asked]
    case = case_of(asked, LATER)
    assert [voice.comment for step in case.earlier[0].steps for voice in step.voices] == ["", "金额太高"]
    assert [line.value for line in case.earlier[0].facts] == ["128.00 元", "两次上门未修好"]
    decide(request=asked, decision=APPROVE, by=branch.deputy, now=LATER)
    assert decide(request=asked, decision=APPROVE, by=branch.manager, now=LATER).state == "approved"


def test_a_page_of_the_round_before_decides_nothing(branch):
    asked = a_request([branch.manager], about=branch.unit, by=branch.asker)
    shown = asked.steps.get().pk
    asked = decide(request=asked, decision=RETURN, comment="金额太高", by=branch.manager, now=NOW)
    ask_again(request=asked, facts=[], by=branch.asker, now=LATER)
    with pytest.raises(AlreadyDecided):
        decide(request=asked, decision=APPROVE, step=shown, by=branch.manager, now=LATER)
    assert carried_out() == 0


def test_what_was_withdrawn_is_not_decided(branch):
    asked = a_request([branch.manager], about=branch.unit, by=branch.asker)
    withdraw(request=asked, reason="客户撤诉", by=branch.asker, now=NOW)
    with pytest.raises(AlreadyDecided):
        decide(request=asked, decision=APPROVE, by=branch.manager, now=LATER)
    assert carried_out() == 0


def test_the_state_of_one_request_never_leaks_into_another(branch):
    """glpi #24399: once one validation was accepted, every later one showed as validated."""
    first = a_request([branch.manager], about=branch.unit, by=branch.asker)
    decide(request=first, decision=APPROVE, by=branch.manager, now=NOW)
    second = a_request([branch.manager], [branch.deputy], about=branch.unit, by=branch.asker, now=LATER)
    assert (second.state, second.applied_at) == ("waiting", None)
    assert [step.state for step in second.steps.all()] == ["waiting", "ahead"]
    assert [voice.decision for voice in ApprovalVoice.objects.filter(step__request=second)] == ["", ""]
    decide(request=second, decision=REFUSE, comment="重复", by=branch.manager, now=LATER)
    assert ApprovalRequest.objects.get(pk=first.pk).state == "approved"
    assert case_of(first, LATER).current.steps[0].state == "approved"


def test_waiting_for_a_person_is_one_query(branch, django_assert_num_queries):
    a_request([branch.manager], about=branch.unit, by=branch.asker)
    with django_assert_num_queries(1):
        assert len(waiting_for(branch.manager, NOW)) == 1


def test_only_who_is_concerned_or_has_the_right_sees_it(branch):
    far = a_person(Role.SERVICE_MANAGER, at=branch.unit, name="同事")
    asked = a_request([branch.manager], about=branch.unit, by=branch.asker)
    hidden = a_request([branch.manager], about=branch.unit, by=branch.asker, kind="test.shared")
    seen = {
        person.name: list(ApprovalRequest.objects.visible_to(person).order_by("pk"))
        for person in (branch.asker, branch.manager, branch.other, far)
    }
    assert seen == {"林晓": [asked, hidden], "周总": [asked, hidden], "路人": [], "同事": [asked]}


def _stand_in(person, substitute, *, days: int = 30):
    return appoint_substitute(
        person=person,
        substitute=substitute,
        from_on=NOW.date(),
        to_on=NOW.date() + dt.timedelta(days=days),
        reason="出差",
        by=person,
        now=NOW,
    )
