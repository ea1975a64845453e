"""Wait findings as the origin of corrective actions: who may open one, and what it changed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from halls.findings.choices import Cause
from halls.findings.models import WaitFinding
from halls.findings.selectors import LABEL
from halls.premises.models import Premises
from halls.waiting.choices import Base
from halls.waiting.rules import total
from halls.waiting.selectors import HALL, Waits
from improvement.actions.registry import Effect, Origin, OriginFacts

if TYPE_CHECKING:
    from improvement.actions.choices import ActionAct
    from improvement.actions.models import Action
    from org.people.models import Person

ONE_DAY = dt.timedelta(days=1)


def visible(person: Person, pk: int) -> WaitFinding | None:
    return WaitFinding.objects.visible_to(person).select_related("premises__unit").filter(pk=pk).first()


def facts(finding: WaitFinding) -> OriginFacts:
    return OriginFacts(
        words=_("Long waits · %(finding)s") % {"finding": finding},
        address=reverse("wait_finding", args=[finding.pk]),
        unit=finding.premises.unit,
        cause="、".join(str(Cause(one.cause).label) for one in finding.causes.all()),
    )


def follow(action: Action, act: ActionAct, *, by: Person | None, now: dt.datetime) -> None:
    """A finding keeps its figures; its page shows its actions as they stand."""


def effect(action: Action, days: int, now: dt.datetime) -> Effect | None:
    """Tickets over the limit in the hall, in as many days before and after the action was done."""
    if action.done_at is None:
        return None
    hall = Premises.objects.filter(wait_findings=action.origin_id).select_related("unit").first()
    if hall is None:
        return None
    done = timezone.localdate(action.done_at)
    before = _overtime(hall, done - days * ONE_DAY, done - ONE_DAY, now)
    after = _overtime(hall, done, done + (days - 1) * ONE_DAY, now)
    passed = min(days, max(0, (now - action.done_at).days))
    words = _("Tickets over the wait limit in %(hall)s") % {"hall": hall}
    return Effect(words=words, before=before, after=after, days=days, passed=passed)


def _overtime(hall: Premises, first: dt.date, last: dt.date, now: dt.datetime) -> int:
    return total(Waits([hall], first, last, now).by(HALL).values()).over_of(Base.ALL)


FINDING = Origin(LABEL, gettext_lazy("Wait finding"), visible=visible, facts=facts, follower=follow, effect=effect)
