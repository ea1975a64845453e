"""What waits for a person beside tickets: the own hall, checks and daily books, corrective actions, findings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from complaints.responsibility.models import Finding, Share
from complaints.responsibility.selectors import to_be_decided, waiting_for
from core.ui.choices import Status
from core.ui.words import due_words
from halls.book.selectors import Book, missing_below
from halls.checks.choices import CheckKind, RunState
from halls.checks.models import CheckRun
from halls.premises.models import Premises
from halls.queue.selectors import waits_now
from halls.shops.models import ShopVisit
from halls.shops.presenter import mine_line
from improvement.actions.models import Action
from improvement.actions.rules import standing_of
from improvement.actions.selectors import mine, verifiable
from org.access.choices import Right
from org.models import Person
from org.units.choices import UnitKind

ROWS = 5


@dataclass(frozen=True)
class DutyLine:
    subject: str | Promise
    foot: str
    url: str
    status: str
    words: str | Promise


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
    unsent = CheckRun.objects.drafts_of(person).exclude(kind=CheckKind.MYSTERY).select_related("unit", "template")
    checks = [_check(run) for run in unsent.order_by("-pk")[:ROWS]]
    books = [_book(book) for book in missing_below(person, now=now)[:ROWS]]
    actions = reverse("actions")
    made = [
        Duty(_("My hall now"), "", _own_halls(person, now)),
        Duty(_("My mystery visits"), reverse("shop_mine"), _visits(person, now)),
        Duty(_("Daily books missing today"), reverse("books"), books),
        Duty(_("Checks to send"), reverse("check_runs"), checks),
        Duty(_("Findings to answer"), reverse("my_findings"), answers),
        Duty(_("Findings to decide"), "", decisions),
        Duty(_("My corrective actions"), f"{actions}?show=mine", owned),
        Duty(_("To be verified by me"), f"{actions}?show=done", to_verify),
    ]
    return [duty for duty in made if duty.lines]


def _own_halls(person: Person, now: dt.datetime) -> list[DutyLine]:
    """Where one is posted: how many wait there now, and the way to a counter for who serves."""
    units = [post.unit_id for post in person.current_postings if post.unit.kind == UnitKind.HALL]
    halls = list(
        Premises.objects.filter(unit__in=units)
        .select_related("unit")
        .prefetch_related("unit__opening_hours")
        .order_by("unit__path")[:ROWS]
    )
    waits = waits_now(halls, now=now) if halls else {}
    lines = []
    for hall in halls:
        count, unit = len(waits[hall.pk]), hall.unit
        status = Status.SOON if count else Status.DONE
        if person.may(Right.QUEUE_SERVE, at=unit):
            address = reverse("console", args=[unit.code])
            lines.append(DutyLine(_("My counter"), unit.name, address, status, _waiting(count)))
        if person.may(Right.HALL_VIEW, at=unit):
            address = reverse("hall", args=[unit.code])
            lines.append(DutyLine(_("The hall's queue"), unit.name, address, status, _waiting(count)))
    return lines


def _visits(person: Person, now: dt.datetime) -> list[DutyLine]:
    """What a shopper has to answer, to visit or to send."""
    if not person.may(Right.SHOP_RUN):
        return []
    rows = ShopVisit.objects.given_to(person).select_related("hall", "run", "round_of").order_by("round_of__due_on")
    lines = [mine_line(visit, today=timezone.localdate(now)) for visit in rows]
    return [
        DutyLine(
            line.visit.hall.name,
            f"{line.visit.round_of.opens_on:%m-%d} – {line.visit.round_of.due_on:%m-%d}",
            reverse("shop_mine_visit", args=[line.visit.pk]),
            line.status,
            line.stage.label,
        )
        for line in lines
        if not line.is_over
    ][:ROWS]


def _waiting(count: int) -> str:
    return ngettext("%(count)s waits", "%(count)s wait", count) % {"count": count}


def _check(run: CheckRun) -> DutyLine:
    words = RunState.RETURNED.label if run.replaces_id else run.get_state_display()
    foot = f"{run.unit.name} · {run.business_day:%Y-%m-%d}"
    return DutyLine(run.template.name, foot, reverse("check_fill", args=[run.number]), Status.SOON, words)


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
