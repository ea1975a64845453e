from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from core.imports import services
from core.imports.kept import KeptChunk, KeptRows
from core.imports.tests.factories import NOW, an_upload, checked, decided, loan_days
from core.numbers import NumberSeries


def test_values_come_back_as_they_were_and_as_often_as_asked(tmp_path):
    moment = dt.datetime(2026, 11, 20, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    first = KeptChunk(2, [[2, 3], ["𠮷野", None], [moment, moment], [Decimal("1.50"), True], [dt.time(9), dt.date.max]])
    with KeptRows(tmp_path) as kept:
        kept.add(first)
        kept.add(KeptChunk(1, []))
        assert list(kept) == list(kept) == [first, KeptChunk(1, [])]


def test_no_other_process_finds_what_is_kept(tmp_path):
    with KeptRows(tmp_path) as kept:
        kept.add(KeptChunk(1, [[2], ["13800138000"]]))
        assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
@pytest.mark.usefixtures("loans")
def test_the_sheet_is_read_while_it_is_examined_and_not_again_while_it_is_written(importer, monkeypatch):
    monkeypatch.setattr("core.imports.contents.CHUNK_ROWS", 2)
    text = "No.,Date,区域\nA1,2015-04-22,桂花\nA2,soon,桂花\nA3,2015-04-24,\nA4,late,\nA5,no,\nA6,2015-04-26, 金桥\n"
    run = decided(
        an_upload(text, by=importer), dates={"day": "ymd"}, missing={"depot": {"act": "create", "under": "YARD"}}
    )
    run = checked(run)
    services.request_import(run=run, by=importer, now=NOW)

    def forbidden(*_: object) -> None:
        raise AssertionError("the rows are read again")

    def lay_hands_on(done: int, total: int, message: str) -> None:
        if done == 6:
            monkeypatch.setattr("core.imports.contents.staged_rows", forbidden)

    run = services.import_rows(run=run, now=NOW, tell=lay_hands_on)
    assert (run.rows_read, run.rows_imported, run.rows_rejected) == (6, 3, 3)
    assert set(loan_days()) == {"A1", "A3", "A6"}
    made = NumberSeries.objects.filter(name__startswith="depot:").values_list("name", flat=True)
    assert sorted(made) == ["depot:桂花", "depot:金桥"]
