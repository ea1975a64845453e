"""The acts of what stayed unresolved: written down, followed until it is settled, made a complaint."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.tickets.choices import Channel
from complaints.tickets.rules import cleaned_within, title_from
from complaints.tickets.services import register_complaint
from core.audit.services import record
from core.notifications.registry import declare
from core.notifications.services import notify
from core.phones.rules import normalise
from core.phones.services import seal, unseal
from core.refusals import Refusal
from core.versions import change_as_read
from halls.stationing import rules
from halls.stationing.choices import MatterState, StintState
from halls.stationing.models import OpenMatter
from halls.stationing.selectors import matters_due
from halls.stationing.services.stints import CannotLog, hold_stint, refuse_others

if TYPE_CHECKING:
    from complaints.models import Complaint
    from halls.stationing.models import Stint
    from org.people.models import Person

MOST_AT_ONCE = 500
GIVEN, DUE = "matter.given", "matter.due"
declare(GIVEN, sentence=_("%(by)s asks you to settle what a customer of %(unit)s left with, by %(due)s: %(words)s"))
declare(DUE, sentence=_("What a customer of %(unit)s left with was to be settled by %(due)s: %(words)s"))


class CannotSettle(Refusal):
    """The matter is settled already, or something is missing that the act needs."""


@dataclass(frozen=True)
class NewMatter:
    """What a customer left with. Name and phone may be left out; the phone is kept sealed."""

    kind: str
    words: str
    owner: Person
    due_on: dt.date
    customer_name: str = ""
    phone: str = ""


@transaction.atomic
def add_matter(*, stint: Stint, matter: NewMatter, by: Person, now: dt.datetime) -> OpenMatter:
    """Write down what stayed unresolved, before the stint is signed.

    Raises MayNotSign, CannotLog, NotAPhone, TextTooLong.
    """
    refuse_others(stint, by)
    if hold_stint(stint).state != StintState.OPEN:
        raise CannotLog(_("This stint is closed. What is signed is changed by a correction."))
    return write_matter(stint, matter, by=by, now=now)


def write_matter(stint: Stint, matter: NewMatter, *, by: Person, now: dt.datetime) -> OpenMatter:
    """Inside an act that holds the stint. Raises CannotLog, NotAPhone, TextTooLong."""
    words = cleaned_within(matter.words, most=rules.WORDS_MOST, field="words")
    if not words:
        raise CannotLog(_("Say what stayed unresolved."), field="words")
    if matter.due_on < stint.day:
        raise CannotLog(_("It is due on the day of the stint or later."), field="due_on")
    phone = seal(normalise(matter.phone))
    made = OpenMatter.objects.create(
        stint=stint,
        kind=matter.kind,
        words=words,
        customer_name=cleaned_within(matter.customer_name, most=60, field="customer_name"),
        phone_sealed=phone.sealed,
        phone_masked=phone.masked,
        owner=matter.owner,
        due_on=matter.due_on,
        made_at=now,
        made_by=by,
    )
    record("matter.written", by=by, now=now, about=made, data={"owner": matter.owner.name, "words": words})
    if matter.owner != by:
        _tell(GIVEN, made, by=by, now=now)
    return made


@transaction.atomic
def strike(*, matter: OpenMatter, version: int | None, by: Person, now: dt.datetime) -> OpenMatter:
    """It was written down by mistake; only while the stint is not signed. Raises MayNotSign, CannotLog."""
    refuse_others(matter.stint, by)
    if hold_stint(matter.stint).state == StintState.SIGNED:
        raise CannotLog(_("The stint is signed: correct it, with a reason."))
    if matter.complaint_id is not None:
        raise CannotLog(_("What has become a complaint stays on the list."))
    change_as_read(matter, version=version, struck_at=now)
    record("matter.struck", by=by, now=now, about=matter)
    return matter


@transaction.atomic
def follow_up(*, matter: OpenMatter, words: str, by: Person, now: dt.datetime) -> OpenMatter:
    """What was done or said since; stays in the history of the matter. Raises CannotSettle."""
    _refuse_settled(matter)
    said = cleaned_within(words, most=rules.WORDS_MOST, field="words")
    if not said:
        raise CannotSettle(_("Say what was done."), field="words")
    record("matter.followed", by=by, now=now, about=matter, data={"note": said})
    return matter


@transaction.atomic
def settle(*, matter: OpenMatter, words: str, by: Person, now: dt.datetime) -> OpenMatter:
    """The customer has what was asked for. The rate of the day stays: it was not solved on the spot.

    Raises CannotSettle, ChangedMeanwhile.
    """
    _refuse_settled(matter)
    said = cleaned_within(words, most=rules.WORDS_MOST, field="words")
    if not said:
        raise CannotSettle(_("Say how it was settled."), field="words")
    ended = {"state": MatterState.SETTLED, "settled_at": now, "settled_by": by, "settled_words": said}
    change_as_read(matter, version=matter.version, **ended)
    record("matter.settled", by=by, now=now, about=matter, data={"note": said})
    return matter


@transaction.atomic
def raise_complaint(*, matter: OpenMatter, by: Person, now: dt.datetime) -> Complaint:
    """Register it as a complaint of the hall, once; both show the other. Raises CannotSettle, ChangedMeanwhile."""
    _refuse_settled(matter)
    if matter.complaint_id is not None:
        raise CannotSettle(_("This has become a complaint already."))
    complaint = register_complaint(
        by=by,
        now=now,
        unit=matter.stint.unit,
        channel=Channel.COUNTER,
        subject=title_from(matter.words),
        text=matter.words,
        customer_name=matter.customer_name,
        phone=unseal(matter.phone_sealed),
    )
    change_as_read(matter, version=matter.version, complaint=complaint)
    record("matter.made_complaint", by=by, now=now, about=matter, data={"number": complaint.number})
    return complaint


def remind(*, now: dt.datetime, limit: int = MOST_AT_ONCE) -> int:
    """Tell owners once what has fallen due; gives how many were told. Safe to run twice."""
    today = timezone.localdate(now)
    rows = matters_due(on=today).filter(reminded_on=None).order_by("due_on", "pk")[:limit]
    return sum(_remind_of(matter, today=today, now=now) for matter in rows)


@transaction.atomic
def _remind_of(matter: OpenMatter, *, today: dt.date, now: dt.datetime) -> bool:
    if not OpenMatter.objects.open().filter(pk=matter.pk, reminded_on=None).update(reminded_on=today):
        return False
    _tell(DUE, matter, by=None, now=now)
    return True


def _refuse_settled(matter: OpenMatter) -> None:
    if matter.struck_at is not None:
        raise CannotSettle(_("This was written down by mistake."))
    if matter.state != MatterState.OPEN:
        raise CannotSettle(_("Somebody has settled this already."))


def _tell(kind: str, matter: OpenMatter, *, by: Person | None, now: dt.datetime) -> None:
    notify(
        kind,
        recipients={matter.owner},
        params={
            "by": str(by or ""),
            "unit": matter.stint.unit.name,
            "due": matter.due_on.isoformat(),
            "words": matter.words,
        },
        address=reverse("matter", args=[matter.pk]),
        key=f"{kind}:{matter.pk}",
        now=now,
    )
