"""A ticket in the world that went all the way up, with a tag on it; a draft of a plan and its trial."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from complaints.escalation.choices import Line
from complaints.escalation.services import TRY, copy_plan, escalate_by_hand, plan_in_force, try_plans
from complaints.tags.services import put_tag
from complaints.tests.factories import a_complaint
from core.jobs.choices import JobState
from core.jobs.models import Job
from org.models import Person, Unit
from org.people.choices import Role

A_DAY = dt.datetime(2011, 1, 18, 3, 0, tzinfo=dt.UTC)


def add_escalation(things: dict[str, Any], hall: Unit, people: dict[str, Person], mark: Callable[[str], str]) -> None:
    """Puts the ticket, its last escalation, the draft, a rung of it and the trial among `things`."""
    by: dict[str, Any] = {"by": people[Role.SERVICE_MANAGER], "now": A_DAY}
    said = {"customer_name": mark("李先生"), "phone": "13805710099", "channel": "counter"}
    complaint = a_complaint(at=hall, subject=mark("扬言找媒体"), text=mark("多次未回复"), **said, **by)
    for _level in range(4):
        escalation = escalate_by_hand(complaint=complaint, reason=mark("客户要求领导答复"), **by)
    put_tag(complaint=complaint, tag="major", **by)
    draft = copy_plan(plan=plan_in_force(Line.BRANCH, now=A_DAY), name=mark("加时限"), **by)
    result = try_plans(
        plan=draft, month=201101, person=by["by"], now=A_DAY + dt.timedelta(days=30), step=lambda *_said: None
    )
    trial = Job.objects.create(
        kind=TRY,
        arguments={"plan": draft.pk, "month": 201101},
        state=JobState.DONE,
        result=result,
        by=by["by"],
        created_at=A_DAY,
        run_at=A_DAY,
        finished_at=A_DAY,
    )
    things |= {
        "raised_ticket": complaint,
        "escalation": escalation,
        "plan": draft,
        "rung": draft.rungs.first(),
        "trial": trial,
    }


def _pk(thing: str, name: str = "pk") -> dict[str, Callable[[Any], Any]]:
    return {name: lambda world: world.things[thing].pk}


_NUMBER: dict[str, Callable[[Any], Any]] = {"number": lambda world: world.things["raised_ticket"].number}
_TAG: dict[str, Callable[[Any], Any]] = {"code": lambda world: "major"}
_API = "api_complaint_escalation"

ARGUMENTS: dict[str, dict[str, Callable[[Any], Any]]] = {
    **dict.fromkeys(
        [
            *(f"escalation_{act}" for act in ("raise", "acknowledge", "lower")),
            *(f"{_API}s", f"{_API}_acknowledge", f"{_API}_lower", "tag_put", "api_complaint_tags"),
        ],
        _NUMBER,
    ),
    "escalation_form": _NUMBER | _pk("escalation"),
    **dict.fromkeys(
        ["escalation_plan", *(f"escalation_plan_{act}" for act in ("copy", "try", "publish", "discard"))], _pk("plan")
    ),
    **dict.fromkeys(["escalation_rung_new", "api_escalation_rung_new", "api_escalation_plan"], _pk("plan")),
    **dict.fromkeys([f"api_escalation_plan_{act}" for act in ("copy", "try", "publish", "discard")], _pk("plan")),
    **dict.fromkeys(
        [f"{door}escalation_rung_{act}" for door in ("", "api_") for act in ("edit", "remove")],
        _pk("plan") | _pk("rung", "rung"),
    ),
    **dict.fromkeys(["escalation_trial", "api_escalation_trial"], _pk("trial")),
    **dict.fromkeys(["tag_edit", "api_tag_edit"], _TAG),
    **dict.fromkeys(["tag_off", "api_complaint_tag_off"], _NUMBER | _TAG),
}
