"""What people do in an emergency, and what the database keeps whole."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from core.audit.models import AuditEntry
from core.versions import ChangedMeanwhile
from halls.premises.models import Premises
from halls.rush import services
from halls.rush.choices import EntryKind, StepKind, StepState
from halls.rush.models import Emergency, EmergencyStep, RushPlan
from halls.rush.selectors import plan_for, steps_of
from halls.tests.factories import a_hall, minutes
from org.people.choices import Role
from org.people.models import Person
from org.tests.factories import a_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> Premises:
    return a_hall()


@pytest.fixture
def leader(hall) -> Person:
    return a_person(Role.HALL_MANAGER, at=hall.unit, name="周宁")


def an_emergency(hall: Premises, leader: Person) -> Emergency:
    return services.open_by_hand(premises=hall, words="发薪日，人多", by=leader, now=minutes(0))


def first_step(emergency: Emergency) -> EmergencyStep:
    return emergency.steps.select_related("by", "emergency__premises").get(position=1)


def test_opened_by_hand_it_stands_on_the_trail_with_its_words(hall, leader):
    emergency = an_emergency(hall, leader)
    assert (emergency.trigger, emergency.opened_by) == ("hand", leader)
    entry = AuditEntry.objects.get(verb="emergency.opened")
    assert entry.data["words"] == "发薪日，人多"
    with pytest.raises(services.CannotOpen, match=r"already|已经启动"):
        an_emergency(hall, leader)


def test_nobody_opens_it_without_a_word(hall, leader):
    with pytest.raises(services.CannotOpen) as refused:
        services.open_by_hand(premises=hall, words="  ", by=leader, now=minutes(0))
    assert refused.value.field == "words"


def test_a_step_is_done_by_somebody_at_a_time_with_a_note(hall, leader):
    emergency = an_emergency(hall, leader)
    step = services.settle_step(step=first_step(emergency), state="done", note="开了3号", by=leader, now=minutes(2))
    step.refresh_from_db()
    assert (step.state, step.by, step.at, step.note) == (StepState.DONE, leader, minutes(2), "开了3号")
    entry = emergency.entries.get(kind=EntryKind.STEP_DONE)
    assert (entry.by, entry.text, entry.step) == (leader, "开了3号", step)


def test_a_step_left_out_says_why(hall, leader):
    step = first_step(an_emergency(hall, leader))
    with pytest.raises(services.CannotStep) as refused:
        services.settle_step(step=step, state="skipped", by=leader, now=minutes(2))
    assert refused.value.field == "note"
    services.settle_step(step=step, state="skipped", note="没有备用台席", by=leader, now=minutes(2))
    assert first_step(step.emergency).state == StepState.SKIPPED


def test_the_second_who_settles_a_step_hears_who_was_first(hall, leader):
    emergency = an_emergency(hall, leader)
    mine, theirs = first_step(emergency), first_step(emergency)
    services.settle_step(step=mine, state="done", by=leader, now=minutes(2))
    other = a_person(Role.HALL_MANAGER, at=hall.unit)
    with pytest.raises(services.CannotStep, match="周宁"):
        services.settle_step(step=theirs, state="done", by=other, now=minutes(3))
    assert emergency.entries.filter(kind=EntryKind.STEP_DONE).count() == 1


def test_a_step_settled_by_mistake_is_taken_back_and_the_log_keeps_both(hall, leader):
    emergency = an_emergency(hall, leader)
    services.settle_step(step=first_step(emergency), state="done", by=leader, now=minutes(2))
    services.settle_step(step=first_step(emergency), state="todo", by=leader, now=minutes(3))
    step = first_step(emergency)
    assert (step.state, step.by, step.at) == (StepState.TODO, None, None)
    told = list(emergency.entries.values_list("kind", flat=True))
    assert told == [EntryKind.OPENED, EntryKind.STEP_DONE, EntryKind.STEP_BACK]


def test_after_its_end_nothing_is_settled_or_noted(hall, leader):
    emergency = an_emergency(hall, leader)
    services.close_emergency(emergency=emergency, result="平稳", by=leader, now=minutes(9))
    with pytest.raises(services.CannotStep, match=r"ended|已结束"):
        services.settle_step(step=first_step(emergency), state="done", by=leader, now=minutes(10))
    with pytest.raises(services.CannotStep, match=r"ended|已结束"):
        services.add_note(emergency=emergency, text="补记", by=leader, now=minutes(10))
    with pytest.raises(services.CannotEnd):
        services.close_emergency(emergency=emergency, result="再次", by=leader, now=minutes(10))


def test_it_is_looked_back_on_once_and_only_when_over(hall, leader):
    emergency = an_emergency(hall, leader)
    with pytest.raises(services.CannotReview):
        services.review_emergency(emergency=emergency, review="x", by=leader, now=minutes(5))
    services.close_emergency(emergency=emergency, result="平稳", by=leader, now=minutes(9))
    services.review_emergency(emergency=emergency, review="分流见效", by=leader, now=minutes(60))
    with pytest.raises(services.CannotReview):
        services.review_emergency(emergency=emergency, review="再写", by=leader, now=minutes(61))
    assert Emergency.objects.get().review == "分流见效"


def test_the_nearest_plan_counts_and_an_open_emergency_keeps_its_steps(hall, leader):
    assert [kind for kind, _words in steps_of(plan_for(hall.unit))][:2] == [StepKind.COUNTERS, StepKind.ROAMING]
    emergency = an_emergency(hall, leader)
    services.save_plan(
        unit=hall.unit, steps=[("care", "热水放在二号柜"), ("divert_hall", "")], version=None, by=leader, now=minutes(1)
    )
    assert emergency.steps.count() == 7
    services.close_emergency(emergency=emergency, result="平稳", by=leader, now=minutes(9))
    later = an_emergency(hall, leader)
    assert [(one.kind, one.words) for one in later.steps.all()] == [("care", "热水放在二号柜"), ("divert_hall", "")]


def test_a_plan_is_changed_as_it_was_read_or_not_at_all(hall, leader):
    plan = services.save_plan(unit=hall.unit, steps=[("care", "")], version=None, by=leader, now=minutes(1))
    services.save_plan(unit=hall.unit, steps=[("roaming", "")], version=plan.version, by=leader, now=minutes(2))
    with pytest.raises(ChangedMeanwhile):
        services.save_plan(unit=hall.unit, steps=[("counters", "")], version=1, by=leader, now=minutes(3))
    with pytest.raises(ChangedMeanwhile):
        services.save_plan(unit=hall.unit, steps=[("counters", "")], version=None, by=leader, now=minutes(3))
    assert steps_of(RushPlan.objects.get()) == [("roaming", "")]


@pytest.mark.parametrize("steps", [[], [("care", "")] * 2, [("other", " ")], [("care", str(n)) for n in range(13)]])
def test_a_plan_that_cannot_be_followed_is_refused(hall, leader, steps):
    with pytest.raises(services.CannotSetRush):
        services.save_plan(unit=hall.unit, steps=steps, version=None, by=leader, now=minutes(1))


@pytest.mark.parametrize(
    "broken", [{"ended": "rule"}, {"trigger": "hand"}, {"review": "x"}, {"closed_at": minutes(-1), "ended": "rule"}]
)
def test_the_database_keeps_an_emergency_whole(hall, broken):
    figures = dict.fromkeys(
        ("waiting", "longest_minutes", "tickets", "open_counters", "most_waiting", "most_minutes"), 0
    )
    row = {"business_day": minutes(0).date(), "trigger": "queue", "opened_at": minutes(0), **figures}
    with pytest.raises(IntegrityError), transaction.atomic():
        Emergency.objects.create(premises=hall, **(row | broken))
    Emergency.objects.create(premises=hall, **row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Emergency.objects.create(premises=hall, **row)
