"""Which steps a grade brings, and what each waits for (S2 3.3 for the grades, S4 5.1 for validity)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from complaints.casework.choices import Actor, Choice, Need, Remedy, Step
from complaints.tickets.choices import Grade, Validity

MUST, MAY, UNSAID = Need.MUST, Need.MAY, Need.UNSAID

STEP_SETS: Mapping[Grade, Mapping[Step, Need]] = {
    Grade.A: {
        Step.GRADE: MUST,
        Step.VERIFY: MUST,
        Step.JUDGE: MUST,
        Step.PHONE_APOLOGY: MUST,
        Step.REMEDY: MAY,
        Step.PERSONAL_APOLOGY: MUST,
        Step.DISPOSAL: MUST,
        Step.CORRECTIVE: MUST,
        Step.FOLLOW_UP: MUST,
    },
    Grade.B: {
        Step.GRADE: MUST,
        Step.VERIFY: MUST,
        Step.JUDGE: MUST,
        Step.PHONE_APOLOGY: MUST,
        Step.ALTERNATIVES: MUST,
        Step.APPROVAL: MUST,
        Step.CHOICE: MUST,
        Step.MEDIATION: MAY,
        Step.REMEDY: MUST,
        Step.LETTER: MUST,
        Step.PERSONAL_APOLOGY: UNSAID,
        Step.DISPOSAL: MUST,
        Step.CORRECTIVE: MUST,
        Step.FOLLOW_UP: MUST,
    },
    Grade.C: {
        Step.GRADE: MUST,
        Step.JOIN: MUST,
        Step.VERIFY: MUST,
        Step.JUDGE: MUST,
        Step.PHONE_APOLOGY: MUST,
        Step.ALTERNATIVES: MUST,
        Step.APPROVAL: MUST,
        Step.CHOICE: MUST,
        Step.REMEDY: MUST,
        Step.LETTER: MUST,
        Step.PERSONAL_APOLOGY: MUST,
        Step.DISPOSAL: MUST,
        Step.CORRECTIVE: MUST,
        Step.FOLLOW_UP: MUST,
    },
}
"""S2 3.3, the table of steps by grade, with S4 5.1's verification, validity, disposal and correction.

The remedy of grade A is the extra compensation 'when needed'. Whether grade B asks for a personal
apology the procedure does not say (3.3); it is shown so, and stays open to whoever wants it.
"""

INVALID_STEPS = (Step.GRADE, Step.VERIFY, Step.JUDGE, Step.EXPLAIN, Step.FOLLOW_UP)
"""S4 5.1: an invalid complaint is explained patiently; the call that asks how it was received stays."""

NEEDS: Mapping[Step, tuple[Step, ...]] = {
    Step.GRADE: (),
    Step.JOIN: (Step.GRADE,),
    Step.VERIFY: (Step.GRADE, Step.JOIN),
    Step.JUDGE: (Step.VERIFY,),
    Step.EXPLAIN: (Step.JUDGE,),
    Step.PHONE_APOLOGY: (Step.JUDGE,),
    Step.ALTERNATIVES: (Step.PHONE_APOLOGY,),
    Step.APPROVAL: (Step.ALTERNATIVES,),
    Step.CHOICE: (Step.APPROVAL,),
    Step.MEDIATION: (Step.CHOICE,),
    Step.REMEDY: (Step.PHONE_APOLOGY, Step.CHOICE, Step.MEDIATION),
    Step.LETTER: (Step.PHONE_APOLOGY,),
    Step.PERSONAL_APOLOGY: (Step.JUDGE,),
    Step.DISPOSAL: (Step.PHONE_APOLOGY, Step.REMEDY),
    Step.CORRECTIVE: (Step.JUDGE,),
    Step.FOLLOW_UP: (Step.EXPLAIN, Step.PHONE_APOLOGY, Step.REMEDY, Step.LETTER, Step.PERSONAL_APOLOGY),
}
"""What must be done before a step, as far as the ticket's own set contains it as required."""

ACTORS: Mapping[Step, Actor] = {
    Step.JUDGE: Actor.SERVICE_MANAGER,
    Step.APPROVAL: Actor.GENERAL_MANAGER,
    Step.LETTER: Actor.SERVICE_MANAGER,
    Step.PERSONAL_APOLOGY: Actor.RESPONSIBLE,
    Step.CORRECTIVE: Actor.DEPARTMENT,
    Step.FOLLOW_UP: Actor.CALLER,
}
"""Who takes which step; the handler all others."""


JOINT_STEPS = frozenset({Step.VERIFY, Step.PERSONAL_APOLOGY, Step.CORRECTIVE})
"""What the head of the responsible department does who handles a case jointly from beside the ticket's units.

S2 3.3: facts are verified and the person responsible is told together, "responsible person or department head
apologises"; S4 5.1: the department corrects what caused it, at its own unit. Grade, validity, remedies, money,
letters, the follow-up call and closing stay with the branch's own chain.
"""


@dataclass(frozen=True)
class Standing:
    """A ticket's case as far as it has come."""

    grade: str
    validity: str = ""
    choice: str = ""
    done: frozenset[Step] = frozenset()


def step_set(standing: Standing) -> dict[Step, Need]:
    """The steps of this case in their order, each with how strongly it is asked for.

    Without a grade only grading stands open. Mediation belongs to grade B once the customer refused
    both alternatives: then it is required (S2 3.3: B is mediated again, C is not).
    """
    if not standing.grade:
        return {Step.GRADE: MUST}
    steps = dict(STEP_SETS[Grade(standing.grade)])
    if standing.validity == Validity.INVALID:
        return dict.fromkeys(INVALID_STEPS, MUST)
    if standing.choice == Choice.NEITHER and Step.MEDIATION in steps:
        steps[Step.MEDIATION] = MUST
    elif standing.choice:
        steps.pop(Step.MEDIATION, None)
    return steps


def waits_for(step: Step, standing: Standing) -> list[Step]:
    """The required steps that must be done before this one and are not."""
    steps = step_set(standing)
    return [needed for needed in NEEDS[step] if steps.get(needed) == MUST and needed not in standing.done]


def missing(standing: Standing) -> list[Step]:
    """The required steps not done yet, in their order."""
    return [step for step, need in step_set(standing).items() if need == MUST and step not in standing.done]


def open_now(standing: Standing) -> list[Step]:
    """The steps of the set that are not done and wait for nothing, in their order; required ones first."""
    steps = step_set(standing)
    able = [step for step in steps if step not in standing.done and not waits_for(step, standing)]
    return sorted(able, key=lambda step: steps[step] != MUST)


def next_step(standing: Standing) -> Step | None:
    """What the case waits for: the first required step that may be taken now."""
    steps = step_set(standing)
    return next((step for step in open_now(standing) if steps[step] == MUST), None)


def undone_by(standing: Standing) -> frozenset[Step]:
    """The steps marked done that no longer are, once grade or validity are as `standing` has them.

    Those that now wait for something, and those that wait for them in turn. What the other validity
    asked for is over; that somebody joined stays a fact. A step that the new grade does not ask for
    and that waits for nothing stays as it was taken.
    """
    done = standing.done
    while gone := {step for step in done if _fell(step, replace(standing, done=done))}:
        done -= gone
    return standing.done - done


def _fell(step: Step, standing: Standing) -> bool:
    asked = step_set(standing)
    if step not in asked and step != Step.JOIN:
        if standing.validity == Validity.INVALID or step == Step.EXPLAIN:
            return True
        if not standing.grade:
            return True
    return bool(waits_for(step, standing))


def actor_of(step: Step, grade: str) -> Actor:
    """Who takes a step (S2 3.3, S4 5.1); the letter of grade C is signed by the general manager."""
    if step == Step.LETTER and grade == Grade.C:
        return Actor.GENERAL_MANAGER
    return ACTORS.get(step, Actor.HANDLER)


def remedies_for(grade: str, choice: str) -> tuple[Remedy, ...]:
    """S2 3.3: what may be carried out: the alternative accepted; after a refusal B's make-up (or what
    mediation agreed), C's refund."""
    if choice == Choice.FIRST:
        return (Remedy.FIRST,)
    if choice == Choice.SECOND:
        return (Remedy.SECOND,)
    if choice == Choice.NEITHER:
        return (Remedy.MEDIATED, Remedy.MAKE_UP) if grade == Grade.B else (Remedy.REFUND,)
    return ()
