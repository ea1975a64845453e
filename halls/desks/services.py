"""The act that says where the bands of utilisation end."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit.services import record
from core.refusals import Refusal
from halls.desks import rules
from halls.desks.models import DeskBands

if TYPE_CHECKING:
    from org.people.models import Person
    from org.units.models import Unit

NOTE_MOST = 200


class CannotSetBands(Refusal):
    """The cut-offs leave a band empty, or change the past without a word."""


@transaction.atomic
def set_bands(
    *,
    unit: Unit,
    valid_from: dt.date,
    idle_until: Decimal,
    relatively_idle_until: Decimal,
    saturated_until: Decimal,
    note: str = "",
    by: Person | None,
    now: dt.datetime,
) -> DeskBands:
    """Say from a day on where the bands of the halls at and below a unit end. Raises CannotSetBands.

    Said again for the same day it replaces what was said. A day that is over takes a reason: figures that people
    have seen get other words.
    """
    words = note.strip()[:NOTE_MOST]
    if not rules.is_ordered(idle_until, relatively_idle_until, saturated_until):
        raise CannotSetBands(
            _("Each band begins where the one before it ends: three rising numbers above 0 and below 100."),
            field="saturated_until",
        )
    if valid_from < timezone.localdate(now) and not words:
        raise CannotSetBands(_("This changes days that are over. Say why."), field="note")
    cuts = {
        "idle_until": idle_until,
        "relatively_idle_until": relatively_idle_until,
        "saturated_until": saturated_until,
    }
    bands, _made = DeskBands.objects.update_or_create(
        unit=unit, valid_from=valid_from, defaults={**cuts, "note": words, "made_at": now, "made_by": by}
    )
    said = {name: f"{value:f}" for name, value in cuts.items()}
    data = {"valid_from": valid_from.isoformat(), **said, "note": words}
    record("desk_bands.set", by=by, now=now, about=unit, data=data)
    return bands
