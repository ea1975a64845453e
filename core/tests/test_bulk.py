from __future__ import annotations

import pytest
from django.db import connection

from core.bulk import among, look_again, refresh_statistics
from core.notifications.models import Notification
from core.numbers import NumberSeries

pytestmark = pytest.mark.django_db
ONLY_POSTGRESQL = "only PostgreSQL keeps plans by what it knew of a table"


def series(names: list[str]) -> None:
    NumberSeries.objects.bulk_create([NumberSeries(name=name) for name in names], batch_size=5_000)


def known_rows() -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'core_numberseries'::regclass")
        return cursor.fetchone()[0]


def know(names: list[str]) -> None:
    """A table of these rows only, without the pages that other tests left behind, and looked at."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE core_numberseries")
        series(names)
        cursor.execute("ANALYZE core_numberseries")


@pytest.mark.parametrize("name", ["桂花", 'a"b', "c'd", "{e,f}", "\\", "null", ""])
def test_it_finds_the_rows_of_a_list_of_texts_and_no_others(name):
    series([name, "else"])
    assert [row.name for row in among(NumberSeries.objects.all(), "name", [name, "missing"])] == [name]
    assert not among(NumberSeries.objects.all(), "name", []).exists()


def test_it_takes_more_texts_than_a_statement_takes_parameters():
    series(["s-7", "other"])
    assert among(NumberSeries.objects.all(), "name", [f"s-{n}" for n in range(40_000)]).count() == 1


def test_it_narrows_what_it_is_given():
    series(["a", "b"])
    assert not among(NumberSeries.objects.filter(name="a"), "name", ["b"]).exists()


@pytest.mark.services
@pytest.mark.skipif(connection.vendor != "postgresql", reason=ONLY_POSTGRESQL)
def test_a_table_that_was_empty_is_looked_at_again_once_it_has_grown():
    know([])
    series([f"s-{n}" for n in range(5_000)])
    assert known_rows() == 0
    # Tests before may have left another table larger than anybody knows.
    assert "core_numberseries" in refresh_statistics(NumberSeries, Notification)
    assert known_rows() == 5_000
    assert refresh_statistics(NumberSeries) == []
    series([f"t-{n}" for n in range(5_000)])
    assert refresh_statistics(NumberSeries) == []


@pytest.mark.services
@pytest.mark.skipif(connection.vendor != "postgresql", reason=ONLY_POSTGRESQL)
def test_a_plan_that_was_kept_for_a_table_of_one_row_is_thrown_away():
    know(["first"])
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        cursor.execute("PREPARE one (bigint) AS SELECT 1 FROM core_numberseries WHERE id = $1")
        cursor.execute("EXECUTE one (1)")
        series([f"s-{n}" for n in range(5_000)])

        def plan() -> str:
            cursor.execute("EXPLAIN EXECUTE one (1)")
            return cursor.fetchone()[0]

        assert "Seq Scan" in plan()
        refresh_statistics(NumberSeries)
        assert "Index" in plan()


def test_a_database_that_keeps_no_such_plans_is_left_alone(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(connection, "vendor", "sqlite")
    with django_assert_num_queries(0):
        assert refresh_statistics(NumberSeries) == []


@pytest.mark.services
@pytest.mark.skipif(connection.vendor != "postgresql", reason=ONLY_POSTGRESQL)
def test_a_table_is_looked_at_whether_it_has_grown_or_not():
    know([f"s-{n}" for n in range(100)])
    series([f"t-{n}" for n in range(100)])
    assert refresh_statistics(NumberSeries) == []
    look_again(NumberSeries)
    assert known_rows() == 200
