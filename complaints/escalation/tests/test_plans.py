from __future__ import annotations

import datetime as dt

import pytest

from complaints.escalation.choices import Counted, Line, Trigger
from complaints.escalation.models import EscalationPlan, Rung
from complaints.escalation.presenter import levels_of, trial_page
from complaints.escalation.selectors import live_plan
from complaints.escalation.services import (
    REPLAN,
    CannotChangePlan,
    CannotPublish,
    copy_plan,
    discard_plan,
    plant_plans,
    publish_plan,
    remove_rung,
    set_rung,
    try_plans,
)
from complaints.escalation.tests.factories import a_chain, columns_of, live
from complaints.tests.factories import A_MONDAY, a_complaint, worked_case
from complaints.tickets.models import Complaint
from complaints.tickets.services import close_complaint
from core.audit.models import AuditEntry
from core.jobs.models import Job
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
LATER = A_MONDAY + dt.timedelta(days=10)
BY_TIME = {
    "level": 3,
    "trigger": Trigger.TIME,
    "occasion": "",
    "counted": Counted.AFTER_DUE,
    "offset_minutes": 60,
    "grades": "",
    "roles": [Role.MARKET_MANAGER.value],
    "liaison_form": False,
    "urgent": True,
}
SAID = {"by": None, "now": A_MONDAY}


def a_draft() -> EscalationPlan:
    return copy_plan(plan=live(), name="加时限", **SAID)


def test_the_sources_plans_are_put_in_force_once():
    assert plant_plans(**SAID) == 2
    assert plant_plans(**SAID) == 0
    assert {plan.line for plan in EscalationPlan.objects.live()} == set(Line)


def test_a_copy_has_every_rung_and_is_not_in_force():
    draft = a_draft()
    names = ("level", "trigger", "occasion", "roles", "liaison_form", "urgent")
    assert list(draft.rungs.values_list(*names)) == list(live().rungs.values_list(*names))
    assert draft.is_draft
    assert live_plan(Line.BRANCH) != draft


def test_only_a_draft_is_changed():
    rung = live().rungs.first()
    for act in (
        lambda: set_rung(plan=live(), **BY_TIME, **SAID),
        lambda: set_rung(plan=live(), rung=rung, version=1, **columns_of(rung, urgent=True), **SAID),
        lambda: remove_rung(rung=rung, version=1, **SAID),
        lambda: discard_plan(plan=live(), **SAID),
    ):
        with pytest.raises(CannotChangePlan):
            act()


def test_a_published_plan_replaces_the_one_in_force_and_takes_open_tickets_along():
    former, draft = live(), a_draft()
    set_rung(plan=draft, **BY_TIME, **SAID)
    publish_plan(plan=draft, by=None, now=LATER)
    former.refresh_from_db()
    assert (former.live_until, live_plan(Line.BRANCH)) == (LATER, draft)
    assert Job.objects.get(kind=REPLAN).arguments == {"line": "branch"}
    assert AuditEntry.objects.filter(verb="escalation_plan.published").count() == 1
    with pytest.raises(CannotPublish):
        publish_plan(plan=draft, by=None, now=LATER)


def test_a_plan_with_a_hole_in_the_chain_is_not_published():
    draft = a_draft()
    remove_rung(rung=draft.rungs.get(trigger=Trigger.HAND, level=3), version=1, **SAID)
    with pytest.raises(CannotPublish, match="3"):
        publish_plan(plan=draft, **SAID)
    assert live_plan(Line.BRANCH) != draft


def test_a_draft_may_be_thrown_away():
    draft = a_draft()
    discard_plan(plan=draft, **SAID)
    assert not EscalationPlan.objects.drafts().exists()
    assert Rung.objects.exists()


def test_a_level_says_whether_a_time_is_set():
    draft = a_draft()
    set_rung(plan=draft, **BY_TIME, **SAID)
    assert [level.by_time for level in levels_of(draft)] == [False, False, True, False, False]


def test_a_trial_tells_what_both_plans_would_have_done_and_tells_nobody():
    branch, people = a_chain()
    draft = a_draft()
    set_rung(plan=draft, **BY_TIME, **SAID)
    late, kept, outside = (a_complaint(at=branch, channel=channel, phone="") for channel in ("counter", "web", "media"))
    a_complaint(at=a_unit("临安分公司"), channel="counter", phone="")
    a_complaint(at=branch, channel="hotline", phone="")
    due = A_MONDAY + dt.timedelta(days=2)
    Complaint.objects.update(due_at=due, due_from=A_MONDAY)
    for complaint in (kept, outside):
        complaint.refresh_from_db()
        worked_case(complaint)
        close_complaint(complaint=complaint, outcome="solved", note="已办", by=None, now=A_MONDAY)
    told = AuditEntry.objects.count()
    steps: list[int] = []
    tried = try_plans(
        plan=draft,
        month=201101,
        person=people[Role.SERVICE_MANAGER],
        now=LATER,
        step=lambda done, _total: steps.append(done),
    )
    assert AuditEntry.objects.count() == told
    assert tried["tickets"] == 3
    assert tried["live"]["levels"] == {"4": 1}
    assert tried["draft"]["levels"] == {"3": 1, "4": 1}
    manager = people[Role.MARKET_MANAGER]
    name = f"{manager.name} {manager.staff_number}"
    assert (tried["live"]["people"][name], tried["draft"]["people"][name]) == (1, 2)
    page = trial_page(tried)
    assert (page.month, page.levels[2].change, page.levels[3].change) == ("2011-01", 1, 0)
    assert late.state == "open"


def test_a_trial_names_the_roles_in_which_nobody_serves():
    branch = a_unit()
    manager = a_person(Role.SERVICE_MANAGER, at=branch)
    a_complaint(at=branch, channel="media")
    tried = try_plans(plan=a_draft(), month=201101, person=manager, now=LATER, step=lambda *_said: None)
    assert set(tried["live"]["gaps"]) == {Role.MARKET_MANAGER, Role.DEPUTY_GENERAL_MANAGER, Role.GENERAL_OFFICE}
