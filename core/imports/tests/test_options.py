"""What is said once of a whole sheet: asked beside the columns, remembered, handed to the kind."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from core.imports import services
from core.imports.models import ImportRun
from core.imports.registry import Reference, SheetColumn, forget
from core.imports.services import CannotImport
from core.imports.tests.factories import (
    BOOK,
    COLUMNS,
    NOW,
    an_upload,
    checked,
    decided,
    find_depots,
    imported,
    loans_kind,
    write_loans,
)
from core.imports.undecided import open_questions

pytestmark = pytest.mark.django_db

SHEET = "No.,Date\nA1,2015-04-22\n"


@pytest.fixture
def books():
    """The book that each pass was told of."""
    told = []

    def write(chunk, context):
        told.append(context.said["book"])
        return write_loans(chunk, context)

    loans_kind(write=write, options=[BOOK])
    yield told
    forget("loans")


def chosen(run: ImportRun, **said: str) -> ImportRun:
    services.choose_columns(run=run, columns=run.options["columns"], said=said, by=run.by, now=NOW)
    return services.decide_meanings(run=run, values={}, dates={}, missing={}, by=run.by, now=NOW)


def test_the_kind_is_told_what_was_said_in_the_check_and_in_the_import(books, importer):
    imported(checked(chosen(an_upload(SHEET, by=importer), book="  second   ")))
    assert books == ["second", "second"]


def test_the_default_stands_where_nothing_is_said(books, importer):
    imported(checked(decided(an_upload(SHEET, by=importer))))
    assert set(books) == {"main"}


def test_it_is_remembered_for_the_next_sheet_with_these_headings(books, importer):
    chosen(an_upload(SHEET, by=importer), book="second")
    again = an_upload("Date,No.\n2015-04-23,A2\n", by=importer, name="later.csv")
    assert services.plan_of_run(again).said == {"book": "second"}
    other = an_upload("No.,Date,Status\nA1,2015-04-22,Open\n", by=importer, name="other.csv")
    assert services.plan_of_run(other).said == {"book": "main"}


@pytest.mark.parametrize("text", ["x" * 11, "a\x00b"])
def test_a_text_that_it_cannot_be_is_refused(books, importer, text):
    with pytest.raises(CannotImport) as refused:
        chosen(an_upload(SHEET, by=importer), book=text)
    assert refused.value.field == "said-book"


def test_the_wizard_asks_beside_the_columns(books, importer):
    browser = Client()
    browser.force_login(importer)
    run = an_upload(SHEET, by=importer)
    address = reverse("import_columns", args=[run.pk])
    page = browser.get(address).content.decode()
    assert 'name="said-book" value="main"' in page
    assert "Which book the numbers are of." in page
    answer = browser.post(address, {**run.options["columns"], "said-book": "x" * 11})
    assert answer.status_code == 422
    answer = browser.post(address, {**run.options["columns"], "said-book": "second"})
    assert answer.status_code == 302
    run.refresh_from_db()
    assert services.plan_of_run(run).said == {"book": "second"}


def test_the_command_has_a_word_for_it(books, importer, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "loans.csv").write_text(SHEET, "utf-8")
    call_command("import_sheet", "loans", "loans.csv", "--book=third", "--json")
    assert json.loads(capsys.readouterr().out)["imported"] == 1
    assert set(books) == {"third"}


def test_the_command_refuses_a_word_that_the_kind_does_not_have(importer, tmp_path, monkeypatch):
    loans_kind()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "loans.csv").write_text(SHEET, "utf-8")
    with pytest.raises(CommandError, match="--source"):
        call_command("import_sheet", "loans", "loans.csv", "--source=BOSS")
    forget("loans")


def test_unknown_names_are_asked_about_by_what_the_kind_can_do(importer, settings):
    """A kind that cannot create a depot does not offer to."""
    fixed = SheetColumn("depot", "depot", ["State"], type="reference", reference=Reference(find_depots))
    sheet = "No.,Date,State\nA1,2015-04-22,Nowhere\n"
    with_creation, without = loans_kind(), [column if column.name != "depot" else fixed for column in COLUMNS]
    run = decided(an_upload(sheet, by=importer))
    asked = open_questions(services.plan_of_run(run), run.findings["contents"])
    assert with_creation.column("depot").reference.create_missing is not None
    loans_kind(columns=without)
    told = open_questions(services.plan_of_run(run), run.findings["contents"])
    assert len(asked) == len(told) == 1
    assert asked != told
    assert "Nowhere" in told[0]
    forget("loans")
