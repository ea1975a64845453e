"""Questions about findings: whom they name, who made them, what still waits for an answer."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone

from complaints.casework.models import Casework
from complaints.casework.selectors import in_round
from complaints.remedies.choices import OfferKind, OfferState
from complaints.remedies.models import Offer
from complaints.responsibility.choices import FindingAct, FindingState
from complaints.responsibility.models import Finding, Share, ShareQuerySet
from complaints.tickets.choices import EventKind, State, Validity
from complaints.tickets.models import Complaint, ComplaintEvent
from org.access.choices import Right
from org.calendar.rules import YearNotLoaded
from org.calendar.selectors import working_time
from org.people.models import Person

if TYPE_CHECKING:
    from decimal import Decimal

    from org.people.models import PersonQuerySet
    from org.units.models import Unit

MADE = (FindingAct.PREPARED, FindingAct.REVISED, FindingAct.NOTICED)
SEES_SHARES = (Right.RESPONSIBILITY_EDIT, Right.RESPONSIBILITY_DECIDE, Right.COMPLAINT_EDIT, Right.AUDIT_READ)
"""Who handles, finds out, decides or audits reads who bears what; others see how far it has come."""


def finding_of(complaint: Complaint, *, of_round: int | None = None) -> Finding | None:
    """The finding of the round now at work, or of that number, with its ticket and people; None where there is none."""
    related = ("casework__complaint__unit", "made_by", "decided_by")
    rows = Finding.objects.select_related(*related).prefetch_related("shares__person", "weights")
    return rows.filter(casework__complaint=complaint, **in_round(of_round)).first()


def rounds_found(complaint: Complaint) -> list[int]:
    """The earlier rounds in which responsibility was found out, newest first: they stay to be read."""
    rows = Finding.objects.filter(casework__complaint=complaint, casework__is_current=False)
    return list(rows.order_by("-casework__round").values_list("casework__round", flat=True))


def found_in_round() -> Exists:
    """A condition on a round: responsibility was found out in it."""
    return Exists(Finding.objects.filter(casework=OuterRef("pk")))


def finding_in_brief(complaint: Complaint) -> Finding | None:
    """The same with no more than how far it has come: whom it names by their ids alone."""
    rows = Finding.objects.select_related("casework").prefetch_related("shares")
    return rows.filter(casework__complaint=complaint, casework__is_current=True).first()


def sees_shares(person: Person, complaint: Complaint) -> bool:
    return any(person.may(right, at=complaint) for right in SEES_SHARES)


def is_named(person: Person, finding: Finding) -> bool:
    """Whether the finding, also a withdrawn one, names the person, who then does nothing with it but answer."""
    return any(share.person_id == person.pk for share in finding.shares.all())


def named_in(casework: Casework) -> PersonQuerySet:
    """Whom the finding of this round names, in draft too; nobody once it is withdrawn.

    They are concerned, so they decide nothing in the case.
    """
    shares = Share.objects.filter(finding__casework=casework).exclude(finding__state=FindingState.WITHDRAWN)
    found: PersonQuerySet = Person.objects.filter(pk__in=shares.values("person"))
    return found


def makers_of(finding: Finding) -> set[int]:
    """Ids of everybody who prepared or revised the finding, or gave the notice: none of them decides."""
    steps = ComplaintEvent.objects.filter(
        complaint=finding.casework.complaint_id, kind=EventKind.RESPONSIBILITY, data__finding=finding.pk
    )
    by = steps.filter(data__act__in=[act.value for act in MADE]).values_list("by", flat=True)
    return {finding.made_by_id, *(pk for pk in by if pk)}


def is_ripe(finding: Finding, *, now: dt.datetime) -> bool:
    """Whether everybody named has answered, or the time to do so is over."""
    if finding.state != FindingState.NOTICED or finding.answer_by is None:
        return False
    return now > finding.answer_by or all(share.is_answered for share in finding.shares.all())


def delivered_refund(casework: Casework) -> Decimal | None:
    """What was paid back to the customer in this round; None while nothing was."""
    paid = Offer.objects.filter(casework=casework, kind=OfferKind.REFUND, state=OfferState.DELIVERED)
    return paid.order_by("-pk").values_list("delivered_amount", flat=True).first()


def shares_of(person: Person) -> ShareQuerySet:
    """What the person is named for, newest first, with the ticket it is about."""
    related = ("finding__casework__complaint__unit", "finding__decided_by", "person")
    return Share.objects.visible_to(person).select_related(*related).order_by("-finding__noticed_at", "-pk")


def waiting_for(person: Person, *, now: dt.datetime) -> ShareQuerySet:
    """Notices that the person has not answered and still may."""
    return shares_of(person).filter(pk__in=Share.objects.to_be_answered(at=now).values("pk"))


def to_be_decided(person: Person, *, now: dt.datetime) -> list[Finding]:
    """Findings that wait for a decision which this person may take, the oldest first."""
    if not person.may(Right.RESPONSIBILITY_DECIDE):
        return []
    at_work = {"casework__is_current": True, "casework__validity": Validity.VALID}
    rows = Finding.objects.visible_to(person).filter(state=FindingState.NOTICED, **at_work)
    rows = rows.exclude(casework__complaint__state=State.VOID).exclude(shares__person=person)
    rows = rows.exclude(made_by=person).select_related("casework__complaint").prefetch_related("shares")
    return [
        finding
        for finding in rows.order_by("answer_by", "pk")[:100]
        if is_ripe(finding, now=now) and person.may(Right.RESPONSIBILITY_DECIDE, at=finding)
    ]


def answer_day(unit: Unit, *, now: dt.datetime) -> dt.date | None:
    """The day that FINDING_ANSWER_DAYS working days lead to; None where that is not set or the year not loaded."""
    if settings.FINDING_ANSWER_DAYS is None:
        return None
    try:
        return timezone.localdate(working_time(unit).add_working_days(now, settings.FINDING_ANSWER_DAYS))
    except YearNotLoaded:
        return None
