from __future__ import annotations

import datetime as dt
import json

import pytest
from django.core.management import call_command

from complaints.casework.choices import Step
from complaints.tests.factories import A_MONDAY, a_category, worked_case
from complaints.tickets.imports import check, write
from complaints.tickets.models import Complaint
from complaints.tickets.rules import BRANCH_TIME
from complaints.tickets.services import close_complaint
from core.imports.registry import ROW, ImportContext, kind_of
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch():
    return a_unit(code="DEMO")


@pytest.fixture
def context(branch):
    manager = a_person(Role.SERVICE_MANAGER, at=branch)
    return ImportContext(by=manager, now=A_MONDAY + dt.timedelta(days=30), run=None, dry_run=False)


def a_row(unit, number="250635", **more):
    empty = {column.name: None for column in kind_of("complaints").columns}
    given = {
        ROW: 2, "number": number, "unit": unit.pk, "subject": "Internet Speeds", "received_on": dt.date(2011, 1, 17),
        "received_time": dt.time(15, 53, 50), "channel": "hotline", "state": "open",
    }  # fmt: skip
    return empty | given | more


def test_a_new_row_becomes_a_ticket(branch, context):
    result = write([a_row(branch, place="Abingdon", postcode="21009", on_behalf=True)], context)
    one = Complaint.objects.get()
    assert (result.imported, result.unchanged, result.changed) == (1, 0, 0)
    assert one.received_at == dt.datetime(2011, 1, 17, 15, 53, 50, tzinfo=BRANCH_TIME)
    assert (one.source_key, one.place, one.on_behalf, one.import_row) == ("250635", "Abingdon 21009", True, 2)


def test_the_same_sheet_again_changes_nothing(branch, context):
    rows = [a_row(branch, str(number)) for number in range(5)]
    write(rows, context)
    before = list(Complaint.objects.values())
    result = write(rows, context)
    assert (result.imported, result.unchanged, result.changed) == (0, 5, 0)
    assert list(Complaint.objects.values()) == before


def test_a_check_shows_what_a_row_would_change(branch, context):
    write([a_row(branch, str(number), phone="13805710042") for number in range(7)], context)
    context.dry_run = True
    rows = [a_row(branch, str(number), phone="13805710043", received_on=dt.date(2011, 1, 18)) for number in range(7)]
    found = write(rows, context).examples
    assert {change.key for change in found} == {"0", "1", "2", "3", "4"}
    shown = [(change.old, change.new) for change in found if change.key == "0"]
    assert shown == [("2011-01-17 15:53", "2011-01-18 15:53"), ("138****0042", "138****0043")]


def test_the_same_number_from_another_system_is_another_ticket(branch, context):
    rows = [a_row(branch)]
    write(rows, context)
    context.said = {"source": "12315"}
    assert write(rows, context).imported == 1
    assert write(rows, context).unchanged == 1
    assert sorted(Complaint.objects.values_list("source", "source_key")) == [("12315", "250635"), ("sheet", "250635")]
    other = Complaint.objects.get(source="12315")
    worked_case(other)
    close_complaint(complaint=other, outcome="solved", note="已退费", by=None, now=context.now)
    assert [problem.column for problem in check([a_row(branch, grade="B")], context)] == ["number"]
    context.said = {}
    assert not list(check([a_row(branch, grade="B")], context))
    assert write(rows, context).unchanged == 1


def test_the_command_imports_two_systems_with_the_same_numbers(context, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sheet.csv").write_text("工单编号,受理日期,标题,单位\n1,2011-01-05,网速慢,DEMO\n", "utf-8")
    counts = []
    for system in ([], ["--source=BOSS"], ["--source=ＢＯＳＳ "], []):
        call_command("import_sheet", "complaints", "sheet.csv", "--json", *system)
        found = json.loads(capsys.readouterr().out)
        counts.append((found["imported"], found["unchanged"]))
    assert counts == [(1, 0), (1, 0), (0, 1), (0, 1)]
    assert sorted(Complaint.objects.values_list("source", flat=True)) == ["BOSS", "sheet"]


def test_a_row_that_says_something_else_renews_its_ticket(branch, context):
    write([a_row(branch)], context)
    result = write([a_row(branch, outcome_note="已处理", grade="B")], context)
    one = Complaint.objects.get()
    assert (result.changed, one.grade, one.version, one.number) == (1, "B", 2, "C201101-00001")
    assert write([a_row(branch, outcome_note="已处理", grade="B")], context).unchanged == 1


def test_a_sheet_does_not_overwrite_what_people_did_since(branch, context):
    write([a_row(branch)], context)
    worked_case(Complaint.objects.get())
    close_complaint(complaint=Complaint.objects.get(), outcome="solved", note="已退费", by=None, now=context.now)
    assert [problem.column for problem in check([a_row(branch, grade="B")], context)] == ["number"]
    assert not list(check([a_row(branch)], context))


def test_a_sheet_does_not_overwrite_a_case_that_somebody_works_on(branch, context):
    write([a_row(branch)], context)
    worked_case(Complaint.objects.get(), upto=Step.GRADE, grade="A")
    assert [problem.column for problem in check([a_row(branch, grade="B")], context)] == ["number"]


def test_a_trial_writes_nothing_but_counts(branch, context):
    context.dry_run = True
    assert write([a_row(branch)], context).imported == 1
    assert not Complaint.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "column"),
    [
        ({"received_on": None}, "received_on"),
        ({"received_on": dt.date(2099, 1, 1)}, "received_on"),
        ({"closed_at": dt.datetime(2010, 1, 1, tzinfo=BRANCH_TIME), "state": "closed"}, "closed_at"),
        ({"subject": None}, "text"),
    ],
)
def test_a_row_that_cannot_be_is_reported(branch, context, wrong, column):
    assert [problem.column for problem in check([a_row(branch, **wrong)], context)] == [column]


def test_a_whole_moment_counts_before_day_and_time(branch, context):
    at = dt.datetime(2011, 1, 5, 9, 0, tzinfo=BRANCH_TIME)
    write([a_row(branch, received_at=at)], context)
    assert Complaint.objects.get().received_at == at


def test_the_words_of_both_worlds_are_understood():
    kind = kind_of("complaints")
    states, channels = kind.column("state").value_aliases, kind.column("channel").value_aliases
    assert [states[word] for word in ("Open", "Pending", "Closed", "Solved", "已归档")] == [
        "open",
        "open",
        "closed",
        "closed",
        "closed",
    ]
    assert [channels[word] for word in ("Customer Care Call", "Internet")] == ["hotline", "web"]
    assert "工单编号" in kind.column("number").aliases


def test_categories_are_known_by_an_unmistakable_name(branch, context):
    one = a_category("解释差错", code="A1")
    a_category("解释差错", code="A2")
    resolve = kind_of("complaints").column("cause").reference.resolve
    assert resolve({"解释差错", "A1"}, context) == {"A1": one.pk}
