"""What somebody at a counter asks: who waits for it, what was said about a number, what was done today."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Avg, Count, Q

from halls.premises.selectors import rule_for
from halls.queue.choices import Outcome, SegmentKind
from halls.queue.models import Segment, SessionPause, Visit, VisitQuerySet
from halls.queue.selectors import today_in
from halls.queue.services.calling import waiting_for
from halls.queue.services.serving import CALLS

if TYPE_CHECKING:
    from halls.premises.models import Counter, Premises
    from halls.queue.models import CounterSession
    from org.people.models import Person


@dataclass(frozen=True)
class OwnDay:
    """What a person has served in a hall today; `mean_seconds` is None until a time counts."""

    served: int
    mean_seconds: float | None


def own_day(person: Person, premises: Premises, *, now: dt.datetime) -> OwnDay:
    """Times of which somebody said that the press was forgotten count in no mean (rule book 1.1)."""
    mine = Visit.objects.of(premises).on(today_in(premises, now)).filter(staff=person, outcome=Outcome.SERVED)
    found = mine.aggregate(served=Count("*"), mean=Avg("serve_seconds", filter=Q(is_exact=True)))
    return OwnDay(found["served"], found["mean"])


def queue_of(counter: Counter, *, now: dt.datetime) -> VisitQuerySet:
    """Who waits for what the counter serves, in turn."""
    return waiting_for(counter, today_in(counter.premises, now)).in_turn().select_related("service")


def said_of(visit: Visit) -> str:
    """The last note that came with a number that was held or transferred."""
    found = Segment.objects.filter(visit=visit).exclude(note="").order_by("-pk").values_list("note", flat=True)
    return found.first() or ""


def services_of(visit: Visit) -> list[str]:
    """What the customer came for and what was added since, in that order."""
    served = Segment.objects.filter(visit=visit, kind=SegmentKind.SERVING).values_list("service__name", flat=True)
    return list(dict.fromkeys([visit.service.name, *served]))


def since(visit: Visit) -> dt.datetime | None:
    """When the stretch began in which the number is now."""
    return Segment.objects.filter(visit=visit, ended_at=None).values_list("started_at", flat=True).first()


def resting(session: CounterSession) -> SessionPause | None:
    """The rest that the counter takes now."""
    return SessionPause.objects.filter(session=session, ended_at=None).first()


def calls_asked(premises: Premises, day: dt.date) -> int:
    """How often a number is called before it is put back."""
    rule = rule_for(premises.unit, on=day)
    return rule.recalls if rule else CALLS
