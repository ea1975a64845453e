"""One file sent by two people (J19)."""

from __future__ import annotations

import pytest

from core.imports import services
from core.imports.registry import Change, WriteResult
from core.imports.tests.factories import (
    NOW,
    an_importer,
    an_upload,
    checked,
    decided,
    imported,
    loan_days,
    loans_kind,
    quietly,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loans")]
SHEET = "No.,Date,Status\nA1,2015-04-22,Closed\nA2,2015-05-23,Pending\n"


def test_a_colleague_is_told_who_sent_it_before_and_changes_nothing(importer):
    imported(checked(decided(an_upload(SHEET, by=importer))))
    run = an_upload(SHEET, by=an_importer())
    assert run.findings["seen"]["by"] == importer.name
    run = imported(checked(decided(run)))
    assert (run.rows_imported, run.rows_unchanged) == (0, 2)
    assert len(loan_days()) == 2


def test_two_who_send_it_at_the_same_time_write_it_once(importer):
    """Both were checked before either wrote: the second finds the rows of the first."""
    runs = [checked(decided(an_upload(SHEET, by=who))) for who in (importer, an_importer())]
    for run in runs:
        services.request_import(run=run, by=run.by, now=NOW)
    written = [services.import_rows(run=run, now=NOW, tell=quietly) for run in runs]
    assert [run.rows_imported for run in written] == [2, 0]
    assert len(loan_days()) == 2


def test_how_its_dates_were_read_is_proposed_again_and_may_be_changed(importer):
    sheet = "No.,Date\nA1,03/04/2015\nA2,05/06/2015\n"
    imported(checked(decided(an_upload(sheet, by=importer), dates={"day": "dmy"})))
    run = an_upload(sheet, by=an_importer())
    services.choose_columns(run=run, columns=run.options["columns"], by=run.by, now=NOW)
    assert run.options["dates"] == {"day": "dmy"}
    run = checked(decided(run, dates={"day": "mdy"}))
    assert run.findings["check"]["counts"]["changed"] == 2


def test_what_would_change_is_shown_by_a_few_rows(importer):
    def write(chunk, context):
        shown = [Change(row["number"], "day", "before", "after") for row in chunk]
        return WriteResult(changed=len(chunk), examples=shown)

    loans_kind(write=write)
    rows = "".join(f"A{number},2015-04-22\n" for number in range(7))
    found = checked(decided(an_upload(f"No.,Date\n{rows}", by=importer))).findings["check"]["examples"]
    assert [change["key"] for change in found] == ["A0", "A1", "A2", "A3", "A4"]
    assert found[0] == {"key": "A0", "what": "day", "old": "before", "new": "after"}
