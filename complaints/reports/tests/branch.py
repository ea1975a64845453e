"""A branch of chance for the tests of the reports: the same tickets for the same seed."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import Any

from complaints.callbacks.models import CallBack
from complaints.casework.models import Casework
from complaints.categories.choices import Tree
from complaints.clocks.choices import ClockKind, ClockState, IntervalKind
from complaints.clocks.models import Clock, ClockInterval
from complaints.tests.factories import a_category
from complaints.tickets.choices import Channel, ErrorSide, EventKind, Grade, Outcome, ReopenReason, State
from complaints.tickets.models import Complaint, ComplaintEvent
from complaints.tickets.rules import BRANCH_TIME, month_of
from org.people.choices import Role
from org.people.models import Person
from org.tests.factories import a_person, a_unit
from org.units.choices import UnitKind
from org.units.models import Unit

STARTS = dt.datetime(2010, 11, 20, 9, tzinfo=BRANCH_TIME)
NOW = dt.datetime(2011, 3, 2, 10, tzinfo=BRANCH_TIME)
DAYS = 100


@dataclass
class Branch:
    """Units, people and tickets; `made` of them, from November 2010 to the end of February 2011."""

    top: Unit
    units: list[Unit]
    manager: Person
    handlers: list[Person]
    dice: random.Random
    causes: list[Any]
    phenomena: list[Any]
    made: int = 0
    tickets: list[Complaint] = field(default_factory=list)


def a_branch_of_chance(seed: int, *, tickets: int = 400) -> Branch:
    """Two bureaus with halls, and `tickets` with clocks, calls and reopenings by the dice of `seed`."""
    dice = random.Random(seed)
    top = a_unit()
    bureaus = [a_unit(name, kind=UnitKind.BUREAU, under=top) for name in ("城区", "大源")]
    halls = [a_unit(name, kind=UnitKind.HALL, under=dice.choice(bureaus)) for name in ("桂花", "春北", "高桥", "场口")]
    units = [top, *bureaus, *halls]
    manager = a_person(Role.SERVICE_MANAGER, at=top)
    handlers = [a_person(Role.HANDLER, at=dice.choice(units), name=name) for name in ("沈奕", "江月", "何川", "陆遥")]
    branch = Branch(top, units, manager, handlers, dice, _tree(Tree.CAUSE), _tree(Tree.PHENOMENON))
    add_tickets(branch, tickets)
    return branch


def add_tickets(branch: Branch, count: int) -> None:
    rows = [_ticket(branch, branch.made + place) for place in range(count)]
    branch.made += count
    made = Complaint.objects.bulk_create(rows)
    branch.tickets += made
    for ticket in made:
        _clocks(branch.dice, ticket)
        _calls(branch.dice, ticket, branch.handlers)
        _reopenings(branch.dice, ticket)


def _tree(tree: Tree) -> list[Any]:
    top = [a_category(f"{tree.value} {place}", tree=tree) for place in range(4)]
    finer = [a_category(f"{one.name}.{place}", tree=tree, under=one) for one in top[:2] for place in range(3)]
    return [*top, *finer, None]


def _moment(dice: random.Random) -> dt.datetime:
    return STARTS + dt.timedelta(minutes=dice.randrange(DAYS * 24 * 60))


def _later(dice: random.Random, start: dt.datetime, *, days: int = 12) -> dt.datetime:
    return start + dt.timedelta(minutes=dice.randrange(1, days * 24 * 60))


def _ticket(branch: Branch, place: int) -> Complaint:
    dice = branch.dice
    unit, came = dice.choice(branch.units), _moment(dice)
    state = dice.choices([State.CLOSED, State.OPEN, State.VOID], [7, 3, 1])[0]
    erring = dice.choice([None, None, *branch.units])
    side = dice.choice(ErrorSide.values)
    return Complaint(
        number=f"C201101-{place + 90000:05d}",
        state=state,
        received_at=came,
        registered_at=came,
        month=month_of(came),
        due_at=dice.choice([None, _later(dice, came, days=4), _later(dice, came, days=8)]),
        closed_at=_later(dice, came) if state == State.CLOSED else None,
        channel=dice.choice([Channel.COUNTER, Channel.COUNTER, Channel.HOTLINE, Channel.REGULATOR]),
        unit=unit,
        unit_path=unit.path,
        error_side=side if erring else "",
        error_unit=erring,
        error_path=erring.path if erring else "",
        cause=dice.choice(branch.causes),
        phenomenon=dice.choice(branch.phenomena),
        subject="强制办理家庭网",
        grade=dice.choice([*Grade.values, ""]),
        outcome=dice.choice([Outcome.SOLVED, Outcome.SOLVED, Outcome.EXCESSIVE]) if state == State.CLOSED else "",
        reopened_count=dice.choice([0, 0, 0, 1]),
        handler=dice.choice([*branch.handlers, None]),
    )


def _clocks(dice: random.Random, ticket: Complaint) -> None:
    for _place in range(dice.randrange(3)):
        kind = dice.choice([ClockKind.HANDLING, ClockKind.REGULATOR, ClockKind.VERIFICATION])
        ends = _later(dice, ticket.received_at)
        clock = Clock.objects.create(
            complaint=ticket,
            kind=kind,
            amount=2,
            counting="working_days",
            state=dice.choice([ClockState.MET, ClockState.MISSED, ClockState.CANCELLED]),
            started_at=ticket.received_at,
            due_at=dice.choice([None, ends, ends]),
            ended_at=ends,
        )
        if dice.random() < 0.3:
            pause = {"reason": "customer_away", "resume_at": ends, "ended_at": ends}
            ClockInterval.objects.create(clock=clock, kind=IntervalKind.PAUSE, started_at=ticket.received_at, **pause)


def _calls(dice: random.Random, ticket: Complaint, handlers: list[Person]) -> None:
    case = Casework.objects.create(complaint=ticket, started_at=ticket.received_at)
    for state in dice.choice(
        [
            [],
            ["done"],
            ["done", "done"],
            ["given_up", "done"],
            ["waiting"],
            ["cancelled"],
            ["given_up"],
            ["cancelled", "done"],
        ]
    ):
        asked = _later(dice, ticket.received_at, days=40)
        called = _later(dice, asked, days=4)
        answered: dict[str, Any] = {}
        if state == "done":
            answered = {
                "done_at": called,
                "done_by": dice.choice(handlers),
                "satisfaction": dice.choice(["satisfied", "dissatisfied", "unrated"]),
                "score": dice.choice([None, *range(1, 11)]),
            }
        CallBack.objects.create(
            casework=case,
            unit_path=ticket.unit_path,
            state=state,
            made_at=asked,
            due_at=dice.choice([None, asked + dt.timedelta(days=2), asked + dt.timedelta(days=2)]),
            not_before=asked,
            **answered,
        )


def _reopenings(dice: random.Random, ticket: Complaint) -> None:
    for _place in range(dice.choice([0, 0, 0, 1, 2])):
        at, reason = _later(dice, ticket.received_at, days=40), dice.choice(ReopenReason.values)
        ComplaintEvent.objects.create(complaint=ticket, kind=EventKind.REOPENED, at=at, data={"reason": reason})
