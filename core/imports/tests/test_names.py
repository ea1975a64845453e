"""Unknown names: decided for all, and otherwise for single ones."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation

from core.files.services import path_of
from core.imports import services
from core.imports.choices import ImportState
from core.imports.models import ImportRun
from core.imports.reading import SheetRefused
from core.imports.registry import kind_of
from core.imports.tests.factories import (
    ALIAS,
    COLUMNS,
    DEPOT,
    NOW,
    CannotLend,
    an_upload,
    checked,
    decided,
    imported,
    loan_days,
    loans_kind,
    quietly,
)
from core.numbers import NumberSeries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loans")]

SHEET = "No.,Date,区域\nA1,2015-04-22,Alabama\nA2,2015-04-23,Maine\nA3,2015-04-24,Alabama\nA4,2015-04-25,Utah\n"
MIXED = {"act": "create", "under": "YARD", "names": {"Alabama": "=South", "Utah": "!"}, "remember": ["Alabama"]}


@pytest.fixture
def south():
    return NumberSeries.objects.create(name=DEPOT + "South")


def made() -> set[str]:
    names = NumberSeries.objects.filter(name__startswith=DEPOT).values_list("name", flat=True)
    return {name.removeprefix(DEPOT) for name in names}


def test_single_names_differ_from_what_holds_for_all(importer, south):
    run = imported(checked(decided(an_upload(SHEET, by=importer), missing={"depot": MIXED})))
    assert (run.rows_imported, run.rows_rejected) == (3, 1)
    assert "A4" not in loan_days()
    assert made() == {"South", "Maine"}
    assert run.findings["result"]["created"] == {"depot": 1}


def test_the_trial_names_what_would_be_created_and_what_means_something_here(importer, south):
    run = checked(decided(an_upload(SHEET, by=importer), missing={"depot": MIXED}))
    told = run.findings["check"]["names"]["depot"]
    assert (told["created_count"], told["created"]) == (1, ["Maine"])
    assert (told["meant_count"], told["meant"], told["remembered"]) == (1, {"Alabama": "South"}, ["Alabama"])
    assert made() == {"South"}
    assert not NumberSeries.objects.filter(name__startswith=ALIAS).exists()


def test_what_is_remembered_is_known_in_the_next_sheet(importer, south):
    imported(checked(decided(an_upload(SHEET, by=importer), missing={"depot": MIXED})))
    run = decided(an_upload(SHEET, by=importer))
    assert [name for name, _count in run.findings["contents"]["references"]["depot"]["missing"]] == ["Utah"]


def test_what_is_not_to_be_remembered_is_asked_again(importer, south):
    imported(checked(decided(an_upload(SHEET, by=importer), missing={"depot": MIXED | {"remember": []}})))
    run = decided(an_upload(SHEET, by=importer))
    assert run.findings["contents"]["references"]["depot"]["missing"][0] == ["Alabama", 2]


def test_a_name_that_is_remembered_otherwise_meanwhile_undoes_the_whole_import(importer, south):
    run = checked(decided(an_upload(SHEET, by=importer), missing={"depot": MIXED}))
    NumberSeries.objects.create(name=ALIAS + "Alabama", last=0)
    services.request_import(run=run, by=importer, now=NOW)
    with pytest.raises(CannotLend, match="Alabama"):
        services.import_rows(run=run, now=NOW, tell=quietly)
    assert loan_days() == {}
    assert made() == {"South"}


def test_words_that_mean_nothing_are_refused(importer):
    with pytest.raises(services.CannotImport, match="South"):
        decided(an_upload(SHEET, by=importer), missing={"depot": MIXED})


@pytest.mark.parametrize(("fitting", "says"), [([], "“Nord”"), (["South 1", "South 2"], "South 2")])
def test_words_for_nothing_and_for_several_are_told_apart(importer, south, fitting, says):
    depot = replace(kind_of("loans").column("depot").reference, fitting=lambda words, person: fitting)
    loans_kind(columns=[replace(one, reference=depot) if one.name == "depot" else one for one in COLUMNS])
    with pytest.raises(services.CannotImport, match=says):
        decided(an_upload(SHEET, by=importer), missing={"depot": {"names": {"Alabama": "=Nord"}}})


def test_a_meaning_is_kept_in_words_that_only_one_thing_has(importer, south):
    depot = replace(kind_of("loans").column("depot").reference, fitting=lambda words, person: ["South"])
    loans_kind(columns=[replace(one, reference=depot) if one.name == "depot" else one for one in COLUMNS])
    run = decided(an_upload(SHEET, by=importer), missing={"depot": {"names": {"Alabama": "=s."}}})
    assert run.options["missing"]["depot"]["names"] == {"Alabama": "=South"}


def test_only_names_without_an_answer_are_still_asked(importer, south):
    run = decided(an_upload(SHEET, by=importer), missing={"depot": MIXED | {"act": ""}})
    with pytest.raises(services.Undecided) as asked:
        services.require_decided(run=run)
    assert "Maine" in str(asked.value)
    assert "Alabama" not in str(asked.value)


@pytest.fixture
def browser(importer):
    client = Client()
    client.force_login(importer)
    return client


def at_the_values(run, *, names, **more):
    """What a browser sends: the answer for each name in the order of the page."""
    order = [name for name, _count in run.findings["contents"]["references"]["depot"]["missing"]]
    sent = {"missing-depot": "create", "under-depot": "YARD", "date-day": "ymd"} | more
    for place, name in enumerate(order):
        answer, words, kept = names.get(name, ("", "", False))
        sent |= {f"name-depot-{place}": answer, f"means-depot-{place}": words}
        if kept:
            sent[f"keep-depot-{place}"] = "on"
    return sent


def test_the_page_maps_one_name_and_remembers_it(browser, importer, south):
    run = decided(an_upload(SHEET, by=importer))
    address = reverse("import_values", args=[run.pk])
    assert b'<option value="South">' in browser.get(address).content
    names = {"Alabama": ("=", "South", True), "Utah": ("!", "", False)}
    assert browser.post(address, at_the_values(run, names=names)).status_code == 302
    run.refresh_from_db()
    assert run.options["missing"]["depot"] == MIXED | {"sort": ""}
    page = browser.get(address).content.decode()
    assert 'value="South" maxlength' in page
    run = imported(checked(run))
    page = browser.get(reverse("import_result", args=[run.pk])).content.decode()
    assert "Alabama → South" in page
    assert "Maine" in page


@pytest.mark.parametrize("words", ["", "Nowhere"])
def test_the_page_keeps_what_was_chosen_when_something_is_wrong(browser, importer, south, words):
    run = decided(an_upload(SHEET, by=importer))
    names = {"Alabama": ("=", words, True), "Maine": ("=", "South", True)}
    page = browser.post(reverse("import_values", args=[run.pk]), at_the_values(run, names=names))
    assert page.status_code == 422
    text = page.content.decode()
    assert "Alabama" in page.context["form"].non_field_errors()[0]
    assert text.count('value="=" selected') == 2
    assert text.count('value="South" maxlength') == 1
    assert text.count('type="checkbox" name="keep-depot-0" checked') == 1
    run.refresh_from_db()
    assert not run.options["missing"]


def test_hundreds_of_names_are_decided_at_once_and_the_commonest_one_by_one(browser, importer):
    rows = "".join(f"A{place},2015-04-22,Place {place:03}\n" for place in range(350))
    run = decided(an_upload("No.,Date,区域\n" + rows, by=importer))
    page = browser.get(reverse("import_values", args=[run.pk]))
    shown = page.context["names"][0]
    assert (len(shown["asked"]), len(shown["others"]), shown["open"]) == (100, 200, False)
    sent = {"missing-depot": "create", "under-depot": "YARD", "date-day": "ymd", "name-depot-7": "!"}
    assert browser.post(reverse("import_values", args=[run.pk]), sent).status_code == 302
    run.refresh_from_db()
    assert imported(checked(run)).rows_rejected == 1
    assert len(made()) == 349


def test_the_command_maps_and_remembers(importer, south, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "loans.csv").write_text(SHEET, "utf-8")
    arguments = ["loans", "loans.csv", "--create-units-under=YARD", "--unit-is=Alabama=South", "--remember-units"]
    call_command("import_sheet", *arguments, "--dry-run", "--json")
    told = json.loads(capsys.readouterr().out)["names"]["depot"]
    assert (told["created"], told["meant"]) == (["Maine", "Utah"], {"Alabama": "South"})
    call_command("import_sheet", *arguments)
    assert "Alabama → South" in capsys.readouterr().out
    assert NumberSeries.objects.get(name=ALIAS + "Alabama").last == south.pk
    with translation.override("en"), pytest.raises(CommandError, match="NAME=UNIT"):
        call_command("import_sheet", "loans", "loans.csv", "--unit-is=Alabama")


def test_a_row_with_too_many_fields_comes_back_whole_and_the_others_go_in(importer):
    text = SHEET + "A5,2015-04-26,Ohio, north of the river\nA6,2015-04-27,Maine\n"
    run = decided(an_upload(text, by=importer), missing={"depot": {"act": "create", "under": "YARD"}})
    names = [name for name, _count in run.findings["contents"]["references"]["depot"]["missing"]]
    assert "Ohio" not in names, "which of its fields is the depot is not known"
    run = imported(checked(run, control_total=6))
    assert (run.rows_read, run.rows_imported, run.rows_rejected) == (6, 5, 1)
    assert set(loan_days()) == {"A1", "A2", "A3", "A4", "A6"}
    assert made() == {"Alabama", "Maine", "Utah"}
    book = openpyxl.load_workbook(io.BytesIO(path_of(run.rejected_file).read_bytes()))
    row = list(book.active.iter_rows(values_only=True))[1]
    assert (row[0], *row[2:]) == (6, "A5", "2015-04-26", "Ohio", " north of the river")
    assert "4" in row[1]
    assert "3" in row[1]


def test_where_most_rows_have_too_many_fields_the_file_is_refused(browser, importer):
    text = "No.,Date\nA1,2015-04-22\nA2,2015-04-22,x\nA3,2015-04-22,x\n"
    with pytest.raises(SheetRefused):
        an_upload(text, by=importer)
    run = ImportRun.objects.get()
    assert run.state == ImportState.REFUSED
    listed = [one.pk for one in browser.get(reverse("imports")).context["runs"]]
    page = browser.get(reverse("imports"), {"state": "refused"})
    assert run.pk not in listed
    assert [one.pk for one in page.context["runs"]] == [run.pk]
    assert page.context["given_up_count"] == 1
