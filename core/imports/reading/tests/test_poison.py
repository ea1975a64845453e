"""P6: each poison file is refused, asked about or read unharmed, in bounded memory and time."""

import dataclasses

import pytest
from django.utils import translation

from core.imports.reading import (
    Limits,
    ReadOptions,
    SheetRefused,
    SheetUndecided,
    probe,
    read_sheet,
)
from core.imports.reading.faults import column_letter

from .poison import CORPUS, EXPECTED

MOST_KIB = 300 * 1024
MOST_CPU_SECONDS = 30


@pytest.fixture
def staging(tmp_path):
    folder = tmp_path / "staging"
    folder.mkdir()
    return folder


def test_the_corpus_covers_every_rule_with_at_least_sixty_files():
    assert len(CORPUS) >= 60
    assert {item.rule for item in CORPUS} >= {f"J{number:02d}" for number in range(1, 19)}
    assert len({(item.rule, item.name) for item in CORPUS}) == len(CORPUS)


@pytest.mark.parametrize("item", CORPUS, ids=lambda item: f"{item.rule}-{item.name}")
def test_a_poison_file_does_no_harm(item, tmp_path, staging):
    path = tmp_path / item.name
    path.write_bytes(item.make())
    options = ReadOptions(staging=staging, expected_headings=EXPECTED)
    if item.outcome == "read":
        sheet = read_sheet(path, options=options)
        usage = sheet.usage
        assert sum(1 for _row in sheet.rows()) == sheet.row_count > 0
        assert not item.code or item.code in [notice.code for notice in sheet.notices]
        assert all("%(" not in notice.text for notice in sheet.notices)
    else:
        with pytest.raises(SheetRefused) as caught:
            read_sheet(path, options=options)
        refused = caught.value
        usage = refused.usage
        assert (refused.message_id, refused.row, refused.column) == (item.code, item.row, item.column)
        assert isinstance(refused, SheetUndecided) == (item.outcome == "asked")
        assert_it_speaks_clearly(refused, item)
        assert list(staging.iterdir()) == [], "no rows may be handed out"
    assert 0 < usage.peak_kib < MOST_KIB
    assert usage.cpu_seconds < MOST_CPU_SECONDS
    path.unlink()


def assert_it_speaks_clearly(refused, item):
    with translation.override("en"):
        message = str(refused)
    assert item.name in message
    assert "%(" not in message
    assert not item.row or f"row {item.row}" in message
    assert not item.column or f"column {column_letter(item.column)}" in message


@pytest.mark.parametrize(
    "item",
    [item for item in CORPUS if item.rule in ("J03", "J06", "J11")],
    ids=lambda item: f"{item.rule}-{item.name}",
)
def test_a_first_look_at_a_poison_file_does_no_harm_either(item, tmp_path):
    path = tmp_path / item.name
    path.write_bytes(item.make())
    try:
        usage = probe(path, item.name, options=ReadOptions(expected_headings=EXPECTED)).usage
    except SheetRefused as refused:
        usage = refused.usage
    assert 0 < usage.peak_kib < MOST_KIB
    assert usage.cpu_seconds < MOST_CPU_SECONDS
    path.unlink()


def test_without_the_guard_the_ratio_bomb_would_be_read(tmp_path, staging):
    """Shows that it is the guard that refuses it."""
    item = next(item for item in CORPUS if item.name == "ratio.xlsx")
    path = tmp_path / item.name
    path.write_bytes(item.make())
    loose = dataclasses.replace(Limits(), unpack_ratio=10**6)
    assert read_sheet(path, options=ReadOptions(staging=staging, limits=loose)).row_count == 1


def test_a_file_that_needs_too_much_memory_is_refused(tmp_path, staging):
    item = next(item for item in CORPUS if item.name == "strings.xlsx")
    path = tmp_path / item.name
    path.write_bytes(item.make())
    tight = dataclasses.replace(Limits(), memory_bytes=36 * 1024 * 1024)
    with pytest.raises(SheetRefused) as caught:
        read_sheet(path, options=ReadOptions(staging=staging, limits=tight))
    assert caught.value.message_id == "too_heavy"
    assert list(staging.iterdir()) == []


@pytest.mark.parametrize("limit", [{"cpu_seconds": 1}, {"wall_seconds": 1}])
def test_a_file_that_takes_too_long_is_refused(tmp_path, staging, limit):
    path = tmp_path / "long.csv"
    path.write_bytes(b"a,b,c\n" + b"1,2,3\n" * 450_000 * 2)
    limits = dataclasses.replace(Limits(), rows=10**7, **limit)
    with pytest.raises(SheetRefused) as caught:
        read_sheet(path, options=ReadOptions(staging=staging, limits=limits))
    assert caught.value.message_id == "too_long"
    assert list(staging.iterdir()) == []
