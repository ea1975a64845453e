"""Customers of class B: listed by hand, for a purpose, with a reviewer and a last day; never a worse service."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from complaints.gates.models import DifficultCustomer
from complaints.tickets.rules import cleaned_within
from core.audit.services import record
from core.notifications.registry import declare
from core.notifications.services import notify
from core.phones.rules import normalise
from core.phones.services import seal
from core.refusals import Refusal
from org.access.choices import Right

if TYPE_CHECKING:
    from org.people.models import Person
    from org.units.models import Unit

PURPOSE_MOST = 300
LONGEST = dt.timedelta(days=366)
REMIND_BEFORE = dt.timedelta(days=7)
REVIEW = "difficult.review"

declare(REVIEW, sentence=_("Review the entry of a class B customer by %(day)s, or it falls off the list: %(phone)s"))


class CannotList(Refusal):
    """Something that belongs to an entry was left out, or does not fit."""


class EntryEnded(Refusal):
    """The entry was ended already."""


@transaction.atomic
def list_customer(
    *, phone: str, unit: Unit, purpose: str, reviewer: Person, expires_on: dt.date, by: Person, now: dt.datetime
) -> DifficultCustomer:
    """Put a number on the list of a unit; says nothing on any ticket. Raises CannotList, NotAPhone, TextTooLong."""
    why = _why(purpose, field="purpose")
    _refuse_wrong_day(expires_on, now)
    if reviewer.pk == by.pk or not reviewer.may(Right.DIFFICULT_VIEW, at=unit):
        raise CannotList(_("The reviewer is somebody else who may see this list."), field="reviewer")
    sealed = seal(normalise(phone))
    try:
        with transaction.atomic():
            entry = DifficultCustomer.objects.create(
                phone_digest=sealed.digest,
                phone_masked=sealed.masked,
                unit=unit,
                unit_path=unit.path,
                purpose=why,
                listed_by=by,
                listed_at=now,
                reviewer=reviewer,
                expires_on=expires_on,
            )
    except IntegrityError:
        raise CannotList(_("This number is on the list of this unit already."), field="phone") from None
    told = {"phone": sealed.masked, "purpose": why, "reviewer": str(reviewer), "until": str(expires_on)}
    record("difficult.listed", by=by, now=now, about=entry, data=told)
    return entry


@transaction.atomic
def review_entry(
    *, entry: DifficultCustomer, purpose: str, expires_on: dt.date, by: Person, now: dt.datetime
) -> DifficultCustomer:
    """The entry is still needed, for this purpose and until this day. Raises CannotList, EntryEnded, TextTooLong."""
    why = _why(purpose, field="purpose")
    _refuse_wrong_day(expires_on, now)
    standing = DifficultCustomer.objects.filter(pk=entry.pk, ended_at=None)
    if not standing.update(purpose=why, expires_on=expires_on):
        raise EntryEnded(_("This entry was ended already."))
    entry.refresh_from_db()
    record("difficult.reviewed", by=by, now=now, about=entry, data={"purpose": why, "until": str(expires_on)})
    return entry


@transaction.atomic
def end_entry(*, entry: DifficultCustomer, why: str, by: Person, now: dt.datetime) -> DifficultCustomer:
    """Take the number off the list; the entry stays to be read. Raises CannotList, EntryEnded, TextTooLong."""
    reason = _why(why, field="why")
    standing = DifficultCustomer.objects.filter(pk=entry.pk, ended_at=None)
    if not standing.update(ended_at=now, ended_by=by, ended_why=reason):
        raise EntryEnded(_("This entry was ended already."))
    entry.refresh_from_db()
    record("difficult.ended", by=by, now=now, about=entry, data={"reason": reason})
    return entry


def remind_reviewers(*, now: dt.datetime) -> int:
    """A week before an entry's last day its reviewer is told, once for each last day; gives how many entries."""
    today = localdate(now)
    ending = DifficultCustomer.objects.filter(ended_at=None, expires_on__range=(today, today + REMIND_BEFORE))
    for entry in ending.select_related("reviewer"):
        notify(
            REVIEW,
            recipients=[entry.reviewer],
            params={"day": str(entry.expires_on), "phone": entry.phone_masked},
            address=reverse("difficult_customers"),
            key=f"{REVIEW}:{entry.pk}:{entry.expires_on}",
            now=now,
        )
    return len(ending)


def _why(words: str, *, field: str) -> str:
    said = cleaned_within(words, most=PURPOSE_MOST, field=field)
    if not said:
        raise CannotList(_("Say what the entry is needed for, or why not any more."), field=field)
    return said


def _refuse_wrong_day(expires_on: dt.date, now: dt.datetime) -> None:
    today = localdate(now)
    if not today < expires_on <= today + LONGEST:
        raise CannotList(_("The last day lies after today and within a year."), field="expires_on")
