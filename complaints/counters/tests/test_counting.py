"""The numbers kept are those that counting over all tickets finds, after whatever happened."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from complaints.casework.services import casework_of, grade_case, join
from complaints.counters import schema
from complaints.counters.choices import Number
from complaints.counters.models import Tally, TallyChange
from complaints.counters.rules import PAST
from complaints.counters.selectors import counts, differences
from complaints.counters.services import fold, repair
from complaints.models import Complaint
from complaints.tests.factories import A_MONDAY, a_complaint
from complaints.tickets import registry
from complaints.tickets.choices import Due
from complaints.tickets.clocks import due_between
from complaints.tickets.services import (
    NewTicket,
    assign_complaint,
    close_complaint,
    edit_complaint,
    renew_many,
    reopen_complaint,
    void_complaint,
    write_many,
)
from core.models import AuditEntry
from core.refusals import Refusal
from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from org.units.services import move_unit

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def company():
    return a_unit("公司")


@pytest.fixture
def branch(company):
    return a_unit("富阳分公司", under=company)


@pytest.fixture
def hall(branch):
    return a_unit("桂花西路营业厅", under=branch)


@pytest.fixture
def manager(branch):
    return a_person(Role.SERVICE_MANAGER, at=branch, name="林晓")


def due(complaint: Complaint, at: dt.datetime) -> None:
    Complaint.objects.filter(pk=complaint.pk).update(due_at=at)


def join_case(ticket: Complaint, head, now: dt.datetime) -> None:
    case = casework_of(ticket)
    if not case.grade_at:
        grade_case(casework=case, grade="C", by=None, now=now)
    join(casework=case, joint_handler=head, by=None, now=now)


def recounted(person, now) -> dict[Number, int]:
    """The same numbers, counted over tickets by the conditions of the worklist."""
    rows = Complaint.objects.visible_to(person).open()
    mine = rows.filter(handler=person)
    today, soon = (
        {"due_at__gte": since, "due_at__lt": until}
        for since, until in (due_between(Due.TODAY, now=now), due_between(Due.SOON, now=now))
    )
    found = {
        Number.OPEN: rows,
        Number.FREE: rows.filter(handler=None),
        Number.GRAVE: rows.filter(grade="C"),
        Number.LATE: rows.filter(due_at__lt=now),
        Number.TODAY: rows.filter(**today),
        Number.SOON: rows.filter(**soon),
        Number.MINE: mine,
        Number.MINE_LATE: mine.filter(due_at__lt=now),
        Number.MINE_TODAY: mine.filter(**today),
    }
    return {number: rows.count() for number, rows in found.items()}


def test_an_act_counts_at_once_and_after_folding_alike(hall, manager):
    ticket = a_complaint(at=hall, phone="")
    assert counts(manager, Number, now=A_MONDAY)[Number.FREE] == 1
    assign_complaint(complaint=ticket, handler=manager, by=manager, now=A_MONDAY)
    before = counts(manager, Number, now=A_MONDAY)
    assert (before[Number.OPEN], before[Number.FREE], before[Number.MINE]) == (1, 0, 1)
    assert fold(now=A_MONDAY) == 3
    assert not TallyChange.objects.exists()
    assert counts(manager, Number, now=A_MONDAY) == before


def test_what_time_makes_late_is_late_without_an_act(hall, manager):
    ticket = a_complaint(at=hall, phone="")
    due(ticket, A_MONDAY + HOUR)
    fold(now=A_MONDAY)
    shown = [counts(manager, [Number.LATE, Number.TODAY], now=A_MONDAY + HOUR * hours) for hours in (0, 1, 2)]
    assert [(found[Number.LATE], found[Number.TODAY]) for found in shown] == [(0, 1), (0, 1), (1, 0)]
    fold(now=A_MONDAY + HOUR * 2)
    assert counts(manager, [Number.LATE], now=A_MONDAY + HOUR * 2) == {Number.LATE: 1}


def test_today_ends_at_the_branchs_midnight(hall, manager):
    for hour in (23, 24):
        due(a_complaint(at=hall, phone=""), A_MONDAY.replace(hour=0, minute=0) + HOUR * hour)
    assert counts(manager, [Number.TODAY, Number.SOON], now=A_MONDAY) == {Number.TODAY: 1, Number.SOON: 2}


def test_the_past_is_one_row_a_unit_however_long_it_is(hall, manager):
    for days in range(1, 40):
        due(a_complaint(at=hall, phone=""), A_MONDAY - dt.timedelta(days=days))
    fold(now=A_MONDAY)
    assert Tally.objects.filter(path=hall.path, what="timed").count() == 1
    assert counts(manager, [Number.LATE], now=A_MONDAY) == {Number.LATE: 39}


def test_only_tickets_in_scope_count_and_those_of_two_nested_posts_once(company, branch, hall):
    stranger = a_unit("临安分公司", under=company)
    a_complaint(at=stranger, phone="")
    a_complaint(at=hall, phone="")
    person = a_person(Role.SERVICE_MANAGER, at=branch)
    a_person(Role.SERVICE_MANAGER, at=stranger)
    assert counts(person, [Number.OPEN], now=A_MONDAY) == {Number.OPEN: 1}
    person.postings.create(unit=hall, role=Role.HALL_MANAGER, starts_on=dt.date(2010, 1, 1))
    del person.current_postings
    assert counts(person, [Number.OPEN], now=A_MONDAY) == {Number.OPEN: 1}


def test_what_a_head_handles_jointly_beside_the_own_unit_counts_in_each_number(branch, hall):
    """S2 3.3: the figure above a list of one is 1, wherever in the branch that one lies."""
    network = a_unit("网络部", under=branch)
    head = a_person(Role.DEPARTMENT_HEAD, at=network)
    late, today, own = (a_complaint(at=unit, phone="") for unit in (hall, hall, network))
    for ticket in (late, today, own):
        join_case(ticket, head, A_MONDAY)
    due(late, A_MONDAY - HOUR)
    due(today, A_MONDAY + HOUR)
    Complaint.objects.filter(pk=today.pk).update(handler=head)  # Given when the head still handled there.
    a_complaint(at=hall, phone="")
    found = counts(head, Number, now=A_MONDAY)
    assert found == recounted(head, A_MONDAY)
    assert (found[Number.OPEN], found[Number.LATE], found[Number.TODAY], found[Number.MINE]) == (3, 1, 1, 1)
    fold(now=A_MONDAY)
    assert counts(head, Number, now=A_MONDAY) == found
    void_complaint(complaint=late, reason="误录", by=None, now=A_MONDAY)
    assert counts(head, [Number.OPEN, Number.LATE], now=A_MONDAY) == {Number.OPEN: 2, Number.LATE: 0}


def test_a_person_without_the_right_reads_no_numbers(branch, django_assert_num_queries):
    shopper = a_person(Role.MYSTERY_SHOPPER, at=branch)
    assert not shopper.may("complaint_view")
    with django_assert_num_queries(0):
        assert set(counts(shopper, Number, now=A_MONDAY).values()) == {0}


def test_all_numbers_are_one_query(hall, manager, django_assert_num_queries):
    a_complaint(at=hall, phone="")
    assert manager.may("complaint_view")
    with django_assert_num_queries(1):
        counts(manager, Number, now=A_MONDAY)
    head = a_person(Role.DEPARTMENT_HEAD, at=hall)
    assert head.may("complaint_view")
    with django_assert_num_queries(1):
        counts(head, Number, now=A_MONDAY)


def test_a_unit_that_moves_leaves_its_tickets_in_the_chain_of_then(company, branch, hall, manager):
    other = a_unit("临安分公司", under=company)
    newcomer = a_person(Role.SERVICE_MANAGER, at=other)
    before = a_complaint(at=hall, phone="")
    move_unit(unit=hall, parent=other, by=None, now=A_MONDAY)
    a_complaint(at=hall, phone="")
    for person in (manager, newcomer):
        assert counts(person, Number, now=A_MONDAY) == recounted(person, A_MONDAY)
        assert counts(person, [Number.OPEN], now=A_MONDAY) == {Number.OPEN: 1}
    edit_complaint(complaint=before, version=before.version, by=None, now=A_MONDAY, unit=other)
    assert counts(newcomer, [Number.OPEN], now=A_MONDAY) == {Number.OPEN: 2}
    assert differences(now=A_MONDAY) == {}


def test_sheets_count_what_they_bring_and_what_they_change(hall, manager):
    rows = [
        NewTicket(A_MONDAY, hall.pk, hall.path, "province", "资费争议", state=state, source="省", source_key=state)
        for state in ("open", "void")
    ]
    write_many(rows, by=None, now=A_MONDAY)
    assert counts(manager, [Number.OPEN], now=A_MONDAY) == {Number.OPEN: 1}
    ticket = Complaint.objects.get(state="open")
    closed = rows[0]._replace(state="closed", closed_at=A_MONDAY)
    renew_many([(ticket.pk, closed)], by=None, now=A_MONDAY, run=None)
    assert counts(manager, Number, now=A_MONDAY) == recounted(manager, A_MONDAY)
    assert counts(manager, [Number.OPEN], now=A_MONDAY) == {Number.OPEN: 0}


@pytest.mark.parametrize("seed", range(3))
def test_after_random_acts_the_numbers_are_those_of_a_recount(company, branch, hall, manager, seed, monkeypatch):
    """Acts, sheets, time and folding in any order; the numbers of four people equal a count over tickets."""
    monkeypatch.setattr(registry, "_gates", [])
    done = set()
    chance, now = random.Random(seed), A_MONDAY
    bureau = a_unit("城区分局", under=branch)
    units = [branch, hall, bureau, a_unit("临安分公司", under=company)]
    handler = a_person(Role.HANDLER, at=branch)
    head = a_person(Role.DEPARTMENT_HEAD, at=a_unit("网络部", under=branch))
    people = [manager, handler, a_person(Role.GENERAL_MANAGER, at=company), head]

    def register():
        a_complaint(at=chance.choice(units), phone="", now=now, grade=chance.choice(["", "A", "C"]))

    def import_some():
        unit = chance.choice(units)
        rows = [
            NewTicket(now - HOUR * 9, unit.pk, unit.path, "province", "资费", state=chance.choice(["open", "void"]))
            for _row in range(3)
        ]
        write_many(rows, by=None, now=now)

    def act_on(ticket):
        verb = chance.choice(["assign", "close", "reopen", "void", "edit", "due", "join"])
        said = {"complaint": ticket, "by": None, "now": now}
        if verb == "assign":
            assign_complaint(handler=chance.choice([manager, handler]), **said)
        elif verb == "close":
            close_complaint(outcome="solved", note="已退费", **said)
        elif verb == "reopen":
            reopen_complaint(reason="timed_out", note="", **said)
        elif verb == "void":
            void_complaint(reason="误录", **said)
        elif verb == "edit":
            edit_complaint(version=ticket.version, unit=chance.choice(units), **said)
        elif verb == "join":
            join_case(ticket, head, now)
        else:
            due(ticket, chance.choice([None, now + HOUR * chance.randint(-30, 60)]))
        done.add(verb)

    for _turn in range(50):
        now += chance.choice([dt.timedelta(0), HOUR / 2, HOUR * 7])
        what = chance.choice(["register", "act", "act", "act", "fold", "import"])
        if what == "register":
            register()
        elif what == "import":
            import_some()
        elif what == "fold":
            fold(now=now)
        elif tickets := list(Complaint.objects.order_by("pk")):
            try:
                act_on(chance.choice(tickets))
            except Refusal:
                continue
        for person in people:
            assert counts(person, Number, now=now) == recounted(person, now), what
    assert len(done) > 3, "too little happened to show anything"
    assert differences(now=now) == {}
    fold(now=now)
    assert differences(now=now) == {}


def test_a_tally_that_is_wrong_is_found_named_and_put_right(hall, manager):
    a_complaint(at=hall, phone="")
    fold(now=A_MONDAY)
    Tally.objects.filter(path=hall.path, what="open").update(number=7)
    assert list(differences(now=A_MONDAY).values()) == [-6]
    repair(by=None, now=A_MONDAY)
    assert counts(manager, Number, now=A_MONDAY) == recounted(manager, A_MONDAY)
    assert AuditEntry.objects.filter(verb="tallies.repaired").count() == 1
    assert repair(by=None, now=A_MONDAY) == {}
    assert AuditEntry.objects.filter(verb="tallies.repaired").count() == 1


def test_without_the_database_counting_a_recount_says_so(hall, manager):
    """The twin of all the above: it is the triggers that count, and the recount that notices."""
    schema.remove(connection)
    a_complaint(at=hall, phone="")
    assert counts(manager, [Number.OPEN], now=A_MONDAY) == {Number.OPEN: 0}
    assert differences(now=A_MONDAY)
    repair(by=None, now=A_MONDAY)
    assert counts(manager, Number, now=A_MONDAY) == recounted(manager, A_MONDAY)
    schema.install(connection)


def test_every_migration_left_the_database_counting():
    """A later one that makes SQLite rebuild the table of tickets has to end with CountTickets()."""
    table = "pg_trigger WHERE tgname" if connection.vendor == "postgresql" else "sqlite_master WHERE name"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {table} LIKE 'complaint_counted_%%'", [])
        assert cursor.fetchone() == (len(schema.NAMES),)


class TestTheCommand:
    def test_it_only_tells_unless_it_is_told_to(self, hall, capsys):
        a_complaint(at=hall, phone="")
        Tally.objects.create(what="open", path=hall.path, handler=0, moment=PAST, number=3)
        with pytest.raises(CommandError, match="1 tallies differ"):
            call_command("recount_complaints")
        assert Tally.objects.get().number == 3
        call_command("recount_complaints", "--yes")
        assert differences(now=A_MONDAY) == {}
        capsys.readouterr()
        call_command("recount_complaints")
        assert "every number" in capsys.readouterr().out
