"""What acts on very many rows need from the database: many keys in one condition, tables known to have grown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db import connection, connections
from django.db.models import BooleanField, Model, QuerySet
from django.db.models.expressions import RawSQL

M = TypeVar("M", bound=Model)
TENFOLD = 10
FEWEST_PAGES = 10


def among(queryset: QuerySet[M], field: str, texts: Sequence[str]) -> QuerySet[M]:
    """Rows of `queryset` whose text `field` is one of `texts`: one parameter, however many there are.

    As `field__in`, which spends longer on five thousand parameters than the database on the rows.
    """
    vendor, quoted = connections[queryset.db].vendor, connections[queryset.db].ops.quote_name
    options = queryset.model._meta
    stored: Any = options.get_field(field)
    column = f"{quoted(options.db_table)}.{quoted(stored.column)}"
    if vendor == "postgresql":
        condition = RawSQL(f"{column} = ANY(%s)", [list(texts)], output_field=BooleanField())  # noqa: S611
    else:
        condition = RawSQL(  # noqa: S611
            f"{column} IN (SELECT value FROM json_each(%s))",  # noqa: S608 - our own column's name
            [json.dumps(list(texts))],
            output_field=BooleanField(),
        )
    return queryset.filter(condition)


def look_again(*models: type[Model]) -> None:
    """Make PostgreSQL look at tables anew and throw away the plans that sessions keep of them, grown or not.

    For an act that refers to each row of a table which another act has just filled: a foreign key planned for while
    the table was empty would otherwise read all of it for each row. Does nothing on SQLite.
    """
    if connection.vendor == "postgresql":
        _analyze([model._meta.db_table for model in models])


def refresh_statistics(*models: type[Model]) -> list[str]:
    """Make PostgreSQL look again at tables that have grown tenfold since it last did; says which.

    For acts that fill tables within one transaction: call it after every few thousand rows. Nobody
    else looks at these rows before the commit, autovacuum neither, so that plans which the session
    keeps - those of foreign keys above all, a sequential scan while there was a row or none - would
    stand until the end and make the act quadratic. Looking again throws kept plans away. It costs one small
    question where nothing has grown, and at most a second or two each tenfold where something has.
    Does nothing on SQLite, which keeps no such plans.
    """
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE oid = ANY(%s::regclass[])"
            " AND pg_relation_size(oid) / current_setting('block_size')::bigint > %s * greatest(relpages, %s)",
            [[connection.ops.quote_name(model._meta.db_table) for model in models], TENFOLD, FEWEST_PAGES / TENFOLD],
        )
        grown = sorted(name for (name,) in cursor.fetchall())
    _analyze(grown)
    return grown


def _analyze(tables: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for table in tables:
            # Where somebody else is at it already, nobody waits.
            cursor.execute(f"ANALYZE (SKIP_LOCKED) {connection.ops.quote_name(table)}")
