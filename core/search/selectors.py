"""One search, two databases: FTS5 beside the table on SQLite, a GIN index on PostgreSQL."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import connections
from django.db.models import BooleanField, F, Func, Model, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from core.search.rules import Term, terms

M = TypeVar("M", bound=Model)


class _TextMatch(Func):
    """`to_tsvector('simple', column) @@ to_tsquery('simple', query)`: written as the index is."""

    template = "(to_tsvector('simple', %(expressions)s))"
    arg_joiner = ") @@ to_tsquery('simple', "
    output_field = BooleanField()


def matching(queryset: QuerySet[M], words: str, column: str = "grams") -> QuerySet[M]:
    """Rows of `queryset` whose `column` (see `core.search.rules.grams`) holds all the words.

    Blank words change nothing; words of which nothing can be looked up (only signs) find nothing.
    """
    if not words.strip():
        return queryset
    wanted = terms(words)
    if not wanted:
        return queryset.none()
    if connections[queryset.db].vendor == "postgresql":
        # A term stands in the column as it is. Where rows are tried in turn, this look comes first and costs a
        # fortieth; LIKE would do too, but the planner takes it for a rare thing and reads every row of a frequent word.
        holds = GreaterThan(StrIndex(F(column), Value(wanted[0].text)), 0)
        return queryset.filter(holds, _TextMatch(F(column), Value(_tsquery(wanted))))
    table = f"{queryset.model._meta.db_table}_fts"
    return queryset.filter(pk__in=_rows_of(table, _fts5(wanted)))


def _rows_of(table: str, query: str) -> Any:
    return RawSQL(f'SELECT rowid FROM "{table}" WHERE "{table}" MATCH %s', [query])  # noqa: S608, S611 - our own table's name


def _fts5(wanted: list[Term]) -> str:
    return " AND ".join(f'"{term.text}"{"*" if term.open_ended else ""}' for term in wanted)


def _tsquery(wanted: list[Term]) -> str:
    return " & ".join(f"'{term.text}'{':*' if term.open_ended else ''}" for term in wanted)
