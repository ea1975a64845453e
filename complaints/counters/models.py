"""Numbers of open tickets that are kept up instead of counted: tallies, and the changes not yet added to them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from complaints.counters.choices import Counted


class Tally(models.Model):
    """How many open tickets there are at and below a unit, for a handler or for all, due at a moment or at all.

    Written by the folding of changes alone; never read without the changes that still wait.
    """

    what = models.CharField(max_length=10, choices=Counted)
    path = models.CharField(max_length=140)
    handler = models.BigIntegerField()
    moment = models.DateTimeField()
    number = models.IntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(what__in=Counted.values), name="tally_what_known"),
            models.UniqueConstraint(fields=["path", "what", "handler", "moment"], name="tally_once"),
        ]


class TallyChange(models.Model):
    """An open ticket came to count here (+1), or no longer does (-1).

    The database itself adds these with every change of a ticket (complaints/counters/schema.py), in the
    change's own transaction; nobody waits for anybody, since rows are only added. A routine folds them away.
    """

    unit_path = models.CharField(max_length=140)
    handler = models.BigIntegerField()
    moment = models.DateTimeField()
    is_grave = models.BooleanField()
    change = models.SmallIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(change__in=[-1, 1]), name="tally_change_by_one")]
