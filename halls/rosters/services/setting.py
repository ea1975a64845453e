"""The acts that say how many must be on duty, and who holds which certificate."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit.services import record
from core.refusals import Refusal
from halls.rosters import rules
from halls.rosters.models import Certificate, DutyRule

if TYPE_CHECKING:
    from org.people.models import Person
    from org.units.models import Unit


class CannotSetRule(Refusal):
    """The rule is not whole, or changes the past without a word."""


@transaction.atomic
def set_duty_rule(
    *,
    unit: Unit,
    valid_from: dt.date,
    least: int | None = None,
    noon_least: int | None = None,
    noon_from: dt.time | None = None,
    noon_until: dt.time | None = None,
    certificate: str = "",
    note: str = "",
    by: Person | None,
    now: dt.datetime,
) -> DutyRule:
    """Say how many must be on duty in the halls at and below a unit from a day on. Raises CannotSetRule.

    What was said before stays as it was said; for the same day the last word counts. What is left empty is not set.
    """
    words = note.strip()[: rules.WHY_MOST]
    if valid_from < timezone.localdate(now) and not words:
        raise CannotSetRule(_("This changes days that are over. Say why."), field="note")
    noon = (noon_least, noon_from, noon_until)
    if any(part is not None for part in noon) and any(part is None for part in noon):
        raise CannotSetRule(_("Noon takes a number and both times, or none of the three."), field="noon_least")
    if noon_from is not None and noon_until is not None and noon_from >= noon_until:
        raise CannotSetRule(_("Noon ends after it begins."), field="noon_until")
    rule = DutyRule.objects.create(
        unit=unit,
        valid_from=valid_from,
        least=least,
        noon_least=noon_least,
        noon_from=noon_from,
        noon_until=noon_until,
        certificate=certificate.strip()[: rules.POST_MOST],
        note=words,
        made_at=now,
        made_by=by,
    )
    data = {
        "valid_from": valid_from.isoformat(),
        "least": least,
        "noon_least": noon_least,
        "certificate": rule.certificate,
        "note": words,
    }
    record("duty_rule.set", by=by, now=now, about=unit, data=data)
    return rule


@transaction.atomic
def add_certificate(
    *, person: Person, kind: str, until: dt.date | None = None, unit: Unit, by: Person | None, now: dt.datetime
) -> Certificate:
    """Write down that somebody holds a certificate; `unit` is where they serve. Raises CannotSetRule."""
    words = kind.strip()[: rules.POST_MOST]
    if not words:
        raise CannotSetRule(_("Say which certificate."), field="kind")
    made = Certificate.objects.create(person=person, kind=words, until=until, made_at=now, made_by=by)
    data = {"person": person.name, "kind": words, "until": until.isoformat() if until else ""}
    record("certificate.added", by=by, now=now, about=unit, data=data)
    return made
