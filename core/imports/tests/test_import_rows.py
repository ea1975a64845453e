from __future__ import annotations

import datetime as dt
import io
from collections import Counter

import openpyxl
import pytest
from django.utils import translation

from core.audit.models import AuditEntry
from core.files.services import path_of
from core.imports import services
from core.imports.choices import ImportState
from core.imports.models import ImportRun
from core.imports.tests.factories import (
    LOAN,
    NOW,
    CannotLend,
    an_upload,
    checked,
    decided,
    imported,
    loan_days,
    quietly,
)
from core.numbers import NumberSeries
from core.refusals import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loans")]

SMALL = "No.,Date,Status\nA1,2015-04-22,Closed\nA2,2015-05-23,Pending\n"


def test_it_imports_every_row_of_a_plain_sheet(importer):
    run = imported(checked(decided(an_upload(SMALL, by=importer))))
    assert run.state == ImportState.DONE
    assert (run.rows_read, run.rows_imported, run.rows_unchanged, run.rows_rejected) == (2, 2, 0, 0)
    assert loan_days() == {"A1": 20150422, "A2": 20150523}


def test_a_second_import_of_the_same_file_changes_nothing_and_says_so(importer):
    imported(checked(decided(an_upload(SMALL, by=importer))))
    run = an_upload(SMALL, by=importer)
    assert run.findings["seen"]["by"] == importer.name
    run = imported(checked(decided(run)))
    assert (run.rows_imported, run.rows_unchanged) == (0, 2)
    assert len(loan_days()) == 2


def test_the_dry_run_counts_and_writes_nothing(importer):
    imported(checked(decided(an_upload(SMALL, by=importer))))
    before = NumberSeries.objects.count()
    more = SMALL.replace("22", "24") + "A3,2015-06-01,Open\nA4,soon,Open\n"
    run = checked(decided(an_upload(more, by=importer), dates={"day": "ymd"}))
    counts = run.findings["check"]["counts"]
    assert {key: counts[key] for key in ("read", "imported", "changed", "unchanged", "rejected")} == {
        "read": 4,
        "imported": 1,
        "changed": 1,
        "unchanged": 1,
        "rejected": 1,
    }
    assert NumberSeries.objects.count() == before
    assert loan_days()["A1"] == 20150422


def test_rejected_rows_come_back_as_a_sheet_with_number_reason_and_the_original_cells(importer):
    text = SMALL + "A3,2099-01-01,Open\n,2015-06-02,Open\n=1+1,2015-06-02,Open\n"
    with translation.override("en"):
        run = imported(checked(decided(an_upload(text, by=importer))))
    assert run.rows_rejected == 2
    book = openpyxl.load_workbook(io.BytesIO(path_of(run.rejected_file).read_bytes()))
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[0][2:] == ("No.", "Date", "Status")
    assert rows[1] == (4, "Date: This day is in the future.", "A3", "2099-01-01", "Open")
    assert rows[2][0] == 5
    assert rows[2][1].startswith("No.: ")
    assert "=1+1" in loan_days()


def test_equal_duplicates_are_reported_and_only_the_first_is_taken(importer):
    run = imported(checked(decided(an_upload(SMALL + "A1,2015-04-22,Closed\n", by=importer))))
    assert (run.rows_read, run.rows_imported, run.rows_rejected) == (3, 2, 1)
    assert run.findings["result"]["counts"]["duplicates"] == 1


def test_of_duplicates_that_differ_none_is_taken(importer):
    run = imported(checked(decided(an_upload(SMALL + "A1,2015-04-23,Closed\n", by=importer))))
    assert (run.rows_imported, run.rows_rejected) == (1, 2)
    assert set(loan_days()) == {"A2"}


def test_a_control_total_that_differs_refuses_with_both_numbers(importer):
    run = decided(an_upload(SMALL, by=importer))
    with pytest.raises(services.ControlTotalDiffers) as refused:
        services.request_check(run=run, control_total=3, by=importer, now=NOW)
    assert "2" in str(refused.value)
    assert "3" in str(refused.value)
    assert loan_days() == {}


def test_a_control_total_that_agrees_lets_the_rows_pass(importer):
    assert imported(checked(decided(an_upload(SMALL, by=importer)), control_total=2)).rows_imported == 2


def test_what_the_kind_refuses_undoes_everything(importer):
    text = SMALL + "EXPLODE,2015-06-01,Open\n"
    run = checked(decided(an_upload(text, by=importer)))
    services.request_import(run=run, by=importer, now=NOW)
    with pytest.raises(CannotLend):
        services.import_rows(run=run, now=NOW, tell=quietly)
    assert loan_days() == {}
    run.refresh_from_db()
    assert run.state == ImportState.CHECKED
    assert "EXPLODE" in run.findings["refusal"]["text"]


def test_a_run_that_dies_between_chunks_leaves_nothing_and_can_be_run_again(importer, monkeypatch):
    monkeypatch.setattr("core.imports.contents.CHUNK_ROWS", 1)
    run = checked(decided(an_upload(SMALL, by=importer)))
    services.request_import(run=run, by=importer, now=NOW)

    def die(done: int, total: int, message: str) -> None:
        if NumberSeries.objects.filter(name__startswith=LOAN).exists():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        services.import_rows(run=run, now=NOW, tell=die)
    assert loan_days() == {}
    run = ImportRun.objects.get(pk=run.pk)
    assert run.state == ImportState.RUNNING
    assert services.import_rows(run=run, now=NOW, tell=quietly).rows_imported == 2
    again = services.import_rows(run=ImportRun.objects.get(pk=run.pk), now=NOW, tell=quietly)
    assert again.rows_imported == 2
    assert AuditEntry.objects.filter(verb="import.done").count() == 1


def test_rights_are_asked_again_when_the_rows_are_written(importer):
    run = checked(decided(an_upload(SMALL, by=importer)))
    services.request_import(run=run, by=importer, now=NOW)
    importer.postings.all().delete()
    run = ImportRun.objects.get(pk=run.pk)
    with pytest.raises(services.CannotImport):
        services.import_rows(run=run, now=NOW, tell=quietly)
    assert loan_days() == {}


def test_unknown_names_are_listed_with_counts_and_created_only_when_agreed(importer):
    text = "No.,Date,区域\nA1,2015-04-22,桂花\nA2,2015-04-23,桂花\nA3,2015-04-24,金桥\n"
    run = an_upload(text, by=importer)
    services.choose_columns(run=run, columns=run.options["columns"], by=importer, now=NOW)
    assert run.findings["contents"]["references"]["depot"]["missing"] == [["桂花", 2], ["金桥", 1]]
    with pytest.raises(services.Undecided):
        services.request_check(run=run, control_total=None, by=importer, now=NOW)
    create = {"depot": {"act": "create", "under": "YARD"}}
    run = checked(decided(run, missing=create))
    assert run.findings["check"]["counts"]["imported"] == 3
    assert NumberSeries.objects.filter(name__startswith="depot:").count() == 0
    run = imported(run)
    assert run.rows_imported == 3
    assert run.findings["result"]["created"] == {"depot": 2}


def test_rows_with_unknown_names_are_rejected_when_so_decided(importer):
    text = "No.,Date,区域\nA1,2015-04-22,桂花\nA2,2015-04-23,\n"
    run = imported(checked(decided(an_upload(text, by=importer), missing={"depot": {"act": "!"}})))
    assert (run.rows_imported, run.rows_rejected) == (1, 1)


def test_a_value_without_meaning_must_be_decided(importer):
    text = "No.,Date,Status\nA1,2015-04-22,Closed\nA2,2015-05-23,待定\n"
    run = decided(an_upload(text, by=importer))
    with pytest.raises(services.Undecided) as refused:
        services.request_check(run=run, control_total=None, by=importer, now=NOW)
    assert "待定" in str(refused.value)
    run = imported(checked(decided(run, values={"state": {"待定": "open"}})))
    assert run.rows_imported == 2
    remembered = an_upload(text, by=importer)
    assert remembered.options["values"]["state"]["待定"] == "open"


def test_comcast_needs_a_reading_and_repair_gives_the_right_months(importer, shared_data):
    comcast = shared_data("complaints_comcast.csv")
    run = an_upload(comcast.read_bytes(), by=importer, name=comcast.name)
    assert run.findings["sheet"]["encoding"] == "utf-8-sig"
    run = decided(run, missing={"depot": {"act": "create", "under": "YARD"}})
    readings = {found["code"]: found["months"] for found in run.findings["contents"]["dates"]["day"]["readings"]}
    assert len(readings["dmy"]) == 12
    assert readings["repair"] == {"2015-04": 545, "2015-05": 399, "2015-06": 1280}
    with pytest.raises(services.Undecided):
        services.request_check(run=run, control_total=2224, by=importer, now=NOW)
    run = imported(
        checked(
            decided(run, dates={"day": "repair"}, missing={"depot": {"act": "create", "under": "YARD"}}),
            control_total=2224,
        )
    )
    assert (run.rows_read, run.rows_imported, run.rows_rejected) == (2224, 2224, 0)
    months = Counter(day // 100 for day in loan_days().values())
    assert months == {201504: 545, 201505: 399, 201506: 1280}
    assert run.findings["result"]["created"] == {"depot": 42}
    assert "comcas" in loan_days()
    second = decided(an_upload(comcast.read_bytes(), by=importer, name=comcast.name), dates={"day": "repair"})
    assert imported(checked(second)).rows_unchanged == 2224


def test_abandoning_ends_it(importer):
    run = an_upload(SMALL, by=importer)
    services.abandon_import(run=run, by=importer, now=NOW + dt.timedelta(minutes=1))
    with pytest.raises(Refusal):
        services.choose_columns(run=run, columns=run.options["columns"], by=importer, now=NOW)
