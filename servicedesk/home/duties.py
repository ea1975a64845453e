"""What waits for a person beside tickets: daily books that are missing, corrective actions, findings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints.responsibility.models import Finding, Share
from complaints.responsibility.selectors import to_be_decided, waiting_for
from core.ui.choices import Status
from core.ui.words import due_words
from halls.book.selectors import Book, missing_below
from improvement.actions.models import Action
from improvement.actions.rules import standing_of
from improvement.actions.selectors import mine, verifiable
from org.models import Person

ROWS = 5


@dataclass(frozen=True)
class DutyLine:
    subject: str
    foot: str
    url: str
    status: str
    words: str


@dataclass(frozen=True)
class Duty:
    """A short list with the way to all of it."""

    title: str | Promise
    url: str
    lines: list[DutyLine]


def duties(person: Person, *, now: dt.datetime) -> list[Duty]:
    """The lists that hold anything, the most pressing first."""
    answers = [_to_answer(share, now) for share in waiting_for(person, now=now)[:ROWS]]
    decisions = [_to_decide(finding) for finding in to_be_decided(person, now=now)[:ROWS]]
    owned = [_action(action, now) for action in mine(person)[:ROWS]]
    to_verify = [_action(action, now) for action in verifiable(person)[:ROWS]]
    books = [_book(book) for book in missing_below(person, now=now)[:ROWS]]
    actions = reverse("actions")
    made = [
        Duty(_("Daily books missing today"), reverse("books"), books),
        Duty(_("Findings to answer"), reverse("my_findings"), answers),
        Duty(_("Findings to decide"), "", decisions),
        Duty(_("My corrective actions"), f"{actions}?show=mine", owned),
        Duty(_("To be verified by me"), f"{actions}?show=done", to_verify),
    ]
    return [duty for duty in made if duty.lines]


def _book(book: Book) -> DutyLine:
    meeting = f"{book.meeting:%H:%M}" if book.meeting else ""
    return DutyLine(
        book.unit.name, meeting, reverse("hall_books", args=[book.unit.code]), Status.LATE, str(book.state.label)
    )


def _to_answer(share: Share, now: dt.datetime) -> DutyLine:
    complaint, until = share.finding.casework.complaint, share.finding.answer_by
    words = due_words(until, now)
    return DutyLine(complaint.subject, complaint.number, reverse("my_finding", args=[share.pk]), Status.SOON, words)


def _to_decide(finding: Finding) -> DutyLine:
    complaint = finding.casework.complaint
    address = reverse("finding_decide", args=[complaint.number])
    return DutyLine(complaint.subject, complaint.number, address, Status.SOON, str(finding.get_state_display()))


def _action(action: Action, now: dt.datetime) -> DutyLine:
    standing = standing_of(action.state, action.due_on, today=timezone.localdate(now))
    address = reverse("action", args=[action.number])
    return DutyLine(action.measure, action.number, address, standing.status, standing.words)
