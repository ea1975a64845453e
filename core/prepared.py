"""A query worded once: for what each page asks, where wording it costs more than asking it.

Django puts a query into words anew each time it is asked. Of the frame around a page that is most of what it costs.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.db.models import QuerySet

    Worded = Callable[[Mapping[str, Any]], QuerySet[Any, Any]]


class Prepared:
    """A query of named columns, asked again and again with other values in the places of stand-ins.

    Whatever else shapes the query, such as whose rights it asks for, is no value: who prepares one keeps one for each
    such shape. It is worded with two sets of stand-ins, so that a value that enters it in another form is found out.
    """

    def __init__(self, worded: Worded, one: Mapping[str, Any], other: Mapping[str, Any]) -> None:
        compiler, twin = (worded(values).query.get_compiler(DEFAULT_DB_ALIAS) for values in (one, other))
        self._sql = ""
        try:
            (self._sql, parameters), (sql, others) = compiler.as_sql(), twin.as_sql()
        except EmptyResultSet:
            return
        self._converters = compiler.get_converters([column for column, _sql, _name in compiler.select])
        if sql != self._sql:
            raise ValueError("the values shape the query")
        self._fixed = tuple(parameters)
        places = {(_adapted(one[name]), _adapted(other[name])): name for name in one}
        differing = [(at, pair) for at, pair in enumerate(zip(parameters, others, strict=True)) if pair[0] != pair[1]]
        if strange := [pair for _at, pair in differing if pair not in places]:
            raise ValueError(f"a value stands in another form in the query: {strange}")
        self._places = [(at, places[pair]) for at, pair in differing]

    def ask(self, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """The rows, with `values` in their places."""
        if not self._sql:
            return []
        adapted = {name: _adapted(value) for name, value in values.items()}
        parameters = list(self._fixed)
        for at, name in self._places:
            parameters[at] = adapted[name]
        with connection.cursor() as cursor:
            cursor.execute(self._sql, parameters)
            rows = cursor.fetchall()
        return [self._converted(row) for row in rows] if self._converters else rows

    def _converted(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        """As Django gives what the database gave."""
        values = list(row)
        for at, (converters, column) in self._converters.items():
            for convert in converters:
                values[at] = convert(values[at], column, connection)
        return tuple(values)


def _adapted(value: Any) -> Any:
    """As the database is given it."""
    if isinstance(value, dt.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, dt.date):
        return connection.ops.adapt_datefield_value(value)
    return value
