"""What stayed unresolved as the origin of corrective actions."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from halls.stationing.models import OpenMatter
from improvement.actions.models import Action
from improvement.actions.registry import Effect, Origin, OriginFacts

if TYPE_CHECKING:
    from improvement.actions.choices import ActionAct
    from org.people.models import Person

LABEL = "halls.openmatter"


def visible(person: Person, pk: int) -> OpenMatter | None:
    return OpenMatter.objects.visible_to(person).select_related("stint__unit").filter(pk=pk).first()


def facts(matter: OpenMatter) -> OriginFacts:
    return OriginFacts(
        words=str(matter),
        address=reverse("matter", args=[matter.pk]),
        unit=matter.stint.unit,
        cause=matter.words,
    )


def follow(action: Action, act: ActionAct, *, by: Person | None, now: dt.datetime) -> None:
    """The matter is settled by a person, not by an action; what becomes of the action stands beside it."""


def effect(action: Action, days: int, now: dt.datetime) -> Effect | None:
    """What stayed unresolved in halls of the action's unit, before and after it was done."""
    if action.done_at is None:
        return None
    span = dt.timedelta(days=days)
    there = OpenMatter.objects.standing().filter(stint__unit__path__startswith=action.unit_path)
    before = there.filter(made_at__gte=action.done_at - span, made_at__lt=action.done_at)
    after = there.filter(made_at__gte=action.done_at, made_at__lt=action.done_at + span)
    words = _("Left unresolved while stationed at %(unit)s") % {"unit": action.unit}
    passed = min(days, max(0, (now - action.done_at).days))
    return Effect(words=words, before=before.count(), after=after.count(), days=days, passed=passed)


def actions_of(matter: OpenMatter) -> list[Action]:
    """Those opened from it, the newest first."""
    return list(Action.objects.filter(origin_label=LABEL, origin_id=matter.pk).order_by("-pk"))


MATTER = Origin(
    LABEL, gettext_lazy("Unresolved at a stint"), visible=visible, facts=facts, follower=follow, effect=effect
)
