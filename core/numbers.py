"""Running numbers without gaps in order: a row per series, moved by one statement."""

from __future__ import annotations

from django.db import connection, models, transaction


class NumberSeries(models.Model):
    name = models.CharField(max_length=60, unique=True)
    last = models.PositiveBigIntegerField(default=0)

    class Meta:
        app_label = "core"


_TAKE = (
    "INSERT INTO core_numberseries AS kept (name, last) VALUES (%s, %s) "
    "ON CONFLICT (name) DO UPDATE SET last = kept.last + excluded.last RETURNING last"
)


def reserve(series: str, *, count: int = 1) -> range:
    """Take the next `count` numbers of `series`, inside the caller's transaction.

    The row stays locked until the caller commits, so two writers never share a number. One
    statement and nothing before it: whoever else wants a number waits from here on, so call it
    as late as the act allows.
    """
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(_TAKE, [series, count])
        (last,) = cursor.fetchone()
    return range(last - count + 1, last + 1)
