from __future__ import annotations

import datetime as dt

import pytest

from complaints.escalation.choices import Counted, Line, Occasion, Trigger
from complaints.escalation.rules import CHAIN, first_draft, fits, line_of, may_lower, moment_of
from complaints.tests.factories import A_MONDAY
from org.people.choices import Role

DUE = A_MONDAY + dt.timedelta(days=2)


def test_the_two_lines_of_the_source():
    assert list(CHAIN[Line.BRANCH].values())[:4] == [
        Role.HANDLER,
        Role.SERVICE_MANAGER,
        Role.MARKET_MANAGER,
        Role.DEPUTY_GENERAL_MANAGER,
    ]
    assert list(CHAIN[Line.CALL_CENTRE].values())[:4] == [
        Role.HANDLER,
        Role.TEAM_LEADER,
        Role.CALL_CENTRE_SUPERVISOR,
        Role.CALL_CENTRE_DIRECTOR,
    ]


@pytest.mark.parametrize("line", list(Line))
def test_the_source_names_no_times_and_a_form_at_the_last_level(line):
    draft = first_draft(line)
    assert all(rung.trigger != Trigger.TIME for rung in draft)
    by_hand = {rung.level: rung for rung in draft if rung.trigger == Trigger.HAND}
    assert sorted(by_hand) == [1, 2, 3, 4, 5]
    assert [level for level, rung in by_hand.items() if rung.liaison_form] == [5]


@pytest.mark.parametrize("line", list(Line))
def test_media_goes_up_the_chain_and_to_the_general_office_and_the_market_department_at_once(line):
    media = next(rung for rung in first_draft(line) if rung.occasion == Occasion.MEDIA)
    assert media.urgent
    assert set(media.roles) == {CHAIN[line][level] for level in (2, 3, 4)} | {Role.GENERAL_OFFICE, Role.MARKET_MANAGER}


def test_a_batch_goes_up_at_once_and_then_in_writing():
    batch = [rung for rung in first_draft(Line.BRANCH) if rung.occasion == Occasion.BATCH]
    assert [(rung.level, rung.liaison_form, rung.urgent) for rung in batch] == [(4, False, True), (5, True, True)]


@pytest.mark.parametrize(
    ("channel", "line"), [("hotline", Line.CALL_CENTRE), ("call_back", Line.CALL_CENTRE), ("counter", Line.BRANCH)]
)
def test_the_channel_decides_the_line(channel, line):
    assert line_of(channel, call_centre=["hotline", "call_back"]) == line


@pytest.mark.parametrize(
    ("counted", "moment"),
    [
        (Counted.BEFORE_DUE, DUE - dt.timedelta(hours=4)),
        (Counted.AFTER_DUE, DUE + dt.timedelta(hours=4)),
        (Counted.AFTER_START, A_MONDAY + dt.timedelta(hours=4)),
    ],
)
def test_a_rung_counts_from_what_it_says(counted, moment):
    assert moment_of(counted, 240, start=A_MONDAY, due=DUE) == moment


def test_without_a_due_time_nothing_is_counted_from_it():
    assert moment_of(Counted.BEFORE_DUE, 240, start=A_MONDAY, due=None) is None
    assert moment_of(Counted.AFTER_START, 240, start=A_MONDAY, due=None) is not None


@pytest.mark.parametrize(
    ("grades", "grade", "fitting"),
    [("", "", True), ("", "C", True), ("BC", "C", True), ("BC", "A", False), ("BC", "", False)],
)
def test_a_rung_may_be_meant_for_some_grades(grades, grade, fitting):
    assert fits(grades, grade) is fitting


@pytest.mark.parametrize(
    ("line", "level", "role", "may"),
    [
        (Line.BRANCH, 2, Role.SERVICE_MANAGER, False),
        (Line.BRANCH, 2, Role.DEPUTY_GENERAL_MANAGER, True),
        (Line.BRANCH, 4, Role.DEPUTY_GENERAL_MANAGER, False),
        (Line.BRANCH, 4, Role.MARKET_MANAGER, True),
        (Line.BRANCH, 4, Role.GENERAL_MANAGER, True),
        (Line.BRANCH, 3, Role.CALL_CENTRE_DIRECTOR, False),
        (Line.CALL_CENTRE, 3, Role.CALL_CENTRE_DIRECTOR, True),
        (Line.CALL_CENTRE, 3, Role.CALL_CENTRE_SUPERVISOR, False),
        (Line.CALL_CENTRE, 5, Role.CALL_CENTRE_DIRECTOR, False),
        (Line.CALL_CENTRE, 5, Role.MARKET_MANAGER, True),
        (Line.BRANCH, 5, Role.GENERAL_MANAGER, True),
    ],
)
def test_only_who_stands_above_a_level_takes_a_ticket_down_from_it(line, level, role, may):
    assert may_lower(line, level, {role}) is may
