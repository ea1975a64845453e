"""The same questions to whichever database the suite runs on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection, models
from django.db.migrations.state import ModelState, ProjectState

from core.search.rules import grams
from core.search.schema import AddSearchIndex
from core.search.selectors import matching

pytestmark = pytest.mark.django_db


@pytest.fixture
def note() -> Iterator[type[models.Model]]:
    """A table of its own, searchable, with three rows."""
    state = ProjectState()
    fields = [
        ("id", models.BigAutoField(primary_key=True)),
        ("text", models.TextField()),
        ("grams", models.TextField()),
    ]
    state.add_model(ModelState("core", "SearchNote", fields))
    model = state.apps.get_model("core", "SearchNote")
    operation = AddSearchIndex("SearchNote")
    editor = connection.schema_editor(atomic=False)
    editor.deferred_sql = []
    editor.create_model(model)
    operation.database_forwards("core", editor, state, state)
    for text in ("桂花西路营业厅宽带费用有误", "恩波营业厅 5G 套餐 Wi-Fi6 信号差", "账单 C202611-00042 未退费"):
        model.objects.create(text=text, grams=grams(text))
    yield model
    operation.database_backwards("core", editor, state, state)
    editor.delete_model(model)


def found(model: type[models.Model], words: str) -> list[str]:
    return [row.text[:2] for row in matching(model.objects.order_by("pk"), words)]


@pytest.mark.parametrize(
    ("words", "texts"),
    [
        ("宽带", ["桂花"]),
        ("营业厅", ["桂花", "恩波"]),
        ("营业厅 宽带", ["桂花"]),
        ("宽带 恩波", []),
        ("费", ["桂花", "账单"]),
        ("误", ["桂花"]),
        ("wi fi6", ["恩波"]),
        ("WIFI", []),
        ("5g", ["恩波"]),
        ("c202611-00042", ["账单"]),
        ("C2026", ["账单"]),
        ("  ", ["桂花", "恩波", "账单"]),
        ("未退", ["账单"]),
        ("退未", []),
    ],
)
def test_it_finds_what_holds_all_the_words(note, words, texts):
    assert found(note, words) == texts


@pytest.mark.parametrize(
    "words",
    [
        "' OR 1=1--",
        '"',
        "'",
        "''",
        "\\",
        "%00",
        "\x00",
        "*",
        ":*",
        "&",
        "|",
        "!",
        "()",
        "NEAR(",
        "a NEAR b",
        "AND",
        "NOT 宽带",
        "grams:宽带",
        "^宽带",
        "😀",
        "\ud800",
        "宽带\ud800",
        "宽" * 5000,
        "a" * 10_000,
        "宽带 " * 3000,
        "-宽带",
        "🀄麻将",
        "{a b}",
        "a+b",
    ],
)
def test_no_query_breaks_the_database(note, words):
    assert isinstance(found(note, words), list)


def test_a_query_of_signs_alone_finds_nothing(note):
    assert found(note, "'&!") == []


def test_the_index_follows_changes_and_deletions(note):
    row = note.objects.get(text__startswith="账单")
    row.grams = grams("改为安装延迟")
    row.save()
    assert (found(note, "账单"), found(note, "安装")) == ([], ["账单"])
    row.delete()
    assert found(note, "安装") == []


def test_rows_written_in_bulk_are_found(note):
    note.objects.bulk_create([note(text=f"批量{n}", grams=grams("批量投诉")) for n in range(50)])
    assert matching(note.objects.all(), "批量").count() == 50


def test_it_narrows_the_queryset_it_is_given(note):
    assert [row.text[:2] for row in matching(note.objects.filter(text__contains="恩波"), "营业厅")] == ["恩波"]


def test_making_the_index_again_finds_the_rows_that_were_there(note):
    state = ProjectState()
    state.add_model(ModelState.from_model(note))
    AddSearchIndex("SearchNote").database_forwards("core", connection.schema_editor(atomic=False), state, state)
    assert found(note, "宽带") == ["桂花"]


def test_the_index_is_what_the_database_uses(note):
    rows = matching(note.objects.all(), "宽带")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        assert "_grams_search" in rows.explain()
    else:
        assert "VIRTUAL TABLE INDEX" in rows.explain()
