"""Who is told what about a request."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from core.approvals.models import ApprovalRequest, ApprovalStep, Substitute
from core.approvals.selectors import listeners
from core.notifications.registry import declare
from core.notifications.services import notify

if TYPE_CHECKING:
    from core.approvals.models import ApprovalVoice

ASKED, ASKED_FOR, REMINDER = "approval.asked", "approval.asked_for", "approval.reminder"
APPROVED, REFUSED, RETURNED = "approval.approved", "approval.refused", "approval.returned"
APPOINTED, APPOINTED_FOR = "substitute.appointed", "substitute.appointed_for"

declare(ASKED, sentence=_("%(by)s asks for your approval: %(title)s"))
declare(ASKED_FOR, sentence=_("%(by)s asks for approval, and you stand in for %(person)s: %(title)s"))
declare(REMINDER, sentence=_("Still waiting for your approval: %(title)s"))
declare(APPROVED, sentence=_("Approved by %(by)s: %(title)s"))
declare(REFUSED, sentence=_("Not approved by %(by)s: %(title)s"))
declare(RETURNED, sentence=_("Returned by %(by)s for changes: %(title)s"))
declare(APPOINTED, sentence=_("You decide approvals in place of %(person)s from %(from_on)s to %(to_on)s."))
declare(APPOINTED_FOR, sentence=_("%(substitute)s decides approvals in your place from %(from_on)s to %(to_on)s."))


def tell_asked(step: ApprovalStep, *, now: dt.datetime) -> None:
    """Those who are asked in a step that has just opened, and whoever stands in for them; urgent."""
    request = step.request
    for listener, person in listeners(step, now):
        own = listener == person
        params = {"by": str(request.asked_by), "title": request.title}
        notify(
            ASKED if own else ASKED_FOR,
            recipients=[listener],
            params=params if own else params | {"person": str(person)},
            address=request.get_absolute_url(),
            key=f"{ASKED}:{step.pk}:{person.pk}",
            now=now,
            urgent=True,
        )


def tell_decided(request: ApprovalRequest, kind: str, *, by: Any, now: dt.datetime) -> None:
    """Whoever asked. The words against it stand where the notice leads, for a mail's subject names no customer."""
    notify(
        kind,
        recipients=[request.asked_by],
        params={"by": str(by), "title": request.title},
        address=request.get_absolute_url(),
        key=f"{kind}:{request.pk}:{request.round}",
        now=now,
    )


def remind_of(voice: ApprovalVoice, *, interval: int, now: dt.datetime) -> None:
    """The person asked; one notice a voice and interval."""
    request = voice.step.request
    notify(
        REMINDER,
        recipients=[voice.person],
        params={"title": request.title},
        address=request.get_absolute_url(),
        key=f"{REMINDER}:{voice.pk}:{interval}",
        now=now,
    )


def tell_appointed(place: Substitute, *, address: str, now: dt.datetime) -> None:
    """The substitute; and the person, when somebody else appointed for them."""
    days = {"from_on": place.from_on.isoformat(), "to_on": place.to_on.isoformat()}
    notify(
        APPOINTED,
        recipients=[place.substitute],
        params=days | {"person": str(place.person)},
        address=address,
        key=f"{APPOINTED}:{place.pk}",
        now=now,
    )
    if place.appointed_by_id != place.person_id:
        notify(
            APPOINTED_FOR,
            recipients=[place.person],
            params=days | {"substitute": str(place.substitute)},
            address=address,
            key=f"{APPOINTED_FOR}:{place.pk}",
            now=now,
        )
