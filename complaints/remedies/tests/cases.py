"""Cases of every grade, brought as far as remedies begin, and the people who work on them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from complaints.casework.services import apologise_by_phone, casework_of, grade_case, join, judge, verify
from complaints.remedies.models import Offer
from complaints.remedies.rules import Plan
from complaints.remedies.services import propose_alternatives
from complaints.tests.factories import a_complaint
from complaints.tickets.models import Complaint
from core.approvals.choices import Decision
from core.approvals.models import ApprovalRequest
from core.approvals.services import decide
from org.people.choices import Role
from org.people.models import Person
from org.tests.factories import a_person, a_unit
from org.units.models import Unit

NOW = dt.datetime(2026, 11, 20, 1, 0, tzinfo=dt.UTC)
FAN = Plan("上门道歉并赠送电风扇一台")
CARD = Plan("赠送话费卡一张", Decimal("100.00"))


@dataclass(frozen=True)
class Branch:
    unit: Unit
    clerk: Person
    head: Person
    to_blame: Person
    manager: Person
    market: Person


def a_branch() -> Branch:
    unit = a_unit()
    return Branch(
        unit,
        a_person(Role.SERVICE_MANAGER, at=unit, name="林晓"),
        a_person(Role.DEPARTMENT_HEAD, at=unit, name="吴主管"),
        a_person(Role.COUNTER_STAFF, at=unit, name="方圆"),
        a_person(Role.GENERAL_MANAGER, at=unit, name="周总"),
        a_person(Role.MARKET_MANAGER, at=unit, name="沈经理"),
    )


def apologised(branch: Branch, grade: str, **details: object) -> Complaint:
    """A valid case of the grade for which the company has apologised by phone; remedies begin here."""
    complaint = a_complaint(at=branch.unit, by=branch.clerk, now=NOW, customer_name="张女士", **details)
    by = {"by": branch.clerk, "now": NOW}
    case = casework_of(complaint)
    grade_case(casework=case, grade=grade, **by)
    if grade == "C":
        join(casework=case, joint_handler=branch.head, **by)
    verify(casework=case, finding="未经同意加入家庭网", person_heard=branch.to_blame, **by)
    judge(casework=case, validity="valid", reason="录音为证", **by)
    apologise_by_phone(casework=case, words="已致歉，客户情绪平稳", **by)
    return complaint


def decided(request: ApprovalRequest, by: Person, decision: Decision = Decision.APPROVE) -> ApprovalRequest:
    """What the general manager says, with a password typed a moment ago."""
    until = NOW + dt.timedelta(minutes=5)
    return decide(request=request, decision=decision, comment="看过", password_ok_until=until, by=by, now=NOW)


def proposed(branch: Branch, complaint: Complaint) -> ApprovalRequest:
    return propose_alternatives(complaint=complaint, first=FAN, second=CARD, by=branch.clerk, now=NOW)


def offer_of(complaint: Complaint, kind: str) -> Offer:
    """The newest offer of the kind."""
    return Offer.objects.filter(casework__complaint=complaint, kind=kind).latest("pk")
