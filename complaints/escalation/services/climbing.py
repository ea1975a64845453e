"""A ticket climbs a rung, by itself or with many others: its row, who is told, its step in the history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from complaints.escalation.choices import Trigger
from complaints.escalation.models import Escalation, EscalationNotice, Rung
from complaints.escalation.selectors import Posted, Told, line_of, rungs_by_hand, whom
from complaints.escalation.services.paper import store_form
from complaints.escalation.services.telling import tell
from complaints.tickets.choices import EventKind
from complaints.tickets.models import Complaint
from complaints.tickets.services.trail import remember, remember_many

if TYPE_CHECKING:
    from org.people.models import Person


@dataclass(frozen=True)
class Climb:
    """A ticket about to go up a rung; the same cause lifts it once."""

    complaint: Complaint
    rung: Rung
    cause_key: str


@transaction.atomic
def escalate(
    *, complaint: Complaint, rung: Rung, cause_key: str, by: Person | None, now: dt.datetime, reason: str = ""
) -> Escalation | None:
    """The ticket climbs `rung`: whoever it names is told, level 5 gets its liaison form.

    The same cause lifts a ticket once: None when `cause_key` did already.
    """
    climb = Climb(complaint, rung, cause_key)
    escalation = _row(climb, by=by, now=now, reason=reason)
    try:
        with transaction.atomic():
            escalation.save(force_insert=True)
    except IntegrityError:
        return None
    (told,) = _whom_all([climb])
    EscalationNotice.objects.bulk_create(_notices(escalation, told, now))
    if rung.liaison_form:
        escalation.liaison_file = store_form(escalation, by=by, now=now)
        escalation.save(update_fields=["liaison_file"])
    tell([(escalation, told.people)], rung=rung, now=now)
    remember(EventKind.ESCALATED, complaint=complaint, by=by, now=now, text=reason, data=_said(rung, told))
    return escalation


@transaction.atomic
def escalate_many(climbs: Sequence[Climb], *, now: dt.datetime) -> int:
    """As `escalate` for each, by nobody's hand, with a statement of each kind for all of them; gives how many climbed.

    The caller holds the tickets and names each of them once. A rung with a liaison form is not for many: its paper
    takes longer than a hundred tickets, and they would be held meanwhile.
    """
    fresh = _not_yet(climbs)
    escalations = Escalation.objects.bulk_create(_row(one, by=None, now=now) for one in fresh)
    told = _whom_all(fresh)
    pairs = list(zip(escalations, told, strict=True))
    EscalationNotice.objects.bulk_create(notice for row, one in pairs for notice in _notices(row, one, now))
    for rung in {one.rung.pk: one.rung for one in fresh}.values():
        tell([(row, one.people) for row, one in pairs if row.rung_id == rung.pk], rung=rung, now=now)
    steps = [(one.complaint, _said(one.rung, found)) for one, found in zip(fresh, told, strict=True)]
    remember_many(EventKind.ESCALATED, steps=steps, by=None, now=now)
    return len(fresh)


def _not_yet(climbs: Sequence[Climb]) -> list[Climb]:
    """Those whose cause has not lifted their ticket before."""
    keys = Q(complaint__in=[one.complaint for one in climbs], cause_key__in={one.cause_key for one in climbs})
    climbed = set(Escalation.objects.filter(keys).values_list("complaint_id", "cause_key"))
    return [one for one in climbs if (one.complaint.pk, one.cause_key) not in climbed]


def _row(climb: Climb, *, by: Person | None, now: dt.datetime, reason: str = "") -> Escalation:
    rung = climb.rung
    return Escalation(
        complaint=climb.complaint,
        rung=rung,
        line=line_of(climb.complaint),
        level=rung.level,
        trigger=rung.trigger,
        occasion=rung.occasion,
        cause_key=climb.cause_key,
        at=now,
        by=by if rung.trigger == Trigger.HAND else None,
        reason=reason,
    )


def _whom_all(climbs: Sequence[Climb]) -> list[Told]:
    """Whom each climb tells, in the same order; those who serve over the tickets' units are read once."""
    rungs = {one.rung.pk: one.rung for one in climbs}.values()
    by_hand = rungs_by_hand({rung.plan_id for rung in rungs})
    above = [rung for found in by_hand.values() for rung in found]
    posted = Posted(rungs, above, {one.complaint.unit_path for one in climbs})
    return [
        whom(one.rung, one.complaint.unit_path, one.complaint.handler, by_hand[one.rung.plan_id], posted)
        for one in climbs
    ]


def _notices(escalation: Escalation, told: Told, now: dt.datetime) -> list[EscalationNotice]:
    return [
        EscalationNotice(escalation=escalation, person=person, role=role, told_at=now)
        for person, role in told.people.items()
    ]


def _said(rung: Rung, told: Told) -> dict[str, Any]:
    """What the step of the history says."""
    return {
        "act": "raised",
        "level": rung.level,
        "trigger": rung.trigger,
        "occasion": rung.occasion,
        "told": [person.name for person in told.people],
        "gaps": [role.value for role in told.gaps],
    }
