"""Counting a day by hand: entering it, correcting it, taking it back. What was written stays as an earlier version."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.audit.services import record
from core.refusals import Refusal
from core.versions import ChangedMeanwhile
from halls.intake.choices import Channel
from halls.intake.models import DayTotal
from halls.intake.rules import fault_of_reason, faults_of_count
from halls.intake.services.settling import hold_halls, settle_days
from halls.premises.models import Premises, Service
from halls.premises.rules import business_day as day_of
from halls.premises.selectors import closing_moment

if TYPE_CHECKING:
    from org.people.models import Person


class CannotCount(Refusal):
    """The day cannot be counted by hand like this."""


@dataclass(frozen=True)
class Figures:
    """What was counted; None is what nobody counted."""

    tickets: int
    over_limit: int | None = None
    served: int | None = None
    left: int | None = None


@transaction.atomic
def enter_total(
    *,
    premises: Premises,
    business_day: dt.date,
    channel: Channel | str,
    service: Service | None,
    figures: Figures,
    reason: str,
    by: Person,
    now: dt.datetime,
) -> DayTotal:
    """Count a day of a hall by hand. Raises CannotCount.

    The hall's row is held: of two people who count the same day at once the second one is told.
    """
    _held(premises)
    words = _checked(figures, reason)
    if not is_over(premises, business_day, now=now):
        raise CannotCount(_("This day is not over yet. Count it when the hall has closed."), field="business_day")
    if service is not None and service.premises_id != premises.pk:
        raise CannotCount(_("This hall does not offer this service."), field="service")
    there = DayTotal.objects.current().filter(premises=premises, business_day=business_day, channel=channel)
    _check_beside(there, service)
    before = there.filter(service=service).first()
    made = _write(before, _new(premises, business_day, channel, service), figures, words, by, now)
    record("day_total.entered", by=by, now=now, about=premises, data=_told(made, before))
    return made


@transaction.atomic
def correct_total(
    *, total: DayTotal, figures: Figures, reason: str, version: int | None, by: Person, now: dt.datetime
) -> DayTotal:
    """Another version, with its reason; the one before stays readable. Raises CannotCount, ChangedMeanwhile."""
    _held(total.premises)
    words = _checked(figures, reason)
    _check_read(total, version)
    made = _new(total.premises, total.business_day, total.channel, total.service)
    _write(total, made, figures, words, by, now)
    record("day_total.corrected", by=by, now=now, about=made.premises, data=_told(made, total))
    return made


@transaction.atomic
def withdraw_total(*, total: DayTotal, reason: str, version: int | None, by: Person, now: dt.datetime) -> DayTotal:
    """The day was not to be counted by hand; what was written stays readable. Raises CannotCount, ChangedMeanwhile."""
    _held(total.premises)
    figures = Figures(total.tickets, total.over_limit, total.served, total.left)
    words = _checked(figures, reason)
    _check_read(total, version)
    made = _new(total.premises, total.business_day, total.channel, total.service)
    made.is_withdrawn, made.is_counted = True, False
    _write(total, made, figures, words, by, now)
    record("day_total.withdrawn", by=by, now=now, about=made.premises, data=_told(made, total))
    return made


def is_over(premises: Premises, day: dt.date, *, now: dt.datetime) -> bool:
    """Whether nobody can take a number that day any more."""
    today = day_of(now, premises.time_zone)
    if day != today:
        return day < today
    closes = closing_moment(premises, day)
    return closes is None or closes <= now


def _held(premises: Premises) -> None:
    hold_halls(Premises.objects.filter(pk=premises.pk))


def _checked(figures: Figures, reason: str) -> str:
    words = " ".join(reason.split())
    if fault := fault_of_reason(words):
        raise CannotCount(fault, field="reason")
    for name, fault in faults_of_count(**asdict(figures)).items():
        raise CannotCount(fault, field=name)
    return words


def _check_beside(there: Any, service: Service | None) -> None:
    """A day is counted as a whole or by service, and once."""
    standing = list(there.filter(is_withdrawn=False).values_list("service", flat=True))
    if (service.pk if service else None) in standing:
        raise CannotCount(_("This day is counted already. Correct what stands there."), field="business_day")
    if service is None and standing:
        raise CannotCount(_("This day is counted by service; a total of all would count them twice."), field="service")
    if None in standing:
        raise CannotCount(_("This day is counted as a whole; a service of it would count twice."), field="service")


def _check_read(total: DayTotal, version: int | None) -> None:
    current = DayTotal.objects.current().filter(
        premises=total.premises_id, business_day=total.business_day, channel=total.channel, service=total.service_id
    )
    stands = current.first()
    if stands is None or stands.pk != total.pk or total.version != version:
        raise ChangedMeanwhile(stands)
    if total.is_withdrawn:
        raise CannotCount(_("This was taken back. Count the day anew."))


def _new(premises: Premises, day: dt.date, channel: Channel | str, service: Service | None) -> DayTotal:
    return DayTotal(premises=premises, business_day=day, channel=channel, service=service)


def _write(
    before: DayTotal | None,
    made: DayTotal,
    figures: Figures,
    reason: str,
    by: Person,
    now: dt.datetime,
) -> DayTotal:
    if before is not None and not DayTotal.objects.filter(pk=before.pk, is_current=True).update(is_current=False):
        raise ChangedMeanwhile(None)
    for name, value in asdict(figures).items():
        setattr(made, name, value)
    made.version = before.version + 1 if before else 1
    made.reason, made.made_by, made.made_at = reason, by, now
    made.save()
    settle_days(premises=made.premises_id, days=[made.business_day])
    made.refresh_from_db(fields=["is_counted"])
    return made


def _told(made: DayTotal, before: DayTotal | None) -> dict[str, Any]:
    """What the trail says of a version, and how many customers the one before had."""
    return {
        "day": made.business_day.isoformat(),
        "service": str(made.service) if made.service else "",
        "channel": str(made.channel),
        "tickets": made.tickets,
        "before": before.tickets if before else None,
        "reason": made.reason,
    }
