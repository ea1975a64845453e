"""Many rows into one table, as fast as the database takes them: COPY on PostgreSQL, one prepared INSERT on SQLite."""

from __future__ import annotations

import csv
import datetime as dt
import io
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from django.db.backends.utils import CursorWrapper

# What stands for NULL on the way to PostgreSQL; a text that is this sign alone goes there as its code.
_NOTHING = "\x01"
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", _NOTHING: "\\x01"})
_ROWS_AT_ONCE = 100
_DATED = frozenset({dt.date, dt.datetime})


_NEXT = {
    "postgresql": "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
    # Every transaction there begins with the write lock: nobody else takes these numbers before the commit.
    "sqlite": "WITH RECURSIVE one(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM one WHERE n < %s)"
    " SELECT n + COALESCE((SELECT seq FROM sqlite_sequence WHERE name = %s), 0) FROM one ORDER BY n",
}


def next_keys(table: str, count: int) -> list[int]:
    """So many keys for new rows of `table`, ascending: `insert_rows` does not say which ones the database gave.

    The rows are to be written in the same transaction.
    """
    if not count:
        return []
    asked: list[Any] = (
        [connection.ops.quote_name(table), count] if connection.vendor == "postgresql" else [count, table]
    )
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(_NEXT[connection.vendor], asked)
        return sorted(key for (key,) in cursor.fetchall())


def insert_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, searched: str = "") -> None:
    """Insert tuples in the order of `columns` into `table`; constraints are the database's to check.

    Values are text, whole numbers, booleans, dates, aware moments and None. `searched` names the
    column that search keeps an index of. Nothing is kept if a row is refused.
    """
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    into = f"{connection.ops.quote_name(table)} ({names})"
    with transaction.atomic(), connection.cursor() as cursor, connection.wrap_database_errors:
        if connection.vendor == "postgresql":
            cursor.copy_expert(f"COPY {into} FROM STDIN WITH (NULL E'\\x01')", _Stream(rows))
            return
        places = ", ".join(["?"] * len(columns))
        with _SearchIndexAside(cursor, table, searched):
            cursor.connection.executemany(
                f"INSERT INTO {into} VALUES ({places})",  # noqa: S608
                chain.from_iterable(map(_plain_rows, _pieces(rows))),
            )


class _SearchIndexAside:
    """SQLite writes its search index to disk after every row that a trigger feeds it; fed once at the end
    it costs a tenth. The trigger goes and comes back inside the transaction, which has no other writer."""

    def __init__(self, cursor: CursorWrapper, table: str, column: str) -> None:
        self._cursor, self._table, self._column = cursor, table, column
        self._trigger = self._last = None

    def __enter__(self) -> None:
        if not self._column:
            return
        name = f"{self._table}_fts_insert"
        self._cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = %s", [name])
        (self._trigger,) = self._cursor.fetchone()
        self._cursor.execute(f'SELECT COALESCE(MAX(id), 0) FROM "{self._table}"')  # noqa: S608
        (self._last,) = self._cursor.fetchone()
        self._cursor.execute(f'DROP TRIGGER "{name}"')

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        if self._trigger is None or failed:
            return
        self._cursor.execute(
            f'INSERT INTO "{self._table}_fts" (rowid, "{self._column}") '  # noqa: S608
            f'SELECT id, "{self._column}" FROM "{self._table}" WHERE id > %s',
            [self._last],
        )
        self._cursor.execute(self._trigger)


class _Stream:
    """Rows as a file of COPY's text format, made while it is read: the database works on some as we make others."""

    def __init__(self, rows: Iterable[Sequence[Any]]) -> None:
        self._pieces = _pieces(rows)

    def read(self, _size: int) -> str:
        return _lines(next(self._pieces, []))


def _pieces(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    """A few rows at a time, whose columns are then looked at as wholes: most need nothing done to any value."""
    source = iter(rows)
    while piece := list(islice(source, _ROWS_AT_ONCE)):
        yield piece


def _lines(rows: Sequence[Sequence[Any]]) -> str:
    """The csv module writes the format at ten times the speed of a loop over values, but cannot tell NULL's sign
    from a text that is the same."""
    whole = list(zip(*rows, strict=True))
    if any(_NOTHING in column for column in whole):
        return "".join(map(_line, rows))
    columns = (
        [_NOTHING if value is None else value for value in column] if None in column else column for column in whole
    )
    lines = io.StringIO()
    writer = csv.writer(
        lines, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None, escapechar="\\"
    )
    writer.writerows(zip(*columns, strict=True))
    # COPY takes an escaped line end as it is, but not a carriage return.
    return lines.getvalue().replace("\r", "\\r")


def _line(row: Sequence[Any]) -> str:
    values = (_NOTHING if value is None else str(value).translate(_ESCAPED) for value in row)
    return "\t".join(values) + "\n"


def _plain_rows(rows: Sequence[Sequence[Any]]) -> Iterable[Sequence[Any]]:
    """Rows as SQLite takes them: moments in UTC and days as text."""
    columns = (
        column if _DATED.isdisjoint(map(type, column)) else list(map(_plain, column))
        for column in zip(*rows, strict=True)
    )
    return zip(*columns, strict=True)


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).replace(tzinfo=None).isoformat(" ")
    if isinstance(value, dt.date):
        return value.isoformat()
    return value
