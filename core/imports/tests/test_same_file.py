"""One file sent by two people (J19)."""

from __future__ import annotations

import pytest

from core.imports import services
from core.imports.tests.factories import NOW, an_importer, an_upload, checked, decided, imported, loan_days, quietly

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
