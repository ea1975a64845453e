"""Cases that have come as far as the call that asks how they were handled."""

from __future__ import annotations

from dataclasses import dataclass

from complaints.callbacks.models import CallBack
from complaints.callbacks.selectors import call_of
from complaints.casework.services import apologise_by_phone, apologise_in_person, casework_of, judge, verify
from complaints.tests.factories import A_MONDAY, a_complaint
from complaints.tickets.models import Complaint
from complaints.tickets.services import assign_complaint
from org.calendar.services import load_official_years, set_up_default_calendar
from org.people.choices import Role
from org.people.models import Person
from org.tests.factories import a_person, a_unit
from org.units.models import Unit


@dataclass(frozen=True)
class Case:
    unit: Unit
    handler: Person
    caller: Person
    complaint: Complaint

    @property
    def call(self) -> CallBack:
        found = call_of(self.complaint)
        assert found is not None
        return found


def a_case(*, unit: Unit | None = None, caller: Person | None = None) -> Case:
    """A case of grade A whose handler did everything but the follow-up call; so it waits for `caller`."""
    if not Unit.objects.exists():
        set_up_default_calendar(by=None, now=A_MONDAY)
        load_official_years(first=2011, last=2011, by=None, now=A_MONDAY)
    place = unit or a_unit()
    handler = a_person(Role.HANDLER, at=place, name="陈处理")
    complaint = a_complaint(at=place, grade="A", customer_name="王小明")
    assign_complaint(complaint=complaint, handler=handler, by=None, now=A_MONDAY)
    case = Case(place, handler, caller or a_person(Role.CALLER, at=place, name="李回访"), complaint)
    finish(case)
    return case


def finish(case: Case) -> None:
    """Every step of a case of grade A that comes before the call."""
    casework = casework_of(case.complaint)
    said = {"casework": casework, "by": case.handler, "now": A_MONDAY}
    verify(finding="营业员未说明资费", not_heard="营业员已离职", **said)
    judge(validity="valid", reason="未履行告知义务", **said)
    apologise_by_phone(words="已致歉，客户接受", **said)
    apologise_in_person(who="桂花厅厅长", words="上门致歉", **said)
