"""A ticket in the world whose finding names the counter staff, and a corrective action of the hall's manager."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from complaints.casework.choices import Step
from complaints.casework.services import casework_of
from complaints.responsibility.choices import CausePost, FaultPost
from complaints.responsibility.corrective import LABEL
from complaints.responsibility.services import Found, Named, give_notice, prepare_finding
from complaints.tests.factories import a_complaint, worked_case
from improvement.actions.services import open_action
from org.models import Person, Unit
from org.people.choices import Role

A_DAY = dt.datetime(2011, 1, 18, 4, 0, tzinfo=dt.UTC)


def add_findings(things: dict[str, Any], hall: Unit, people: dict[str, Person], mark: Callable[[str], str]) -> None:
    """Puts the ticket, the counter staff's share and the action among `things`."""
    by: dict[str, Any] = {"by": people[Role.SERVICE_MANAGER], "now": A_DAY}
    said = {"subject": mark("资费未告知"), "text": mark("办理时未说明资费"), "phone": "13805710099", "grade": "A"}
    complaint = a_complaint(at=hall, **said, **by)
    worked_case(complaint, upto=Step.JUDGE, **by)
    named = Named(
        person=people[Role.COUNTER_STAFF],
        post=FaultPost.REP,
        cause_post=CausePost.MARKETING,
        percent=Decimal(100),
        items_words=mark("未请客户确认"),
    )
    found = Found(cause_words=mark("未说明资费"), shares=[named], service_amount=Decimal("128.00"))
    finding = prepare_finding(casework=casework_of(complaint), found=found, **by)
    give_notice(finding=finding, answer_by=dt.date(2011, 1, 25), **by)
    action = open_action(
        origin_label=LABEL,
        origin=complaint,
        unit=hall,
        owner=people[Role.HALL_MANAGER],
        cause=mark("资费告知不清"),
        measure=mark("办理前由客户签字确认资费"),
        due_on=dt.date(2011, 1, 31),
        **by,
    )
    things |= {"blamed_ticket": complaint, "share": finding.shares.get(), "action": action}


_NUMBER: dict[str, Callable[[Any], Any]] = {"number": lambda world: world.things["blamed_ticket"].number}
_SHARE: dict[str, Callable[[Any], Any]] = {"pk": lambda world: world.things["share"].pk}
_ACTION: dict[str, Callable[[Any], Any]] = {"number": lambda world: world.things["action"].number}
_OF_FINDING = ("notice", "decide", "withdraw")
_OF_ACTION = ("done", "verify", "reject", "change", "cancel")

ARGUMENTS: dict[str, dict[str, Callable[[Any], Any]]] = {
    **dict.fromkeys(
        [
            "finding",
            "finding_edit",
            "api_finding",
            *(f"{api}finding_{act}" for api in ("", "api_") for act in _OF_FINDING),
        ],
        _NUMBER,
    ),
    **dict.fromkeys(
        [
            *("my_finding", "my_finding_print", "my_finding_read", "my_finding_answer"),
            *("api_my_finding", "api_my_finding_answer", "api_my_finding_read"),
        ],
        _SHARE,
    ),
    **dict.fromkeys(
        ["action", "action_print", "api_action", *(f"{api}action_{act}" for api in ("", "api_") for act in _OF_ACTION)],
        _ACTION,
    ),
}
