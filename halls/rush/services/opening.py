"""An emergency opens: by rule at the moment a condition holds, or by whoever leads the floor."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from complaints.tickets.rules import cleaned_within
from core.audit.services import record
from core.refusals import Refusal
from halls.rush import rules, telling
from halls.rush.choices import EntryKind, Trigger
from halls.rush.models import Emergency, EmergencyEntry, EmergencyStep
from halls.rush.selectors import hall_now, plan_for, steps_of

if TYPE_CHECKING:
    from halls.premises.models import Premises
    from halls.rush.rules import Measured
    from halls.rush.selectors import HallNow
    from org.people.models import Person


class CannotOpen(Refusal):
    """The emergency is open already, or nobody said why."""


@transaction.atomic
def open_by_hand(*, premises: Premises, words: str, by: Person, now: dt.datetime) -> Emergency:
    """Whoever leads the floor opens it before or without a rule, and says why. Raises CannotOpen, TextTooLong."""
    said = cleaned_within(words, most=rules.WORDS_MOST, field="words")
    if not said:
        raise CannotOpen(_("Say what is going on, so that whoever comes knows."), field="words")
    opened = _open(hall_now(premises, now=now), Trigger.HAND, words=said, by=by, now=now)
    if opened is None:
        raise CannotOpen(_("The emergency of this hall is open already."))
    return opened


@transaction.atomic
def open_by_rule(here: HallNow, trigger: Trigger, *, now: dt.datetime) -> Emergency | None:
    """None if somebody else opened it meanwhile."""
    return _open(here, trigger, words="", by=None, now=now)


def _open(here: HallNow, trigger: Trigger, *, words: str, by: Person | None, now: dt.datetime) -> Emergency | None:
    """The row, the plan's steps copied, the first line of the log; people are told."""
    try:
        with transaction.atomic():
            emergency = _row(here, trigger, words=words, by=by, now=now)
    except IntegrityError:
        # One hall has one open emergency, whoever comes first (the database says so).
        return None
    steps = steps_of(plan_for(here.premises.unit))
    EmergencyStep.objects.bulk_create(
        EmergencyStep(emergency=emergency, position=place, kind=kind, words=what)
        for place, (kind, what) in enumerate(steps, start=1)
    )
    remember(emergency, EntryKind.OPENED, measured=here.measured, text=words, by=by, now=now)
    telling.tell_opened(emergency, by=by, now=now)
    data = {"trigger": trigger.value, "waiting": here.measured.waiting, "words": words}
    record("emergency.opened", by=by, now=now, about=here.premises, data=data)
    return emergency


def _row(here: HallNow, trigger: Trigger, *, words: str, by: Person | None, now: dt.datetime) -> Emergency:
    measured = here.measured
    return Emergency.objects.create(
        premises=here.premises,
        business_day=here.day,
        trigger=trigger,
        opened_at=now,
        opened_by=by,
        words=words,
        waiting=measured.waiting,
        over=measured.over,
        longest_minutes=measured.longest_minutes,
        tickets=measured.tickets,
        open_counters=measured.open_counters,
        limit_minutes=measured.limit_minutes,
        most_waiting=measured.waiting,
        most_minutes=measured.longest_minutes,
    )


def remember(
    emergency: Emergency,
    kind: EntryKind,
    *,
    by: Person | None,
    now: dt.datetime,
    text: str = "",
    step: EmergencyStep | None = None,
    measured: Measured | None = None,
) -> EmergencyEntry:
    """A line of the log."""
    return EmergencyEntry.objects.create(
        emergency=emergency,
        kind=kind,
        at=now,
        by=by,
        step=step,
        text=text,
        waiting=measured.waiting if measured else None,
        longest_minutes=measured.longest_minutes if measured else None,
    )
