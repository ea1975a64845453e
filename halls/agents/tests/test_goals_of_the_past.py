"""What was asked of a day stays what is read of it, unless somebody says why it changes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from core.audit.models import AuditEntry
from core.periods.rules import Month
from halls.agents.models import AgentDay, AgentGoal
from halls.agents.selectors import day_lines
from halls.agents.services import CannotSetGoal, put_days, set_goal
from halls.desks.spans import month_span
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2011, 1, 17, 4, tzinfo=dt.UTC)
TODAY = NOW.date()


@pytest.fixture
def hotline():
    return a_unit("呼叫中心")


def goal(unit, day: dt.date, *, calls: int = 60, reason: str = "") -> AgentGoal:
    asked = {"talk_from": Decimal(60), "talk_until": Decimal(70), "minutes_a_call": Decimal("4.5")}
    return set_goal(
        unit=unit, valid_from=day, calls_a_day=calls, wording="2011年通知", reason=reason, by=None, now=NOW, **asked
    )


def test_days_that_are_over_take_a_reason(hotline):
    yesterday = TODAY - dt.timedelta(days=1)
    with pytest.raises(CannotSetGoal) as refused:
        goal(hotline, yesterday)
    assert refused.value.field == "reason"
    goal(hotline, yesterday, reason="通知晚到")
    assert AuditEntry.objects.get(verb="agent_goal.set").data["reason"] == "通知晚到"


def test_what_stands_for_a_day_is_replaced_with_a_reason_and_stays_on_the_trail(hotline):
    goal(hotline, TODAY)
    with pytest.raises(CannotSetGoal) as refused:
        goal(hotline, TODAY, calls=75)
    assert refused.value.field == "reason"
    goal(hotline, TODAY, calls=75, reason="录错")
    assert AgentGoal.objects.get().calls_a_day == 75
    newest = AuditEntry.objects.filter(verb="agent_goal.set").latest("pk")
    assert "60" in newest.data["former"]


def test_each_day_is_judged_by_what_was_asked_on_it(hotline):
    agent = a_person(Role.CALLER, at=hotline)
    for day in (TODAY, TODAY + dt.timedelta(days=1)):
        put_days(
            [AgentDay(agent=agent, unit=hotline, day=day, calls=70, talk_seconds=1, duty_seconds=9, entered_at=NOW)]
        )
    goal(hotline, TODAY, calls=60)
    goal(hotline, TODAY + dt.timedelta(days=1), calls=75)
    lines = day_lines(AgentDay.objects.all(), month_span(Month(2011, 1)))
    assert [line.asked.calls_a_day for line in lines] == [75, 60]
