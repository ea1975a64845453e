"""What the tests of the trail share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from core.audit import triggers
from core.audit.services import record

NOW = dt.datetime(2011, 1, 31, 8, 30, tzinfo=dt.UTC)


def a_chain(length: int) -> None:
    for number in range(length):
        record("thing.done", by=None, now=NOW + dt.timedelta(minutes=number), data={"number": number})


@contextmanager
def unlocked() -> Iterator[None]:
    """As the owner of the database who takes the triggers away."""
    triggers.remove(connection)
    yield
    triggers.install(connection)


def sql(statement: str, *values: object) -> None:
    with unlocked(), connection.cursor() as cursor:
        cursor.execute(statement, values)
