"""Waiting for somebody outside without being late: a pause with its reason and the day agreed on."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from complaints.clocks.choices import PROOF_NEEDED, ClockKind, ClockState, IntervalKind, PauseReason
from complaints.clocks.models import Clock, ClockInterval
from complaints.clocks.rules import PAUSABLE, PAUSE_MOST
from complaints.clocks.services.running import close_interval, open_clocks, paused_until, recount
from complaints.tickets import rules as texts
from complaints.tickets.choices import EventKind, State
from complaints.tickets.models import Complaint
from complaints.tickets.services.trail import remember
from core.files.services import attach
from core.notifications.registry import declare
from core.notifications.services import notify
from core.refusals import Refusal
from org.calendar.rules import YearNotLoaded

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from core.files.models import Attachment
    from org.people.models import Person

NOTE_MOST = 300
MOST_AT_ONCE = 500
GOES_ON = "clock.goes_on"

declare(GOES_ON, sentence=_("The clock of ticket %(number)s runs again: %(subject)s"))


class CannotPause(Refusal):
    """This clock may not stand still now, or not without more being said."""


class CannotResume(Refusal):
    """The clock does not stand still."""


@transaction.atomic
def pause_clock(
    *,
    complaint: Complaint,
    kind: ClockKind,
    reason: str,
    note: str,
    resume_at: dt.datetime,
    by: Person,
    now: dt.datetime,
    proof: Attachment | None = None,
    upload: UploadedFile | None = None,
) -> Clock:
    """Stop one clock of an open ticket until `resume_at`; its deadline moves by what will have been paused.

    A file (`upload`, or one that the ticket has already) is needed for what an authority or a notice
    attests. Raises CannotPause, YearNotLoaded, TextTooLong, core.files.services.CannotAttach.
    """
    chosen, words = PauseReason(reason), texts.cleaned_within(note, most=NOTE_MOST, field="note")
    clock = _held(complaint, kind, now=now)
    _refuse(clock, words, resume_at, now)
    # The clock before the file: keeping one writes the trail, and whoever ends a clock holds it when they come there.
    close_interval(clock, at=now)
    proof = attach(upload, about=complaint, by=by, now=now) if upload else proof
    if chosen in PROOF_NEEDED and proof is None:
        raise CannotPause(_("“%(reason)s” needs a file as proof.") % {"reason": chosen.label}, field="upload")
    said = {"reason": chosen, "note": words, "proof": proof, "by": by, "resume_at": resume_at}
    ClockInterval.objects.create(clock=clock, kind=IntervalKind.PAUSE, started_at=now, **said)
    clock.state = ClockState.PAUSED
    had_due = clock.due_at is not None
    recount(clock, now=now)
    if had_due and clock.due_at is None:
        raise YearNotLoaded(texts.month_of(resume_at) // 100)
    data = {"act": "paused", "reason": chosen.value, "until": resume_at.isoformat(), "proof": bool(proof)}
    _remember(clock, by=by, now=now, text=words, data=data)
    return clock


@transaction.atomic
def resume_clock(*, complaint: Complaint, kind: ClockKind, by: Person | None, now: dt.datetime) -> Clock:
    """Let a clock go on before the day agreed, or on it; what was paused stays paused. Raises CannotResume."""
    clock = _held(complaint, kind, now=now, refusal=CannotResume)
    if clock.state != ClockState.PAUSED:
        raise CannotResume(_("This clock is not paused."))
    return _go_on(clock, at=paused_until(clock, now), by=by, now=now)


def resume_due(*, now: dt.datetime, limit: int = MOST_AT_ONCE) -> int:
    """Let clocks go on whose day has come, at the moment that was agreed. Safe to run twice, or by two."""
    lasting = ClockInterval.objects.filter(kind=IntervalKind.PAUSE, ended_at=None, resume_at__lte=now)
    found = lasting.select_related("clock__complaint__handler").order_by("resume_at", "pk")[:limit]
    return sum(_resume_as_agreed(pause, now=now) for pause in found)


def _resume_as_agreed(pause: ClockInterval, *, now: dt.datetime) -> bool:
    complaint = pause.clock.complaint
    try:
        with transaction.atomic():
            clock = _held(complaint, ClockKind(pause.clock.kind), now=now, refusal=CannotResume)
            if clock.state != ClockState.PAUSED or pause.resume_at is None:
                return False
            _go_on(clock, at=pause.resume_at, by=None, now=now)
            if complaint.handler is not None:
                notify(
                    GOES_ON,
                    recipients=[complaint.handler],
                    params={"number": complaint.number, "subject": complaint.subject},
                    address=reverse("complaint", args=[complaint.number]),
                    key=f"{GOES_ON}:{pause.pk}",
                    now=now,
                )
    except Refusal:
        # Closed, or taken up again by hand, since the list was read.
        return False
    return True


def _go_on(clock: Clock, *, at: dt.datetime, by: Person | None, now: dt.datetime) -> Clock:
    close_interval(clock, at=at)
    ClockInterval.objects.create(clock=clock, kind=IntervalKind.RUN, started_at=at, by=by)
    clock.state = ClockState.RUNNING
    recount(clock, now=now)
    _remember(clock, by=by, now=now, data={"act": "resumed", "agreed": by is None})
    return clock


def _held(complaint: Complaint, kind: ClockKind, *, now: dt.datetime, refusal: type[Refusal] = CannotPause) -> Clock:
    """The clock of an open ticket. The ticket's row is written first, as by every act: no two wait crosswise."""
    if not Complaint.objects.filter(pk=complaint.pk, state=State.OPEN).update(version=F("version")):
        raise refusal(_("This ticket is not open: its clocks have ended."))
    clock = next((one for one in open_clocks(complaint, now=now) if one.kind == kind), None)
    if clock is None:
        raise refusal(_("No such clock runs on this ticket."))
    return clock


def _refuse(clock: Clock, words: str, resume_at: dt.datetime, now: dt.datetime) -> None:
    if clock.kind not in PAUSABLE:
        raise CannotPause(_("An authority set this term: it cannot be paused."))
    if clock.state == ClockState.PAUSED:
        raise CannotPause(_("This clock is already paused."))
    if clock.due_at is not None and now >= clock.due_at:
        raise CannotPause(_("This clock has run out: a pause does not make it good."))
    if not words:
        raise CannotPause(_("Say what is being waited for."), field="note")
    if resume_at <= now:
        raise CannotPause(_("The day to go on lies in the past."), field="resume_at")
    if resume_at - now > PAUSE_MOST:
        raise CannotPause(_("A pause lasts a year at most."), field="resume_at")


def _remember(clock: Clock, *, by: Person | None, now: dt.datetime, data: dict[str, object], text: str = "") -> None:
    told = {"clock": clock.kind, "due": clock.due_at.isoformat() if clock.due_at else "", **data}
    remember(EventKind.CLOCK, complaint=clock.complaint, by=by, now=now, text=text, data=told)
