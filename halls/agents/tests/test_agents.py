"""Agent-days come by sheet, once a day and agent; what cannot be comes back, what is odd is shown as it is."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from complaints.tickets.tests.test_api import Machine
from core.audit.models import AuditEntry
from core.imports.registry import ROW, ImportContext, kind_of
from core.periods.rules import Month
from halls.agents.models import AgentDay, AgentGoal
from halls.agents.rules import OF_THE_SOURCE, Standing
from halls.agents.selectors import agent_lines, day_lines, goals_for, team_lines, whole_of
from halls.agents.services import CannotSetGoal, put_days, set_goal
from halls.desks.spans import day_span, month_span
from org.access.choices import Right
from org.people.choices import Role
from org.people.models import Person
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2011, 1, 17)
JANUARY = month_span(Month(2011, 1))
NOW = timezone.now()


@pytest.fixture(autouse=True)
def _in_english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def branch():
    return a_unit("富阳分公司")


@pytest.fixture
def hotline(branch):
    return a_unit("呼叫中心", under=branch)


@pytest.fixture
def manager(branch) -> Person:
    return a_person(Role.SERVICE_MANAGER, at=branch, language="en")


def an_agent(unit) -> Person:
    return a_person(Role.CALLER, at=unit)


def a_day(agent: Person, unit, *, day: dt.date = MONDAY, calls=70, talk=21_000, duty=28_800, **said) -> AgentDay:
    row = AgentDay(
        agent=agent, unit=unit, day=day, calls=calls, talk_seconds=talk, duty_seconds=duty, entered_at=NOW, **said
    )
    put_days([row])
    return AgentDay.objects.get(agent=agent, day=day)


def a_row(agent: Person, **said) -> dict:
    usual = {
        "agent": agent.pk, "day": MONDAY, "calls": 70, "talk": "5:50:00", "duty": "28800", "after_call": None,
        "transfers": 3, "solved": None, "unit": None, ROW: 2,
    }  # fmt: skip
    return usual | said


def told(rows: list[dict], by: Person, *, dry_run: bool = False):
    """What the sheet's kind says of rows: their problems, else what became of them."""
    kind = kind_of("agent-days")
    context = ImportContext(by=by, now=NOW, run=None, dry_run=dry_run)
    kind.begin(context)
    problems = list(kind.check(rows, context))
    return problems or kind.write(rows, context)


def test_a_sheet_makes_one_row_an_agent_and_day_and_again_changes_nothing(hotline, manager):
    one, two = an_agent(hotline), an_agent(hotline)
    rows = [a_row(one), a_row(two, calls=80, **{ROW: 3})]
    assert told(rows, manager, dry_run=True).imported == 2
    assert not AgentDay.objects.exists()
    first = told(rows, manager)
    assert (first.imported, first.changed, first.unchanged) == (2, 0, 0)
    again = told(rows, manager)
    assert (again.imported, again.changed, again.unchanged) == (0, 0, 2)
    other = told([a_row(one, calls=71), rows[1]], manager)
    assert (other.imported, other.changed, other.unchanged) == (0, 1, 1)
    row = AgentDay.objects.get(agent=one)
    assert (row.unit, row.calls, row.talk_seconds, row.duty_seconds) == (hotline, 71, 21_000, 28_800)


def test_more_talk_than_duty_is_imported_and_flagged_not_cut(hotline, manager):
    agent = an_agent(hotline)
    told([a_row(agent, talk="30000", duty="28800")], manager)
    line = day_lines(AgentDay.objects.all(), JANUARY)[0]
    assert line.worked.talk_share == Decimal(30_000) / 28_800
    assert line.standing is Standing.IMPOSSIBLE
    assert agent_lines(AgentDay.objects.all(), JANUARY)[0].worked.over_days == 1


@pytest.mark.parametrize(
    ("said", "column"),
    [
        ({"day": dt.date(2999, 1, 1)}, "day"),
        ({"talk": "很久"}, "talk"),
        ({"duty": "90000"}, "duty"),
        ({"duty": "0"}, "duty"),
        ({"calls": 0, "transfers": 0}, "calls"),
        ({"talk": "0"}, "talk"),
        ({"transfers": 71}, "transfers"),
        ({"solved": 71}, "solved"),
        ({"after_call": "later"}, "after_call"),
    ],
)
def test_what_cannot_be_comes_back_with_its_reason(hotline, manager, said, column):
    problems = told([a_row(an_agent(hotline), **said)], manager)
    assert [problem.column for problem in problems] == [column]
    assert str(problems[0].message)


def test_the_same_agent_and_day_twice_in_a_sheet_comes_back(hotline, manager):
    agent = an_agent(hotline)
    problems = told([a_row(agent), a_row(agent, **{ROW: 3})], manager)
    assert [(one.row, str(one.message)) for one in problems] == [(3, "Row 2 has this agent's day already.")]


def test_a_day_belongs_to_where_the_agent_served_then(branch, hotline, manager):
    stranger = a_person(Role.CALLER, at=a_unit("建德分公司"))
    problems = told([a_row(stranger)], manager)
    assert "served nowhere" in str(problems[0].message)
    told([a_row(stranger, unit=hotline.pk)], manager)
    assert AgentDay.objects.get().unit == hotline


def test_nobody_changes_a_day_that_stands_at_a_unit_of_others(hotline, manager):
    elsewhere = a_unit("建德分公司")
    agent = an_agent(hotline)
    a_day(agent, elsewhere, calls=50)
    problems = told([a_row(agent)], manager)
    assert "not yours" in str(problems[0].message)
    assert AgentDay.objects.get().calls == 50


def test_two_sheets_at_once_make_one_row_because_the_database_says_so(hotline):
    """What was new when both looked is put over what the other wrote; without that the second would fail."""
    agent = an_agent(hotline)
    a_day(agent, hotline, calls=60)
    a_day(agent, hotline, calls=65)
    assert AgentDay.objects.get().calls == 65
    with pytest.raises(IntegrityError), transaction.atomic():
        AgentDay.objects.create(
            agent=agent, unit=hotline, day=MONDAY, calls=1, talk_seconds=1, duty_seconds=2, entered_at=NOW
        )


def test_teams_and_totals_are_ratios_of_sums(branch, hotline):
    outbound = a_unit("外呼小组", under=branch)
    one, two, three = an_agent(hotline), an_agent(hotline), an_agent(outbound)
    a_day(one, hotline)
    a_day(one, hotline, day=dt.date(2011, 1, 18), calls=0, talk=0, duty=0)
    a_day(two, hotline, calls=40, talk=14_400, duty=28_800)
    a_day(three, outbound, calls=10, talk=3_000, duty=6_000)
    lines = agent_lines(AgentDay.objects.all(), JANUARY)
    teams = {team.unit: team for team in team_lines(lines)}
    assert teams[hotline].worked.talk_share == Decimal(21_000 + 14_400) / (28_800 * 2)
    assert (teams[hotline].worked.days, teams[hotline].agents) == (2, 2)
    assert whole_of(lines).talk_share == Decimal(38_400) / 63_600
    assert whole_of(lines).calls_a_day == Decimal(120) / 3


def test_one_day_by_itself(hotline):
    agent = an_agent(hotline)
    a_day(agent, hotline)
    a_day(agent, hotline, day=dt.date(2011, 1, 18), calls=10)
    assert whole_of(agent_lines(AgentDay.objects.all(), day_span(MONDAY))).calls == 70


def goal(unit, **said) -> AgentGoal:
    usual = {
        "valid_from": dt.date(2011, 1, 1), "talk_from": Decimal(60), "talk_until": Decimal(70), "calls_a_day": 60,
        "minutes_a_call": Decimal("4.5"), "wording": "分公司2011年通知", "reason": "通知晚到", "by": None, "now": NOW,
    }  # fmt: skip
    return set_goal(unit=unit, **(usual | said))


def test_the_source_asks_until_a_unit_says_otherwise(branch, hotline):
    assert goals_for([hotline], on=MONDAY)[hotline.pk] == OF_THE_SOURCE
    goal(branch)
    goal(hotline, valid_from=dt.date(2011, 2, 1), calls_a_day=75)
    assert goals_for([hotline], on=MONDAY)[hotline.pk].calls_a_day == 60
    assert goals_for([hotline], on=dt.date(2011, 2, 1))[hotline.pk].calls_a_day == 75
    assert AuditEntry.objects.filter(verb="agent_goal.set").count() == 2


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"talk_until": Decimal(60)}, "talk_until"),
        ({"talk_until": Decimal(101)}, "talk_until"),
        ({"calls_a_day": 0}, "calls_a_day"),
        ({"wording": " "}, "wording"),
    ],
)
def test_what_cannot_be_asked_is_refused(branch, said, field):
    with pytest.raises(CannotSetGoal) as refused:
        goal(branch, **said)
    assert refused.value.field == field


def test_the_page_shows_teams_agents_and_the_wording(client, hotline, manager):
    agent = an_agent(hotline)
    a_day(agent, hotline, transfers=7, solved=63, after_call_seconds=2_100)
    client.force_login(manager)
    page = client.get(reverse("agents"), {"month": "2011-01"}).content.decode()
    assert "72.9 %" in page
    assert "within the band" in page
    assert "5:00" in page
    assert "5:30" in page
    assert "10.0 %" in page
    assert "90.0 %" in page
    assert OF_THE_SOURCE.wording in page
    assert "after-call work stays outside" in page
    page = client.get(reverse("agent", args=[agent.staff_number]), {"month": "2011-01"}).content.decode()
    assert "2011-01-17" in page


def test_an_agent_sees_own_days_and_nobody_elses(client, hotline):
    one, two = an_agent(hotline), an_agent(hotline)
    a_day(one, hotline)
    a_day(two, hotline, calls=33)
    client.force_login(one)
    page = client.get(reverse("agents")).content.decode()
    assert one.staff_number in page
    assert two.staff_number not in page
    assert client.get(reverse("agent", args=[one.staff_number])).status_code == 200
    assert client.get(reverse("agent", args=[two.staff_number])).status_code == 404
    told_days = Machine(client, one, Right.COMPLAINT_VIEW).get(reverse("api_agent_days")).json()
    assert [row["agent"] for row in told_days["results"]] == [one.staff_number]


def test_the_questions_do_not_grow_with_the_agents(hotline, django_assert_num_queries):
    for _number in range(6):
        a_day(an_agent(hotline), hotline)
    with django_assert_num_queries(4):
        agent_lines(AgentDay.objects.all(), JANUARY)


def test_machines_read_teams_and_say_what_is_asked(client, hotline, manager):
    agent = an_agent(hotline)
    a_day(agent, hotline)
    machine = Machine(client, manager, Right.INDICATOR_VIEW, Right.TARGET_EDIT)
    answer = machine.get(reverse("api_agents") + "?month=2011-01").json()
    assert answer["total"]["talk_utilisation"] == "0.729167"
    assert answer["agents"][0]["standing"] == "within"
    said = {
        "unit": hotline.code, "valid_from": "2011-02-01", "talk_from": "60", "talk_until": "70", "calls_a_day": 60,
        "minutes_a_call": "4.5", "wording": "通知", "reason": "通知晚到",
    }  # fmt: skip
    for _again in range(2):
        assert machine.send(reverse("api_agent_goal"), said, key="goal").status_code == 201
    assert AgentGoal.objects.get().calls_a_day == 60
    assert AuditEntry.objects.filter(verb="agent_goal.set").count() == 1


def test_the_sheet_of_agents_tells_sums_and_formula(client, hotline, manager):
    a_day(an_agent(hotline), hotline)
    client.force_login(manager)
    text = b"".join(client.get(reverse("export", args=["agents", "csv"]), {"month": "2011-01"})).decode("utf-8-sig")
    assert "72.92" in text
    assert "TALK v1" in text
    text = b"".join(client.get(reverse("export", args=["agent-days", "csv"]), {"month": "2011-01"})).decode("utf-8-sig")
    assert "21000,28800" in text
