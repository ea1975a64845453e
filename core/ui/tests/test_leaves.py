"""Leaves of a list: what each holds, which way there is on, and that nobody counts."""

from __future__ import annotations

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from core.ui import leaves
from core.ui.leaves import leaf_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    five = list(ContentType.objects.order_by("pk").values_list("pk", flat=True)[:5])
    return ContentType.objects.filter(pk__in=five).order_by("pk")


@pytest.mark.parametrize(
    ("words", "held", "number", "back", "on"),
    [
        (None, 2, 1, False, True),
        ("1", 2, 1, False, True),
        ("2", 2, 2, True, True),
        ("3", 1, 3, True, False),
        ("0", 2, 1, False, True),
        ("-1", 2, 1, False, True),
        ("x", 2, 1, False, True),
        ("２", 2, 1, False, True),
        ("9" * 30, 2, 1, False, True),
    ],
)
def test_a_leaf_knows_its_rows_and_the_ways_on(rows, words, held, number, back, on):
    with CaptureQueriesContext(connection) as asked:
        leaf = leaf_of(rows, words, size=2)
    assert (len(leaf), leaf.number, leaf.has_previous, leaf.has_next) == (held, number, back, on)
    assert [row.pk for row in leaf] == [row.pk for row in rows[(number - 1) * 2 : number * 2]]
    assert len(asked) == 1
    assert "COUNT" not in asked[0]["sql"].upper()


@pytest.mark.parametrize("words", ["4", "9"])
def test_a_leaf_beyond_the_last_row_is_the_first(rows, words):
    with CaptureQueriesContext(connection) as asked:
        leaf = leaf_of(rows, words, size=2)
    assert (len(leaf), leaf.number, leaf.has_previous, leaf.has_next) == (2, 1, False, True)
    assert len(asked) == 2


def test_a_list_without_rows_is_asked_once(rows):
    with CaptureQueriesContext(connection) as asked:
        leaf = leaf_of(rows.filter(pk=0), None, size=2)
    assert (len(leaf), leaf.number, leaf.has_other_pages, len(asked)) == (0, 1, False, 1)


@pytest.mark.parametrize(("furthest", "follows"), [(2, True), (3, False)])
def test_nobody_walks_for_ever_and_is_told_where_rows_follow(rows, monkeypatch, furthest, follows):
    monkeypatch.setattr(leaves, "FURTHEST", furthest)
    leaf = leaf_of(rows, "7", size=2)
    assert (leaf.number, leaf.has_next, leaf.is_furthest) == (furthest, False, follows)
    assert leaf.previous_page_number == furthest - 1
    with translation.override("en"):
        page = render_to_string("_leaf_steps.html", {"page": leaf}, RequestFactory().get("/"))
    assert (f"{furthest} pages" in page, 'rel="next"' in page, 'rel="prev"' in page) == (follows, False, True)
