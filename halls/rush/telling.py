"""Who hears of an emergency: hall and district managers at once, service managers when it lasts."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.notifications.registry import declare
from core.notifications.services import notify
from halls.rush.choices import Trigger
from org.people.choices import Role
from org.people.models import Person
from org.people.selectors import posted_over

if TYPE_CHECKING:
    from collections.abc import Iterable

    from halls.rush.models import Emergency
    from halls.rush.rules import Measured
    from org.people.models import PersonQuerySet

AT_ONCE = (Role.HALL_MANAGER, Role.DISTRICT_MANAGER)
WHEN_IT_LASTS = (Role.SERVICE_MANAGER,)
KINDS = {trigger: f"emergency.opened_{trigger.value}" for trigger in Trigger}
LASTS, CLOSED, REVIEW = "emergency.lasts", "emergency.closed", "emergency.review"

declare(
    KINDS[Trigger.SHARE],
    sentence=_("%(hall)s is in a rush: %(over)s of %(waiting)s customers wait more than %(limit)s minutes"),
)
declare(KINDS[Trigger.QUEUE], sentence=_("%(hall)s is in a rush: %(waiting)s customers wait"))
declare(KINDS[Trigger.LONGEST], sentence=_("%(hall)s is in a rush: somebody waits for %(longest)s minutes"))
declare(KINDS[Trigger.HAND], sentence=_("%(by)s opened the emergency of %(hall)s: %(words)s"))
declare(
    LASTS, sentence=_("The emergency of %(hall)s lasts since %(since)s: %(waiting)s wait, up to %(longest)s minutes")
)
declare(CLOSED, sentence=_("The emergency of %(hall)s has ended: %(result)s"))
declare(REVIEW, sentence=_("What helped in the emergency of %(hall)s on %(day)s? Write it down in a line"))


def tell_opened(emergency: Emergency, *, by: Person | None, now: dt.datetime) -> None:
    params = {
        **_params(emergency),
        "waiting": emergency.waiting,
        "over": emergency.over,
        "longest": emergency.longest_minutes,
        "limit": emergency.limit_minutes,
        "by": str(by or ""),
        "words": emergency.words,
    }
    told = _over(AT_ONCE, emergency)
    _tell(
        KINDS[Trigger(emergency.trigger)], emergency, told.exclude(pk=by.pk) if by else told, params, now, urgent=True
    )


def tell_lasting(emergency: Emergency, measured: Measured, *, since: str, now: dt.datetime) -> None:
    figures = {"waiting": measured.waiting, "longest": measured.longest_minutes, "since": since}
    _tell(LASTS, emergency, _over(WHEN_IT_LASTS, emergency), _params(emergency) | figures, now, urgent=True)


def tell_closed(emergency: Emergency, *, result: str, by: Person | None, now: dt.datetime) -> None:
    roles = AT_ONCE + (WHEN_IT_LASTS if emergency.escalated_at else ())
    told = _over(roles, emergency)
    _tell(CLOSED, emergency, told.exclude(pk=by.pk) if by else told, _params(emergency) | {"result": result}, now)


def ask_review(emergency: Emergency, *, now: dt.datetime) -> int:
    """Ask the hall's managers once; gives how many were."""
    return _tell(REVIEW, emergency, _over([Role.HALL_MANAGER], emergency), _params(emergency), now)


def _params(emergency: Emergency) -> dict[str, object]:
    return {"hall": str(emergency.premises), "day": emergency.business_day.isoformat()}


def _over(roles: Iterable[Role], emergency: Emergency) -> PersonQuerySet:
    served = posted_over(roles, emergency.premises.unit.path)
    return Person.objects.filter(pk__in=served.values("person_id"))


def _tell(
    kind: str,
    emergency: Emergency,
    told: PersonQuerySet,
    params: dict[str, object],
    now: dt.datetime,
    *,
    urgent: bool = False,
) -> int:
    address, key = reverse("emergency", args=[emergency.pk]), f"{kind}:{emergency.pk}"
    return len(notify(kind, recipients=told, params=params, address=address, key=key, now=now, urgent=urgent))
