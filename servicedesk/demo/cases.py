"""Six open tickets of the last month, worked through the acts to different steps: what a case looks like."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from complaints.casework import services
from complaints.casework.choices import Step
from complaints.casework.models import Casework
from complaints.casework.rules import next_step
from complaints.models import Complaint
from complaints.remedies.rules import Plan
from complaints.remedies.services import propose_alternatives
from complaints.tickets.choices import Validity
from org.models import Person

# The grade of each of the six, the step it has come to, and how valid it was found.
PLAN = (
    ("A", Step.GRADE, Validity.VALID),
    ("A", Step.PERSONAL_APOLOGY, Validity.VALID),
    ("B", Step.VERIFY, Validity.VALID),
    ("B", Step.EXPLAIN, Validity.INVALID),
    ("C", Step.JOIN, Validity.VALID),
    ("C", Step.ALTERNATIVES, Validity.VALID),
)
BETWEEN = dt.timedelta(minutes=50)
FINDING = "核对受理单与录音：开通时未向客户说明资费和取消方式，系统有短信下发记录，客户称未收到。"
REASONS = {
    Validity.VALID: "受理时未履行告知，违反业务受理规范。",
    Validity.INVALID: "资费在协议与短信中均已写明，受理过程符合规范。",
}
APOLOGY = "已代表公司向客户致歉，说明核实情况；客户表示理解，希望尽快给出处理办法。"
EXPLAINED = "逐项解释账单与协议条款，客户表示已明白，不再要求处理。"
FIRST = Plan("退还已收功能费，并赠送等额话费，分三个月到账", Decimal("30.00"))
SECOND = Plan("取消业务，免费升级套餐流量三个月", None)


def work_on_cases(*, month: int, people: dict[str, Person], until: dt.datetime) -> int:
    """Grade and work six ungraded open tickets of `month` that have a handler; says how many there were."""
    able = Complaint.objects.open().filter(month=month, grade="", handler__isnull=False).order_by("number")
    chosen = list(able.filter(received_at__lte=until - dt.timedelta(days=1))[: len(PLAN)])
    for complaint, (grade, upto, validity) in zip(chosen, PLAN, strict=False):
        _work(complaint, grade, upto, validity, people)
    return len(chosen)


def _work(complaint: Complaint, grade: str, upto: Step, validity: Validity, people: dict[str, Person]) -> None:
    now = complaint.received_at + BETWEEN
    case = services.casework_of(complaint)
    while step := next_step(case.standing()):
        _take(step, case, grade, validity, people, now)
        if step == upto:
            return
        now += BETWEEN
        case = services.casework_of(complaint)


def _take(
    step: Step, case: Casework, grade: str, validity: Validity, people: dict[str, Person], now: dt.datetime
) -> None:
    handler: Any = case.complaint.handler
    said: dict[str, Any] = {"casework": case, "by": handler, "now": now}
    judging = said | {"by": people["DEMO-01"]}
    acts: dict[Step, Callable[[], object]] = {
        Step.GRADE: lambda: services.grade_case(grade=grade, **said),
        Step.JOIN: lambda: services.join(joint_handler=people["DEMO-19"], **said),
        Step.VERIFY: lambda: services.verify(finding=FINDING, person_heard=people["DEMO-04"], **said),
        Step.JUDGE: lambda: services.judge(validity=validity, reason=REASONS[validity], **judging),
        Step.EXPLAIN: lambda: services.explain(words=EXPLAINED, **said),
        Step.PHONE_APOLOGY: lambda: services.apologise_by_phone(words=APOLOGY, **said),
        Step.PERSONAL_APOLOGY: lambda: services.apologise_in_person(who="孙悦，营业经理", words=APOLOGY, **said),
        Step.ALTERNATIVES: lambda: propose_alternatives(
            complaint=case.complaint, first=FIRST, second=SECOND, by=handler, now=now
        ),
    }
    acts[step]()
