"""The acts of a stint: planned, logged, signed by whoever stood there."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.tickets.rules import cleaned_within
from core.audit.services import record
from core.notifications.registry import declare
from core.notifications.services import notify
from core.refusals import Refusal
from core.versions import change_as_read
from halls.stationing import rules
from halls.stationing.choices import CustomerKind, StintState
from halls.stationing.models import Stint, StintVersion
from halls.stationing.selectors import months_of, unresolved_by_kind
from org.access.choices import Right
from org.people.models import Person
from org.units.choices import UnitKind

if TYPE_CHECKING:
    from halls.stationing.models import StationingCampaign
    from org.units.models import Unit

COUNTS = ("received_first", "received_second", "received_third")
SIGNED = ("starts_at", "ends_at", *COUNTS, "unresolved")
SENT, OFF = "stint.planned", "stint.cancelled"
declare(SENT, sentence=_("%(by)s sends you to %(unit)s on %(day)s, from %(from)s to %(to)s."))
declare(OFF, sentence=_("%(by)s called off your stint at %(unit)s on %(day)s, from %(from)s to %(to)s: %(reason)s"))


class CannotLog(Refusal):
    """The stint cannot be as it was said, or is not in the state that the act needs."""


class MayNotSign(Refusal):
    """H17: what somebody received is told and signed by that person and nobody else."""

    status: ClassVar[int] = 403


@transaction.atomic
def plan_stint(
    *,
    unit: Unit,
    day: dt.date,
    starts_at: dt.time,
    ends_at: dt.time,
    manager: Person | None = None,
    campaign: StationingCampaign | None = None,
    by: Person,
    now: dt.datetime,
) -> Stint:
    """Somebody stands in a hall on a day; `by` unless another manager is named. Raises CannotLog."""
    stands = manager or by
    if unit.kind != UnitKind.HALL:
        raise CannotLog(_("%(unit)s is not a service hall.") % {"unit": unit.name}, field="unit")
    if not stands.may(Right.STATIONING_LOG, at=unit):
        words = {"name": stands.name, "unit": unit.name}
        raise CannotLog(_("%(name)s is nobody who is stationed at %(unit)s.") % words, field="manager")
    if campaign is not None:
        _refuse_outside(campaign, unit, day)
    _hold(stands)
    refuse_elsewhere(stands, day, starts_at, ends_at)
    try:
        with transaction.atomic():
            stint = Stint.objects.create(
                unit=unit,
                day=day,
                starts_at=starts_at,
                ends_at=ends_at,
                manager=stands,
                campaign=campaign,
                made_at=now,
                made_by=by,
            )
    except IntegrityError:
        raise CannotLog(_("This stint is entered already."), field="starts_at") from None
    data = {"unit": unit.name, "day": day.isoformat(), "manager": stands.name}
    record("stint.planned", by=by, now=now, about=stint, data=data)
    _tell(SENT, stint, by=by, now=now)
    return stint


@transaction.atomic
def log_stint(*, stint: Stint, version: int | None, by: Person, now: dt.datetime, **said: Any) -> Stint:
    """Keep what was counted so far: the hours and the customers received of each kind.

    Only whoever stands there writes it. Raises MayNotSign, CannotLog, ChangedMeanwhile.
    """
    refuse_others(stint, by)
    _refuse_unless_open(stint)
    refuse_elsewhere(stint.manager, stint.day, said["starts_at"], said["ends_at"], but=stint)
    change_as_read(stint, version=version, **figures_said(said), unresolved=0)
    return stint


@transaction.atomic
def sign_stint(*, stint: Stint, version: int | None, by: Person, now: dt.datetime, **said: Any) -> Stint:
    """Sign what was counted; from here on it changes by corrections alone.

    H17: the signature is the session's own. Raises MayNotSign, CannotLog, ChangedMeanwhile.
    """
    refuse_others(stint, by)
    _refuse_unless_open(stint)
    if stint.day > timezone.localdate(now):
        raise CannotLog(_("This day has not come yet."))
    refuse_elsewhere(stint.manager, stint.day, said["starts_at"], said["ends_at"], but=stint)
    figures = figures_said(said)
    hold_stint(stint)
    unresolved = unresolved_of(stint, figures)
    signed = {"state": StintState.SIGNED, "signed_at": now, "signed_by": by, "unresolved": unresolved}
    change_as_read(stint, version=version, **figures, **signed)
    keep_version(stint, reason="", by=by, now=now)
    record("stint.signed", by=by, now=now, about=stint, data=told_of(stint))
    return stint


@transaction.atomic
def cancel_stint(*, stint: Stint, reason: str, version: int | None, by: Person, now: dt.datetime) -> Stint:
    """It did not take place; what is signed did. Raises CannotLog, ChangedMeanwhile."""
    _refuse_unless_open(stint)
    words = cleaned_within(reason, most=rules.REASON_MOST, field="reason")
    if not words:
        raise CannotLog(_("Say why it did not take place."), field="reason")
    hold_stint(stint)
    if stint.matters.standing().exists():
        raise CannotLog(_("Customers were received: take what stayed unresolved off the list first."))
    change_as_read(stint, version=version, state=StintState.CANCELLED, cancel_reason=words)
    record("stint.cancelled", by=by, now=now, about=stint, data={"reason": words})
    _tell(OFF, stint, by=by, now=now, reason=words)
    return stint


def _tell(kind: str, stint: Stint, *, by: Person, now: dt.datetime, reason: str = "") -> None:
    """Whoever stands there, unless it was that person's own act."""
    if stint.manager_id == by.pk:
        return
    hours = {"from": f"{stint.starts_at:%H:%M}", "to": f"{stint.ends_at:%H:%M}"}
    where = {"unit": stint.unit.name, "day": stint.day.isoformat()}
    notify(
        kind,
        recipients={stint.manager},
        params={"by": by.name, "reason": reason, **where, **hours},
        address=reverse("stint", args=[stint.pk]),
        key=f"{kind}:{stint.pk}",
        now=now,
    )


def refuse_others(stint: Stint, by: Person) -> None:
    """Raises MayNotSign for anybody but who stands there."""
    if stint.manager_id != by.pk:
        raise MayNotSign(_("Only %(name)s writes and signs this log.") % {"name": stint.manager})


def _refuse_unless_open(stint: Stint) -> None:
    if stint.state != StintState.OPEN:
        raise CannotLog(_("This stint is closed. What is signed is changed by a correction."))


def _refuse_outside(campaign: StationingCampaign, unit: Unit, day: dt.date) -> None:
    first, last = months_of(campaign)
    if not first.first_day <= day <= last.last_day:
        raise CannotLog(_("%(name)s does not run on this day.") % {"name": campaign.name}, field="day")
    if not campaign.halls.filter(unit=unit).exists():
        words = {"unit": unit.name, "name": campaign.name}
        raise CannotLog(_("%(unit)s is no hall of %(name)s.") % words, field="campaign")


def _hold(manager: Person) -> None:
    """Two stints of one person are entered one after the other."""
    list(Person.objects.filter(pk=manager.pk).select_for_update().values_list("pk", flat=True))


def hold_stint(stint: Stint) -> Stint:
    """Nobody adds to the list while it is counted: who adds, holds the stint as well. Gives how it stands now."""
    return Stint.objects.select_for_update(of=("self",)).get(pk=stint.pk)


def refuse_elsewhere(
    manager: Person, day: dt.date, starts_at: dt.time, ends_at: dt.time, *, but: Stint | None = None
) -> None:
    if ends_at <= starts_at:
        raise CannotLog(_("A stint ends after it begins."), field="ends_at")
    others = Stint.objects.filter(manager=manager, day=day, starts_at__lt=ends_at, ends_at__gt=starts_at)
    if but is not None:
        others = others.exclude(pk=but.pk)
    other = others.exclude(state=StintState.CANCELLED).first()
    if other is not None:
        hours = {"unit": other.unit, "from": f"{other.starts_at:%H:%M}", "to": f"{other.ends_at:%H:%M}"}
        words = _("In these hours there is a stint at %(unit)s already, from %(from)s to %(to)s.")
        raise CannotLog(words % hours, field="starts_at")


def figures_said(said: dict[str, Any]) -> dict[str, Any]:
    return {name: said[name] for name in ("starts_at", "ends_at", *COUNTS)}


def unresolved_of(stint: Stint, figures: dict[str, Any]) -> int:
    """How many stand on the list; of each kind no more than were received of it."""
    standing = unresolved_by_kind(stint.matters.standing())
    for kind in CustomerKind.values:
        if standing[kind] > figures[f"received_{kind}"]:
            raise CannotLog(_("More stay unresolved than were received of this kind."), field=f"received_{kind}")
    return sum(standing.values())


def keep_version(stint: Stint, *, reason: str, by: Person, now: dt.datetime) -> None:
    number = stint.versions.count() + 1
    kept = {name: getattr(stint, name) for name in SIGNED}
    StintVersion.objects.create(stint=stint, number=number, reason=reason, signed_at=now, signed_by=by, **kept)


def told_of(stint: Stint) -> dict[str, Any]:
    """What the trail says of the figures."""
    return {"received": stint.received.total, "unresolved": stint.unresolved}
