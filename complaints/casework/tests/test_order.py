"""The act and the database refuse the same: whatever the rules allow can be stored, nothing else can."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaints.casework.choices import Choice, Step
from complaints.casework.models import Casework
from complaints.casework.rules import remedies_for, step_set, waits_for
from complaints.casework.services import StepNotAsked, StepOutOfOrder, casework_of, take_step
from complaints.tests.factories import A_MONDAY, a_complaint
from complaints.tickets.choices import Grade, Validity
from core.refusals import Refusal
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
SHARED = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
WALKS = st.lists(st.integers(0, 15), max_size=16)


@pytest.fixture
def setting():
    """Made once for all walks; each begins with a case of its own, which is undone after it."""
    unit = a_unit()
    return a_complaint(at=unit), a_person(Role.DEPARTMENT_HEAD, at=unit)


def columns_of(step: Step, case: Casework, grade: str, validity: str, choice: str, head: Any) -> dict[str, Any]:
    return {
        Step.GRADE: {"grade": grade},
        Step.JOIN: {"joint_handler": head},
        Step.JUDGE: {"validity": validity},
        Step.CHOICE: {"choice": choice},
        Step.REMEDY: {"remedy": next(iter(remedies_for(case.grade, case.choice)), "")},
    }.get(step, {})


class Undone(Exception):
    """Takes back what one walk wrote."""


@SHARED
@given(
    grade=st.sampled_from(Grade),
    validity=st.sampled_from(Validity),
    choice=st.sampled_from(Choice),
    walk=WALKS,
)
def test_the_rules_and_the_database_agree_on_every_standing(setting, grade, validity, choice, walk):
    complaint, head = setting
    with pytest.raises(Undone), transaction.atomic():
        case = casework_of(complaint)
        for turn in walk:
            able = [step for step in step_set(case.standing()) if step not in case.done()]
            able = [step for step in able if not waits_for(step, case.standing())]
            if able:
                step = able[turn % len(able)]
                said = columns_of(step, case, grade, validity, choice, head)
                take_step(step, casework=case, by=None, now=A_MONDAY, **said)
            refused_alike(case, columns_of, grade, validity, choice, head)
        raise Undone


def refused_alike(case: Casework, columns: Any, *said: Any) -> None:
    """Every step that waits for something is refused by the act, and by a bare update as well."""
    standing = case.standing()
    for step in step_set(standing):
        if step in standing.done or not waits_for(step, standing):
            continue
        written = {f"{step}_at": A_MONDAY, **columns(step, case, *said)}
        with pytest.raises(StepOutOfOrder), transaction.atomic():
            take_step(step, casework=case, by=None, now=A_MONDAY, **columns(step, case, *said))
        with pytest.raises(IntegrityError), transaction.atomic():
            Casework.objects.filter(pk=case.pk).update(**written)


@pytest.mark.parametrize("step", [step for step in Step if step != Step.GRADE])
def test_before_the_grade_nothing_can_be_taken(step):
    case = casework_of(a_complaint())
    with pytest.raises(StepOutOfOrder):
        take_step(step, casework=case, by=None, now=A_MONDAY)


def test_a_step_of_another_grade_is_not_asked_for():
    case = casework_of(a_complaint(grade="A"))
    with pytest.raises(StepNotAsked):
        take_step(Step.ALTERNATIVES, casework=case, by=None, now=A_MONDAY)


def test_a_ticket_has_one_round_at_work():
    complaint = a_complaint(grade="A")
    with pytest.raises(IntegrityError), transaction.atomic():
        Casework.objects.create(complaint=complaint, round=2, started_at=A_MONDAY)


def test_a_refusal_is_a_sentence_that_names_what_comes_first():
    case = casework_of(a_complaint(grade="A"))
    with pytest.raises(Refusal) as refused:
        take_step(Step.PHONE_APOLOGY, casework=case, by=None, now=A_MONDAY)
    assert str(Step.JUDGE.label) in str(refused.value)
