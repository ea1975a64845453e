"""A trial of the plan in force tells what the sweep and the acts of that month really did."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable

import pytest

from complaints.clocks.choices import ClockKind, PauseReason
from complaints.clocks.services import pause_clock
from complaints.escalation.choices import Counted, Trigger
from complaints.escalation.models import Escalation, EscalationNotice, PendingEscalation
from complaints.escalation.services import sweep, try_plans
from complaints.escalation.tests.factories import a_rung_by_time, live
from complaints.tests.factories import A_MONDAY, a_complaint, worked_case
from complaints.tickets.choices import EventKind
from complaints.tickets.models import Complaint, ComplaintEvent
from complaints.tickets.services import close_complaint, reopen_complaint
from org.calendar.services import load_official_years, set_up_default_calendar
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
MONTH_ENDS = dt.datetime(2011, 2, 28, 23, 0, tzinfo=A_MONDAY.tzinfo)
STORIES = ("open", "closed soon", "closed late", "reopened soon", "reopened late", "paused")
TICKETS = 2 * len(STORIES)


@pytest.fixture
def halls():
    """Two halls of a branch; one has a service manager of its own, nobody is deputy general manager."""
    set_up_default_calendar(by=None, now=A_MONDAY)
    load_official_years(first=2010, last=2011, by=None, now=A_MONDAY)
    branch = a_unit()
    first, second = a_unit("桂花厅", under=branch), a_unit("体育场厅", under=branch)
    a_person(Role.SERVICE_MANAGER, at=first, name="林晓")
    for role in (Role.MARKET_MANAGER, Role.GENERAL_OFFICE):
        a_person(role, at=branch, name=str(role.label))
    return branch, first, second


def rungs():
    a_rung_by_time()
    a_rung_by_time(level=3, counted=Counted.AFTER_DUE, offset_minutes=0, grades="BC", roles=[Role.MARKET_MANAGER])
    a_rung_by_time(level=4, counted=Counted.AFTER_START, offset_minutes=30 * 60, roles=[Role.DEPUTY_GENERAL_MANAGER])


class Month:
    """What happened, moment by moment; before each act everything climbs that is due."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        self._acts: list[tuple[dt.datetime, int, Callable[[dt.datetime], object]]] = []

    def plan(self, at: dt.datetime, act: Callable[[dt.datetime], object]) -> None:
        self._acts.append((at, len(self._acts), act))

    def pass_by(self) -> None:
        while self._acts:
            self._acts.sort(key=lambda one: one[:2])
            at, _place, act = self._acts.pop(0)
            sweep(now=at)
            act(at)
        sweep(now=MONTH_ENDS)

    def a_ticket(self, halls, story: str) -> None:
        dice = self._dice
        said = {
            "at": dice.choice(halls[1:]),
            "channel": dice.choice(["counter", "counter", "web", "media", "regulator"]),
            "grade": dice.choice(["", "A", "B"]),
        }
        at = A_MONDAY + dice.randrange(0, 12 * 24) * HOUR

        def register(now: dt.datetime) -> None:
            complaint = a_complaint(now=now, phone="", **said)
            if story == "paused":
                self.plan(now + HOUR, lambda then: paused(complaint, then))
            elif story != "open":
                after = (2 if story.endswith("soon") else 150) * HOUR
                self.plan(now + after, lambda then: closed(complaint, then))
                if story.startswith("reopened"):
                    self.plan(now + after + HOUR, lambda then: reopened(complaint, then))

        self.plan(at, register)


def closed(complaint: Complaint, now: dt.datetime) -> None:
    complaint.refresh_from_db()
    worked_case(complaint, now=now, grade=complaint.grade)
    close_complaint(complaint=complaint, outcome="solved", note="已办", by=None, now=now)


def reopened(complaint: Complaint, now: dt.datetime) -> None:
    complaint.refresh_from_db()
    reopen_complaint(complaint=complaint, reason="broken_promise", note="", by=None, now=now)


def paused(complaint: Complaint, now: dt.datetime) -> None:
    complaint.refresh_from_db()
    said = {"reason": PauseReason.CUSTOMER_AWAY, "note": "客户出差", "resume_at": now + 72 * HOUR}
    pause_clock(complaint=complaint, kind=ClockKind.HANDLING, by=None, now=now, **said)


def what_was_done() -> dict[str, dict[str, int]]:
    notices = EscalationNotice.objects.values_list("person__name", "person__staff_number")
    raised = ComplaintEvent.objects.filter(kind=EventKind.ESCALATED).values_list("data", flat=True)
    return {
        "levels": dict(Counter(str(level) for level in Escalation.objects.values_list("level", flat=True))),
        "people": dict(Counter(f"{name} {number}" for name, number in notices)),
        "gaps": dict(Counter(gap for data in raised for gap in data["gaps"])),
    }


def test_a_trial_of_the_plan_in_force_tells_what_was_really_done(halls):
    rungs()
    month = Month(2011)
    for number in range(TICKETS):
        month.a_ticket(halls, STORIES[number % len(STORIES)])
    month.pass_by()
    assert Complaint.objects.count() == TICKETS
    assert not PendingEscalation.objects.due(at=MONTH_ENDS).exists()
    done = what_was_done()
    assert Escalation.objects.filter(trigger=Trigger.TIME).count() > TICKETS / 2
    reader = a_person(Role.AUDITOR, at=halls[0])
    tried = try_plans(plan=live(), month=201101, person=reader, now=MONTH_ENDS, step=lambda *_said: None)
    assert tried["tickets"] == TICKETS
    assert {name: tried["live"][name] for name in done} == done
    assert tried["draft"] == tried["live"]
