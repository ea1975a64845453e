"""A case of grade A in the world that waits for its follow-up call, with a promise and a visit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from complaints.callbacks.choices import Reached
from complaints.callbacks.selectors import call_of
from complaints.callbacks.services import miss_call
from complaints.casework.choices import Step
from complaints.fieldorders.services import dispatch_order, record_order
from complaints.promises.services import make_promise
from complaints.tests.factories import a_complaint, worked_case
from org.models import Person, Posting, Unit
from org.people.choices import Role

A_DAY = dt.datetime(2011, 1, 18, 3, 0, tzinfo=dt.UTC)


def add_calls(things: dict[str, Any], hall: Unit, people: dict[str, Person], mark: Callable[[str], str]) -> None:
    """Puts the ticket, the promise and the visit, which the hall's manager is sent out for, among `things`."""
    by: dict[str, Any] = {"by": people[Role.HANDLER], "now": A_DAY}
    said = {"customer_name": mark("孙先生"), "phone": "13805710088", "grade": "A"}
    complaint = a_complaint(at=hall, subject=mark("宽带反复掉线"), text=mark("报修三次"), **said, **by)
    due = A_DAY + dt.timedelta(days=1)
    promise = make_promise(complaint=complaint, words=mark("今日回电"), owner=by["by"], due_at=due, **by)
    visit = {"term": "other", "task": mark("更换光猫"), "place": mark("桂花路 8 号")}
    order = record_order(complaint=complaint, unit=hall, **visit, **by)
    Posting.objects.create(
        person=people[Role.HALL_MANAGER], unit=hall, role=Role.HALL_MANAGER, starts_on=dt.date(2000, 1, 1)
    )
    dispatch_order(order=order, worker=people[Role.HALL_MANAGER], **by)
    worked_case(complaint, upto=Step.PERSONAL_APOLOGY, **by)
    call = call_of(complaint)
    assert call is not None
    miss_call(call=call, why=Reached.NO_ANSWER, words=mark("无人接听"), by=people[Role.CALLER], now=A_DAY)
    things |= {"called_ticket": complaint, "promise": promise, "visit": order}


_NUMBER: dict[str, Callable[[Any], Any]] = {"number": lambda world: world.things["called_ticket"].number}
_PROMISE = {"pk": lambda world: world.things["promise"].pk}
_VISIT: dict[str, Callable[[Any], Any]] = {"number": lambda world: world.things["visit"].number}
_ENDINGS = ("keep", "break", "release")
_MOVES = ("dispatch", "accept", "done", "review", "cancel")

ARGUMENTS: dict[str, dict[str, Callable[[Any], Any]]] = {
    **dict.fromkeys(
        [
            *("call_back", "promise_new", "field_order_new", "api_promise_new", "api_field_order_new"),
            *(
                f"{door}_{act}"
                for door in ("call_back", "api_call_back")
                for act in ("take", "release", "reached", "missed", "give_up", "again")
            ),
        ],
        _NUMBER,
    ),
    **dict.fromkeys([f"promise_{act}" for act in _ENDINGS], _NUMBER | _PROMISE),
    **dict.fromkeys([f"api_promise_{act}" for act in _ENDINGS], _PROMISE),
    **dict.fromkeys(
        [
            *("field_order", "field_order_print", "api_field_order"),
            *(f"{door}_{act}" for door in ("field_order", "api_field_order") for act in _MOVES),
        ],
        _VISIT,
    ),
}
