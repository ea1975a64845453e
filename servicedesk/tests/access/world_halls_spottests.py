"""Spot tests in the world: questions of the branch's bank, one test still closed, one under way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from halls.spottests.services import approve_question, plan_test, save_question, start_test
from org.models import Person, Unit
from org.people.choices import Role

A_DAY = dt.datetime(2011, 1, 17, 1, 0, tzinfo=dt.UTC)

Marker = Callable[[str], str]


def add_spottests(things: dict[str, Any], hall: Unit, people: dict[str, Person], mark: Marker = str) -> None:
    """Puts an unapproved question, the closed test, its hall and the test under way among `things`."""
    by: dict[str, Any] = {"by": people[Role.SERVICE_MANAGER], "now": A_DAY}
    top = hall.parent or hall
    said = {"unit": top, "topic": "tariff", "answer": mark("照资费公示回答"), "valid_from": A_DAY.date()}
    for number in range(3):
        question = save_question(words=mark(f"停机保号收费标准 {number}"), **said, **by)
        approve_question(question=question, version=question.version, **by)
    things["question"] = save_question(words=mark("合约期内能否降档"), **said, **by)
    test = {"unit": top, "day": A_DAY.date(), "count": 2, "halls": [hall]}
    things["closed_test"] = plan_test(name=mark("口径抽查"), **test, **by)
    things["tested_hall"] = things["closed_test"].halls.get()
    running = plan_test(name=mark("活动抽查"), is_cross=True, **test, **by)
    things["running_test"] = start_test(test=running, version=running.version, **by)


_QUESTION: dict[str, Callable[[Any], Any]] = {"pk": lambda world: world.things["question"].pk}
_CLOSED: dict[str, Callable[[Any], Any]] = {"pk": lambda world: world.things["closed_test"].pk}
_RUNNING: dict[str, Callable[[Any], Any]] = {"pk": lambda world: world.things["running_test"].pk}

ARGUMENTS: dict[str, dict[str, Callable[[Any], Any]]] = {
    **dict.fromkeys(["question", "question_approve", "api_question_edit", "api_question_approve"], _QUESTION),
    **dict.fromkeys([f"{door}_{act}" for door in ("spot_test", "api_spot_test") for act in ("draw", "start")], _CLOSED),
    **dict.fromkeys(
        [
            f"{door}{act}"
            for door in ("spot_test", "api_spot_test")
            for act in ("", "_questions", "_end", "_reopen", "_score")
        ],
        _RUNNING,
    ),
    "api_spot_test_staff": _CLOSED | {"code": lambda world: world.hall.code},
    "spot_test_staff": _CLOSED | {"hall": lambda world: world.things["tested_hall"].pk},
}
