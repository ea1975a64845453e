"""What is written to a ticket without moving it: notes, calls, and the reading of a number."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints.tickets import rules
from complaints.tickets.choices import EventKind, State
from complaints.tickets.models import Complaint, ComplaintEvent
from complaints.tickets.services.trail import remember
from core.phones import services as phones
from core.refusals import Refusal

if TYPE_CHECKING:
    from org.people.models import Person

NOTE_MOST = 4000


class CannotNote(Refusal):
    """There is nothing to add, or nothing may be added any more."""


@transaction.atomic
def add_note(*, complaint: Complaint, text: str, by: Person | None, now: dt.datetime) -> ComplaintEvent:
    """Add a note. Raises CannotNote, TextTooLong."""
    return remember(EventKind.NOTE, complaint=complaint, by=by, now=now, text=_words(complaint, text))


@transaction.atomic
def log_call(
    *,
    complaint: Complaint,
    text: str,
    by: Person | None,
    now: dt.datetime,
    reached: bool = True,
    minutes: int | None = None,
    recording: str = "",
) -> ComplaintEvent:
    """Record a call with the customer: whether reached, how long, the recording's number. Raises CannotNote."""
    words = _words(complaint, text)
    data = {
        "reached": reached,
        "minutes": minutes,
        "recording": rules.cleaned_within(recording, most=60, field="recording"),
    }
    return remember(EventKind.CALL, complaint=complaint, by=by, now=now, text=words, data=data)


def _words(complaint: Complaint, text: str) -> str:
    words = rules.cleaned_within(text, most=NOTE_MOST, field="text")
    if not words:
        raise CannotNote(_("Write something first."), field="text")
    if complaint.state == State.VOID:
        raise CannotNote(_("This ticket is void; it can no longer be changed."))
    return words


def remember_file(complaint: Complaint, *, name: str, added: bool, by: Person | None, now: dt.datetime) -> None:
    """A file came to the ticket or went from it. The audit chain has its own line, written with the file."""
    kind = EventKind.ATTACHED if added else EventKind.DETACHED
    ComplaintEvent.objects.create(complaint=complaint, kind=kind, at=now, by=by, data={"name": name})


@transaction.atomic
def reveal_phone(*, complaint: Complaint, reason: str, by: Person, now: dt.datetime) -> str:
    """The customer's full number, for a reason, in history and audit, at most 30 an hour (P10).

    Raises core.phones.services.CannotReveal.
    """
    why = rules.cleaned_within(reason, most=200, field="reason")
    digits = phones.reveal(sealed=complaint.phone_sealed, about=complaint, reason=why, by=by, now=now)
    ComplaintEvent.objects.create(complaint=complaint, kind=EventKind.PHONE_REVEALED, at=now, by=by, text=why)
    return digits
