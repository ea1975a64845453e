"""The week's problems as the origin of corrective actions: who may open one, and what it changed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.cadence.choices import SheetKind
from complaints.cadence.models import Sheet
from complaints.cadence.services.answering import LABEL, causes_in_words
from complaints.tickets.models import Complaint
from improvement.actions.registry import Effect, Origin, OriginFacts
from org.units.models import below_any

if TYPE_CHECKING:
    from improvement.actions.choices import ActionAct
    from improvement.actions.models import Action
    from org.people.models import Person


def visible(person: Person, pk: int) -> Sheet | None:
    rows = Sheet.objects.visible_to(person).filter(kind=SheetKind.PROBLEMS)
    return rows.select_related("unit").filter(pk=pk).first()


def facts(sheet: Sheet) -> OriginFacts:
    return OriginFacts(
        words=str(sheet),
        address=reverse("cadence_sheet", args=[sheet.pk]),
        unit=sheet.unit,
        cause=causes_in_words(sheet),
    )


def follow(action: Action, act: ActionAct, *, by: Person | None, now: dt.datetime) -> None:
    """A sheet is never changed; what becomes of its actions stands on theirs, and on the next week's sheet."""


def effect(action: Action, days: int, now: dt.datetime) -> Effect | None:
    """Tickets with an error of the department, received before and after the action was done (S1-P3)."""
    if action.done_at is None:
        return None
    span = dt.timedelta(days=days)
    same = Complaint.objects.counted().filter(below_any("error_path", [action.unit_path])).exclude(error_side="")
    before = same.filter(received_at__gte=action.done_at - span, received_at__lt=action.done_at)
    after = same.filter(received_at__gte=action.done_at, received_at__lt=action.done_at + span)
    words = _("Tickets with an error of %(unit)s") % {"unit": action.unit}
    passed = min(days, max(0, (now - action.done_at).days))
    return Effect(words=words, before=before.count(), after=after.count(), days=days, passed=passed)


SHEET = Origin(
    LABEL, gettext_lazy("Weekly problem output"), visible=visible, facts=facts, follower=follow, effect=effect
)
