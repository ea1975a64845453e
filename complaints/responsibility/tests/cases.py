"""A valid grievance of grade C in the hall, with everybody whom a finding needs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from complaints.casework.models import Casework
from complaints.casework.services import casework_of, grade_case, judge, verify
from complaints.responsibility.choices import CausePost, FaultPost
from complaints.responsibility.models import Finding
from complaints.responsibility.selectors import finding_of
from complaints.responsibility.services import Found, Named, give_notice, prepare_finding
from complaints.tests.factories import a_complaint
from complaints.tickets.models import Complaint
from complaints.tickets.rules import BRANCH_TIME
from org.people.choices import Role
from org.people.models import Person
from org.tests.factories import a_person, a_unit
from org.units.models import Unit

NOW = dt.datetime(2026, 11, 16, 9, 30, tzinfo=BRANCH_TIME)
IN_TIME = NOW + dt.timedelta(days=2)
ANSWER_BY = (NOW + dt.timedelta(days=7)).date()
TOO_LATE = NOW + dt.timedelta(days=9)


@dataclass
class Cast:
    branch: Unit
    hall: Unit
    complaint: Complaint
    manager: Person
    market_manager: Person
    rep: Person
    supervisor: Person

    @property
    def casework(self) -> Casework:
        return casework_of(self.complaint)

    @property
    def finding(self) -> Finding:
        found = finding_of(self.complaint)
        assert found is not None
        return found


def a_cast(*, judged: bool = True) -> Cast:
    branch = a_unit()
    hall = a_unit("桂花西路营业厅", under=branch)
    manager = a_person(Role.SERVICE_MANAGER, at=branch, name="王敏")
    cast = Cast(
        branch,
        hall,
        a_complaint(at=hall, by=manager, now=NOW),
        manager,
        a_person(Role.MARKET_MANAGER, at=branch, name="周宁"),
        a_person(Role.COUNTER_STAFF, at=hall, name="方圆"),
        a_person(Role.HALL_MANAGER, at=hall, name="陈琳"),
    )
    if judged:
        judge_valid(cast)
    return cast


def judge_valid(cast: Cast) -> None:
    said: dict[str, Any] = {"by": cast.manager, "now": NOW}
    grade_case(casework=cast.casework, grade="A", **said)
    verify(casework=cast.casework, finding="未经同意办理", person_heard=cast.rep, **said)
    judge(casework=cast.casework, validity="valid", reason="录音为证", **said)
    cast.complaint.refresh_from_db()


def found(cast: Cast, *shares: Named, **more: Any) -> Found:
    """Half and half between the rep and the supervisor, unless said otherwise."""
    both = shares or (a_share(cast.rep, 50), a_share(cast.supervisor, 50, post=FaultPost.SUPERVISOR))
    return Found(**{"cause_words": "未告知资费即加入家庭网", "shares": both} | more)


def a_share(person: Person, percent: Any, *, post: str = FaultPost.REP, cause: str = CausePost.MARKETING) -> Named:
    return Named(person=person, post=post, cause_post=cause, percent=Decimal(str(percent)))


def prepared(cast: Cast, *shares: Named, **more: Any) -> Finding:
    return prepare_finding(casework=cast.casework, found=found(cast, *shares, **more), by=cast.manager, now=NOW)


def noticed(cast: Cast, *shares: Named, **more: Any) -> Finding:
    prepared(cast, *shares, **more)
    return give_notice(finding=cast.finding, answer_by=ANSWER_BY, by=cast.manager, now=NOW)
