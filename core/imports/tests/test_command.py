from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from core.imports.tests.factories import loan_days

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loans", "importer")]


@pytest.fixture
def sheet(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "loans.csv"
    path.write_text("No.,Date,Status,区域\nA1,22-04-15,Closed,桂花\nA2,05-06-15,Open,金桥\n", "utf-8")
    return path


def answer(capsys):
    return json.loads(capsys.readouterr().out)


def test_it_asks_what_it_cannot_decide_with_exit_code_2(sheet, capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("import_sheet", "loans", str(sheet), "--json")
    assert ended.value.code == 2
    questions = answer(capsys)["undecided"]
    assert any("Date" in question and "repair" not in question for question in questions)
    assert any(question.startswith("--dates repair: ") for question in questions)
    assert any("桂花" in question for question in questions)
    assert loan_days() == {}


def test_it_imports_when_everything_is_said(sheet, capsys):
    call_command("import_sheet", "loans", str(sheet), "--dates=repair", "--create-units-under=YARD", "--json")
    found = answer(capsys)
    assert (found["read"], found["imported"], found["rejected"]) == (2, 2, 0)
    assert found["created"] == {"depot": 2}
    assert loan_days() == {"A1": 20150422, "A2": 20150506}


def test_a_dry_run_writes_nothing(sheet, capsys):
    call_command("import_sheet", "loans", str(sheet), "--dates=dmy", "--create-units-under=YARD", "--dry-run", "--json")
    assert answer(capsys)["imported"] == 2
    assert loan_days() == {}


def test_a_mapping_says_what_headings_and_values_mean(sheet, tmp_path, capsys):
    sheet.write_text("Nr;wann;wie\nA1;2015-04-22;fertig\n", "utf-8")
    mapping = tmp_path / "mapping.json"
    mapping.write_text(
        json.dumps(
            {"columns": {"number": "Nr", "day": "wann", "state": "wie"}, "values": {"state": {"fertig": "closed"}}}
        )
    )
    call_command("import_sheet", "loans", str(sheet), f"--mapping={mapping}", "--json")
    assert answer(capsys)["imported"] == 1


def test_a_control_total_that_differs_refuses(sheet):
    with pytest.raises(CommandError, match="3"):
        call_command(
            "import_sheet", "loans", str(sheet), "--dates=dmy", "--create-units-under=YARD", "--control-total=3"
        )
    assert loan_days() == {}


def test_the_rejected_rows_are_put_where_the_command_was_given(sheet, tmp_path, capsys):
    sheet.write_text("No.,Date\nA1,2015-04-22\nA2,2099-01-01\n", "utf-8")
    call_command("import_sheet", "loans", str(sheet), "--json")
    found = answer(capsys)
    assert found["rejected"] == 1
    assert found["rejected_sheet"].startswith(str(tmp_path / "loans-rejected-"))
    assert Path(found["rejected_sheet"]).read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    "arguments", [("lones", "x.csv"), ("loans", "absent.csv"), ("loans", "loans.csv", "--by=NOBODY")]
)
def test_wrong_arguments_are_refused_in_a_sentence(sheet, arguments):
    with pytest.raises(CommandError):
        call_command("import_sheet", *arguments)


def test_poison_is_refused_and_named(sheet):
    sheet.write_text("No.,Date\nA1,2015-04-22,one too many\n", "utf-8")
    with pytest.raises(CommandError, match=r"loans\.csv"):
        call_command("import_sheet", "loans", str(sheet))
    assert loan_days() == {}


def test_comcast_goes_through_in_one_line(shared_data, tmp_path, monkeypatch, capsys):
    comcast = str(shared_data("complaints_comcast.csv"))
    monkeypatch.chdir(tmp_path)
    arguments = ["loans", comcast, "--dates=repair", "--create-units-under=YARD", "--control-total=2224", "--json"]
    call_command("import_sheet", *arguments)
    assert answer(capsys)["imported"] == 2224
    call_command("import_sheet", *arguments)
    found = answer(capsys)
    assert (found["imported"], found["changed"], found["unchanged"]) == (0, 0, 2224)
