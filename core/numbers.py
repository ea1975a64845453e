"""Running numbers without gaps in order: a row per series, moved by one conditional UPDATE."""

from __future__ import annotations

from django.db import models, transaction
from django.db.models import F


class NumberSeries(models.Model):
    name = models.CharField(max_length=60, unique=True)
    last = models.PositiveBigIntegerField(default=0)

    class Meta:
        app_label = "core"


def reserve(series: str, *, count: int = 1) -> range:
    """Take the next `count` numbers of `series`, inside the caller's transaction.

    The UPDATE locks the row until the caller commits, so two writers never share a number.
    """
    with transaction.atomic():
        NumberSeries.objects.get_or_create(name=series)
        NumberSeries.objects.filter(name=series).update(last=F("last") + count)
        last = NumberSeries.objects.values_list("last", flat=True).get(name=series)
    return range(last - count + 1, last + 1)
