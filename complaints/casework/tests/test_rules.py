"""S2 3.3 cell by cell, and S4 5.1 for what is not valid."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.casework.choices import Actor, Choice, Need, Remedy, Step
from complaints.casework.rules import (
    STEP_SETS,
    Standing,
    actor_of,
    missing,
    next_step,
    open_now,
    remedies_for,
    step_set,
    undone_by,
    waits_for,
)
from complaints.tickets.choices import Grade, Validity

# Rows of S2 3.3, columns A B C: `+` asked for, `?` when needed, `u` not stated, `-` not asked for.
TABLE = """
grade            + + +
join             - - +
verify           + + +
judge            + + +
phone_apology    + + +
letter           - + +
personal_apology + u +
alternatives     - + +
approval         - + +
choice           - + +
mediation        - ? -
remedy           ? + +
disposal         + + +
corrective       + + +
follow_up        + + +
explain          - - -
"""
MARKS = {"+": Need.MUST, "?": Need.MAY, "u": Need.UNSAID, "-": None}
CELLS = [
    (Step(row.split()[0]), grade, MARKS[mark])
    for row in TABLE.strip().splitlines()
    for grade, mark in zip(Grade, row.split()[1:], strict=True)
]


@pytest.mark.parametrize(("step", "grade", "need"), CELLS)
def test_a_valid_complaint_brings_the_steps_of_its_grade(step, grade, need):
    assert step_set(Standing(grade, Validity.VALID)).get(step) == need


def test_the_table_has_every_step():
    assert {step for step, _grade, _need in CELLS} == set(Step)


@pytest.mark.parametrize("grade", Grade)
@pytest.mark.parametrize("step", Step)
def test_an_invalid_complaint_is_explained_and_asked_about_whatever_its_grade(step, grade):
    asked = {Step.GRADE, Step.VERIFY, Step.JUDGE, Step.EXPLAIN, Step.FOLLOW_UP}
    assert step_set(Standing(grade, Validity.INVALID)).get(step) == (Need.MUST if step in asked else None)


def test_without_a_grade_only_grading_stands_open():
    assert open_now(Standing("")) == [Step.GRADE]
    assert missing(Standing("")) == [Step.GRADE]


def test_b_is_mediated_after_a_refusal_and_c_is_not():
    refused = {grade: step_set(Standing(grade, Validity.VALID, Choice.NEITHER)) for grade in "BC"}
    assert refused["B"][Step.MEDIATION] == Need.MUST
    assert Step.MEDIATION not in refused["C"]
    assert Step.MEDIATION not in step_set(Standing("B", Validity.VALID, Choice.FIRST))


@pytest.mark.parametrize(
    ("grade", "choice", "remedies"),
    [
        ("B", Choice.FIRST, (Remedy.FIRST,)),
        ("C", Choice.SECOND, (Remedy.SECOND,)),
        ("B", Choice.NEITHER, (Remedy.MEDIATED, Remedy.MAKE_UP)),
        ("C", Choice.NEITHER, (Remedy.REFUND,)),
        ("A", "", ()),
    ],
)
def test_what_may_be_carried_out_follows_the_customers_answer(grade, choice, remedies):
    assert remedies_for(grade, choice) == remedies


def test_the_general_manager_signs_the_letter_of_grade_c():
    assert actor_of(Step.LETTER, "C") == actor_of(Step.APPROVAL, "B") == Actor.GENERAL_MANAGER
    assert actor_of(Step.LETTER, "B") == Actor.SERVICE_MANAGER
    assert actor_of(Step.VERIFY, "A") == Actor.HANDLER


def test_c_waits_for_the_department_before_anything_is_verified():
    assert waits_for(Step.VERIFY, Standing("C", done=frozenset({Step.GRADE}))) == [Step.JOIN]
    assert waits_for(Step.VERIFY, Standing("A", done=frozenset({Step.GRADE}))) == []


def worked(grade, validity=Validity.VALID, choice=Choice.FIRST):
    """The standing after every required step."""
    standing = Standing(grade)
    while step := next_step(standing):
        standing = after(standing, step, validity, choice)
    return standing


def after(standing, step, validity, choice):
    return Standing(
        standing.grade,
        validity if step == Step.JUDGE else standing.validity,
        choice if step == Step.CHOICE else standing.choice,
        standing.done | {step},
    )


def test_from_a_to_c_only_what_now_waits_is_taken_back():
    finished = worked("A")
    as_c = Standing("C", finished.validity, "", finished.done | {Step.JOIN, Step.REMEDY})
    assert undone_by(as_c) == {Step.REMEDY, Step.DISPOSAL, Step.FOLLOW_UP}


def test_from_c_to_a_nothing_is_taken_back():
    finished = worked("C")
    assert undone_by(Standing("A", finished.validity, finished.choice, finished.done)) == frozenset()


def test_from_c_to_b_a_refused_case_is_mediated_before_its_remedy():
    finished = worked("C", choice=Choice.NEITHER)
    as_b = Standing("B", finished.validity, finished.choice, finished.done)
    assert undone_by(as_b) == {Step.REMEDY, Step.DISPOSAL, Step.FOLLOW_UP}


def test_found_invalid_a_case_keeps_only_what_still_holds():
    finished = worked("C")
    kept = finished.done - undone_by(Standing("C", Validity.INVALID, finished.choice, finished.done))
    assert kept == {Step.GRADE, Step.JOIN, Step.VERIFY, Step.JUDGE}


def test_found_valid_after_all_the_explanation_is_over():
    finished = worked("B", Validity.INVALID)
    assert undone_by(Standing("B", Validity.VALID, "", finished.done)) == {Step.EXPLAIN, Step.FOLLOW_UP}


@given(
    grades=st.tuples(st.sampled_from(Grade), st.sampled_from(Grade)),
    validities=st.tuples(st.sampled_from(Validity), st.sampled_from(Validity)),
    choice=st.sampled_from(Choice),
    steps=st.integers(0, 14),
)
def test_after_any_change_nothing_done_waits_for_anything(grades, validities, choice, steps):
    standing = Standing(grades[0])
    for _turn in range(steps):
        if step := next_step(standing):
            standing = after(standing, step, validities[0], choice)
    changed = Standing(grades[1], standing.validity and validities[1], standing.choice, standing.done)
    kept = Standing(changed.grade, changed.validity, changed.choice, changed.done - undone_by(changed))
    assert not [step for step in kept.done if waits_for(step, kept)]
    assert undone_by(kept) == frozenset()


@pytest.mark.parametrize("grade", Grade)
def test_every_step_of_a_set_can_be_reached(grade):
    assert set(STEP_SETS[grade]) - {Step.REMEDY, Step.MEDIATION, Step.PERSONAL_APOLOGY} <= worked(grade).done
