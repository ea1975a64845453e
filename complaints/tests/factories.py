"""Complaints and categories for tests; each asks only for what matters."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from typing import Any

from complaints.casework import services
from complaints.casework.choices import Choice, Step
from complaints.casework.models import Casework
from complaints.casework.rules import next_step, remedies_for
from complaints.categories.choices import Tree
from complaints.categories.models import Category
from complaints.categories.services import add_category
from complaints.tickets.models import Complaint
from complaints.tickets.rules import BRANCH_TIME
from complaints.tickets.services import register_complaint
from org.people.choices import Role
from org.people.models import Person
from org.tests.factories import a_person, a_unit
from org.units.models import Unit

A_MONDAY = dt.datetime(2011, 1, 17, 15, 20, tzinfo=BRANCH_TIME)
A_PHONE = "13805710042"
_numbers = itertools.count(1)


def a_complaint(
    *, at: Unit | None = None, by: Person | None = None, now: dt.datetime = A_MONDAY, **details: object
) -> Complaint:
    """An open complaint about the family network, received `now` at `at`."""
    unit = at or Unit.objects.roots().first() or a_unit()
    said = {
        "channel": "hotline",
        "subject": "强制办理家庭网",
        "text": "未经同意被加入家庭网，要求取消并退费。",
        "phone": A_PHONE,
    }
    return register_complaint(by=by, now=now, unit=unit, **(said | details))  # type: ignore[arg-type]


def a_category(
    name: str = "家庭网强制加入", *, tree: Tree = Tree.CAUSE, under: Category | None = None, code: str = ""
) -> Category:
    return add_category(
        tree=tree, code=code or f"K{next(_numbers):04d}", name=name, parent=under, by=None, now=A_MONDAY
    )


def worked_case(
    complaint: Complaint,
    *,
    upto: Step | None = None,
    grade: str = "",
    validity: str = "valid",
    now: dt.datetime = A_MONDAY,
    by: Person | None = None,
    joint: Person | None = None,
    choice: Choice = Choice.FIRST,
) -> Casework:
    """The case of `complaint` with every required step taken in order, up to `upto` (included) or all of them.

    Where other subjects have acts of their own for a step, it is marked without what they write.
    """
    case = services.casework_of(complaint)
    while step := next_step(case.standing()):
        _take(step, case, grade or "A", validity, choice, joint, by=by, now=now)
        if step == upto:
            break
    return case


def _take(
    step: Step, case: Casework, grade: str, validity: str, choice: Choice, joint: Person | None, **said: Any
) -> None:
    said["casework"] = case
    acts: dict[Step, Callable[[], object]] = {
        Step.GRADE: lambda: services.grade_case(grade=grade, **said),
        Step.JOIN: lambda: services.join(joint_handler=joint or _a_head(case.complaint), **said),
        Step.VERIFY: lambda: services.verify(finding="录音与受理单一致", not_heard="渠道人员已离职", **said),
        Step.JUDGE: lambda: services.judge(validity=validity, reason="违反受理规范", **said),
        Step.EXPLAIN: lambda: services.explain(words="已耐心解释，客户表示理解", **said),
        Step.PHONE_APOLOGY: lambda: services.apologise_by_phone(words="已代表公司致歉", **said),
        Step.PERSONAL_APOLOGY: lambda: services.apologise_in_person(who="营业厅经理", words="客户接受", **said),
        Step.DISPOSAL: lambda: services.dispose(words="约谈当事人", **said),
        Step.CORRECTIVE: lambda: services.mark_corrective(action_number="G201101-0001", **said),
    }
    columns = {
        Step.CHOICE: {"choice": choice},
        Step.REMEDY: {"remedy": next(iter(remedies_for(case.grade, case.choice)), "")},
    }
    if step in acts:
        acts[step]()
    else:
        services.take_step(step, **said, **columns.get(step, {}))


def _a_head(complaint: Complaint) -> Person:
    return a_person(Role.DEPARTMENT_HEAD, at=complaint.unit, name="方主任")
