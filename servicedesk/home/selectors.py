"""What waits for a person: a work queue, not charts (ux.md "Home per role")."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints.counters.choices import Number
from complaints.escalation.selectors import waiting_for as told_of
from complaints.models import Complaint, EscalationNotice
from complaints.tickets.choices import Due, State
from complaints.tickets.clocks import Clock, clock_of, due_between, old_note
from core.approvals.selectors import waiting_for
from core.jobs.selectors import VitalSigns, vital_signs
from core.models import ApprovalRequest, AuditEntry, ImportRun, Job
from core.ui.choices import Status
from org.access.choices import Right
from org.models import CalendarYear, Person
from servicedesk.home.numbers import address_of

ROWS = 5
MOST_COUNTED = 999


@dataclass(frozen=True)
class TicketLine:
    number: str
    url: str
    subject: str
    unit: str
    grade: str
    clock: Clock


@dataclass(frozen=True)
class Queue:
    """A short list with a way to all of it; `number` stops counting at a thousand."""

    code: str
    title: str | Promise
    empty: str | Promise
    lines: list[TicketLine]
    number: int
    url: str
    status: str


def queues(person: Person, numbers: Mapping[Number, int], *, now: dt.datetime) -> list[Queue]:
    """The lists this person works from, the most pressing first; `numbers` say how long each of them is."""
    if not person.may(Right.COMPLAINT_VIEW):
        return []
    waiting = Complaint.objects.visible_to(person).open()
    since, until = due_between(Due.SOON, now=now)
    soon = waiting.filter(due_at__gte=since, due_at__lt=until)
    shown = [
        _queue(Number.LATE, _("Late"), _("Nothing is late."), waiting.overdue(at=now), numbers, now),
        _queue(
            Number.SOON, _("Due within a day"), _("Nothing falls due within a day."), soon, numbers, now
        ),
    ]  # fmt: skip
    if person.may(Right.COMPLAINT_EDIT):
        mine, free = waiting.filter(handler=person), waiting.filter(handler=None)
        shown.insert(0, _queue(Number.MINE, _("My next ones"), _("Nothing is waiting for you."), mine, numbers, now))
        nobody, all_given = _("Without a handler"), _("Every open ticket has a handler.")
        shown.append(_queue(Number.FREE, nobody, all_given, free, numbers, now))
    return shown


def note_on_old(queues: Iterable[Queue]) -> str:
    """What to know of tickets that are late by months; nothing where there are none."""
    return old_note() if any(line.clock.is_old for queue in queues for line in queue.lines) else ""


def _queue(
    code: Number,
    title: Promise,
    empty: Promise,
    rows: QuerySet[Complaint],
    numbers: Mapping[Number, int],
    now: dt.datetime,
) -> Queue:
    first = (
        rows.select_related("unit")
        .only("number", "subject", "grade", "due_at", "unit__name")
        .order_by("due_at", "pk")[:ROWS]
    )
    lines = [_line(complaint, now) for complaint in first]
    status = Status.LATE if code == Number.LATE else Status.SOON
    return Queue(code.value, title, empty, lines, numbers[code], f"{address_of(code)}&sort=due", status)


def _line(complaint: Complaint, now: dt.datetime) -> TicketLine:
    return TicketLine(
        complaint.number,
        reverse("complaint", args=[complaint.number]),
        complaint.subject,
        complaint.unit.name,
        complaint.grade,
        clock_of(State.OPEN, complaint.due_at, None, now=now),
    )


def approvals(person: Person, *, now: dt.datetime) -> list[ApprovalRequest]:
    """What waits longest for the person's approval."""
    return list(waiting_for(person, now).select_related("asked_by").order_by("pk")[:ROWS])


def escalations(person: Person) -> list[EscalationNotice]:
    """The latest that went up to this person and wait to be acknowledged."""
    return told_of(person, most=ROWS) if person.may(Right.COMPLAINT_VIEW) else []


@dataclass(frozen=True)
class Fact:
    """A line of a panel: what, how it stands, and where to look."""

    name: str | Promise
    text: str | Promise
    status: str
    url: str = ""


def audit_facts(person: Person) -> list[Fact]:
    """For the auditor: how far the trail reaches, who revealed phone numbers, what was imported."""
    if not person.may(Right.AUDIT_READ):
        return []
    trail = AuditEntry.objects.visible_to(person)
    last = trail.order_by("-position").first()
    reveals = trail.filter(verb="phone.revealed", at__gte=timezone.now() - dt.timedelta(days=30)).count()
    imports = ImportRun.objects.visible_to(person).count()
    entries = _("%(number)s entries, the last on %(day)s") % {
        "number": last.position if last else 0,
        "day": timezone.localtime(last.at).strftime("%Y-%m-%d %H:%M") if last else "—",
    }
    return [
        Fact(_("Audit trail"), entries, Status.ONTIME, reverse("audit")),
        Fact(
            _("Phone numbers revealed in 30 days"),
            str(reveals),
            Status.ONTIME,
            f"{reverse('audit')}?verb=phone.revealed",
        ),
        Fact(_("Imports so far"), str(imports), Status.ONTIME, reverse("jobs")),
    ]


def system_facts(person: Person, *, now: dt.datetime) -> list[Fact]:
    """For the administrator: do jobs move, has any been given up, is next year's calendar there."""
    if not person.may(Right.SYSTEM_MANAGE):
        return []
    signs = vital_signs(now=now)
    return [_sweep_fact(signs, now), _dead_fact(signs), *_calendar_facts(now.date())]


def _sweep_fact(signs: VitalSigns, now: dt.datetime) -> Fact:
    alive = signs.last_sweep_at is not None and now - signs.last_sweep_at < dt.timedelta(minutes=5)
    text = _("The worker looks for jobs.") if alive else _("No worker has looked for jobs in five minutes. Start one.")
    return Fact(_("Worker"), text, Status.ONTIME if alive else Status.LATE, reverse("jobs"))


def _dead_fact(signs: VitalSigns) -> Fact:
    text = _("%(number)s given up") % {"number": signs.dead_count} if signs.dead_count else _("none given up")
    status = Status.LATE if signs.dead_count else Status.ONTIME
    return Fact(_("Jobs"), text, status, f"{reverse('jobs')}?state=failed")


def _calendar_facts(today: dt.date) -> Iterable[Fact]:
    loaded = set(CalendarYear.objects.values_list("year", flat=True))
    # The State Council publishes the next year's days in November (libraries.md 12).
    wanted = {today.year} | ({today.year + 1} if today.month >= 11 else set())
    for year in sorted(wanted - loaded):
        text = _("%(year)s is not loaded: deadlines in it are not computed. Import the official notice.") % {
            "year": year
        }
        yield Fact(_("Working calendar"), text, Status.SOON, reverse("calendar"))


def waiting_jobs(person: Person) -> QuerySet[Job]:
    """The person's own jobs that still run or wait."""
    return Job.objects.filter(by=person, state__in=["queued", "running"]).order_by("-pk")[:ROWS]
