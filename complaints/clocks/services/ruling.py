"""A newer version of what a clock promises."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from complaints.clocks.choices import ClockKind, Counting
from complaints.clocks.models import ClockRule
from complaints.clocks.selectors import day_of
from complaints.tickets.rules import cleaned_within
from core.audit.services import record
from core.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from org.people.models import Person

SOURCE_MOST = 120
WARNINGS_MOST = 6


class CannotSetRule(Refusal):
    """A version that would change promises already given, or that says nothing."""


@transaction.atomic
def add_rule(
    *,
    kind: ClockKind,
    grade: str,
    amount: int,
    counting: Counting,
    warn_minutes: Iterable[int],
    valid_from: dt.date,
    source: str,
    by: Person,
    now: dt.datetime,
) -> ClockRule:
    """What a clock of `kind` promises from a day on; tickets received before keep what they were promised.

    Raises CannotSetRule, TextTooLong.
    """
    words = cleaned_within(source, most=SOURCE_MOST, field="source")
    if valid_from <= day_of(now):
        raise CannotSetRule(_("A new rule begins tomorrow at the earliest: given promises stay."), field="valid_from")
    if not words:
        raise CannotSetRule(_("Say who decided this, and where it is written."), field="source")
    offsets = sorted(set(warn_minutes), reverse=True)
    if len(offsets) > WARNINGS_MOST:
        raise CannotSetRule(_("At most %(most)s warnings.") % {"most": WARNINGS_MOST}, field="warn_minutes")
    try:
        with transaction.atomic():
            rule = ClockRule.objects.create(
                kind=kind, grade=grade, amount=amount, counting=counting, warn_minutes=offsets,
                valid_from=valid_from, source=words, made_by=by, made_at=now,
            )  # fmt: skip
    except IntegrityError as taken:
        raise CannotSetRule(
            _("There is already a rule for this clock and grade from that day."), field="valid_from"
        ) from taken
    told = {"clock": kind, "grade": grade, "amount": amount, "counting": counting, "warn": offsets}
    record("clock.rule_added", by=by, now=now, about=rule, data={**told, "from": valid_from.isoformat()})
    return rule
