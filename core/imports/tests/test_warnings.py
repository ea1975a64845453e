"""What is odd about a row lets it in, and is told; what is said in the place of a column must be said."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command
from django.urls import reverse

from core.imports import services
from core.imports.registry import ROW, RowProblem, SheetOption, forget
from core.imports.tests.factories import NOW, an_upload, checked, decided, imported, loan_days, loans_kind
from core.imports.undecided import open_questions

pytestmark = pytest.mark.django_db


def odd(chunk, context):
    """A1 is odd, A2 is wrong as well as odd."""
    for row in chunk:
        yield RowProblem(row[ROW], "day", "That was a holiday.", is_warning=True)
        if row["number"] == "A2":
            yield RowProblem(row[ROW], "day", "Nobody was there.")


@pytest.fixture
def warning_loans():
    loans_kind(check=odd)
    yield
    forget("loans")


@pytest.mark.usefixtures("warning_loans")
def test_a_warning_lets_the_row_in_and_is_told(importer, client, tmp_path, capsys):
    run = checked(decided(an_upload("No.,Date\nA1,2015-04-22\nA2,2015-04-23\n", by=importer)))
    told = [{"heading": "Date", "message": "That was a holiday.", "count": 1, "row": 2}]
    assert run.findings["check"]["warnings"] == told
    run = imported(run)
    assert list(loan_days()) == ["A1"]
    assert run.findings["result"]["warnings"] == told
    client.force_login(importer)
    assert "That was a holiday." in client.get(reverse("import_result", args=[run.pk])).content.decode()
    sheet = tmp_path / "more.csv"
    sheet.write_text("No.,Date\nA3,2015-04-22\n")
    call_command("import_sheet", "loans", str(sheet), by=importer.staff_number, json=True)
    assert json.loads(capsys.readouterr().out)["warnings"][0]["message"] == "That was a holiday."


def test_what_stands_in_the_place_of_a_column_must_be_said(importer, client):
    option = SheetOption(
        "yard", "Yard of the whole sheet", default="", instead_of="depot", known=lambda _by: [("Y", "North")]
    )
    loans_kind(options=[option])
    run = an_upload("No.,Date\nA1,2015-04-22\n", by=importer)
    with pytest.raises(services.Undecided, match="Yard of the whole sheet"):
        services.choose_columns(run=run, columns=run.options["columns"], by=importer, now=NOW)
    client.force_login(importer)
    assert (
        '<option value="Y" selected>North</option>'
        in client.get(reverse("import_columns", args=[run.pk])).content.decode()
    )
    services.choose_columns(run=run, columns=run.options["columns"], said={"yard": "Y"}, by=importer, now=NOW)
    assert open_questions(services.plan_of_run(run), run.findings["contents"]) == []
    with_column = an_upload("No.,Date,State\nA1,2015-04-22,X\n", by=importer)
    services.choose_columns(run=with_column, columns=with_column.options["columns"], by=importer, now=NOW)
    forget("loans")
