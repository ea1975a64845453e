"""A changed plan tried on a month that is over: whom it would have told how often, beside the plan in force."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch

from complaints.clocks.choices import ClockKind
from complaints.clocks.models import Clock
from complaints.escalation import rules
from complaints.escalation.choices import Line, Occasion, Trigger
from complaints.escalation.models import EscalationPlan, Rung
from complaints.escalation.selectors import Posted, live_plan, on_line, whom
from complaints.tickets.choices import EventKind
from complaints.tickets.models import Complaint, ComplaintEvent
from core.jobs.services import enqueue

if TYPE_CHECKING:
    from core.jobs.models import Job
    from org.people.models import Person

TRY = "escalation.try"
STEP = 200


@dataclass
class Tried:
    """What a plan would have done: escalations by level, notices by person, roles without anybody."""

    levels: Counter[int] = field(default_factory=Counter)
    people: Counter[str] = field(default_factory=Counter)
    gaps: Counter[str] = field(default_factory=Counter)

    @property
    def as_result(self) -> dict[str, Any]:
        return {
            "levels": {str(level): count for level, count in sorted(self.levels.items())},
            "people": dict(self.people.most_common()),
            "gaps": dict(self.gaps.most_common()),
        }


def request_trial(*, plan: EscalationPlan, month: int, by: Person, now: dt.datetime) -> Job:
    """Leave a job that tries `plan` on the tickets of `month` (201101) in the person's reach."""
    return enqueue(TRY, by=by, now=now, arguments={"plan": plan.pk, "month": month})


def try_plans(
    *, plan: EscalationPlan, month: int, person: Person, now: dt.datetime, step: Callable[..., None]
) -> dict[str, Any]:
    """Both plans on every ticket of the month, void ones left out; nothing is written and nobody told.

    Rungs by hand cannot be tried. Due times are taken as they stand now, with the pauses that were given.
    """
    line = Line(plan.line)
    tickets = on_line(Complaint.objects.visible_to(person).counted(), line).received_in(
        first_month=month, last_month=month
    )
    occasions = _occasions_of(tickets)
    live = live_plan(line)
    trials = {name: _Trial(one) for name, one in (("draft", plan), ("live", live)) if one is not None}
    total = tickets.count()
    handling = Prefetch("clocks", Clock.objects.filter(kind=ClockKind.HANDLING).order_by("pk"))
    rows = tickets.select_related("handler").prefetch_related(handling).only(
        "unit_path", "grade", "due_from", "due_at", "closed_at", "state", "channel", "handler__name"
    )  # fmt: skip
    for done, complaint in enumerate(rows.iterator(chunk_size=STEP), start=1):
        for trial in trials.values():
            trial.put(complaint, occasions[complaint.pk], now)
        if done % STEP == 0:
            step(done, total)
    empty = Tried().as_result
    return {
        "month": month,
        "tickets": total,
        **{name: trials[name].tried.as_result if name in trials else empty for name in ("draft", "live")},
    }


class _Trial:
    """One plan on ticket after ticket; who would be told is looked up once for each rung and unit."""

    def __init__(self, plan: EscalationPlan) -> None:
        self.tried = Tried()
        rungs = list(plan.rungs.all())
        self._hand = [rung for rung in rungs if rung.trigger == Trigger.HAND]
        self._others = [rung for rung in rungs if rung.trigger != Trigger.HAND]
        self._known: dict[tuple[int, str, int | None], Any] = {}

    def put(self, complaint: Complaint, occasions: Iterable[Occasion], now: dt.datetime) -> None:
        times = Counter(occasions)
        for rung in self._others:
            count = times[Occasion(rung.occasion)] if rung.occasion else _climbs(rung, complaint, now)
            if count:
                self._count(rung, complaint, count)

    def _count(self, rung: Rung, complaint: Complaint, count: int) -> None:
        key = (rung.pk, complaint.unit_path, complaint.handler_id)
        if key not in self._known:
            posted = Posted([rung], self._hand, [complaint.unit_path])
            self._known[key] = whom(rung, complaint.unit_path, complaint.handler, self._hand, posted)
        told = self._known[key]
        self.tried.levels[rung.level] += count
        for person in told.people:
            self.tried.people[f"{person.name} {person.staff_number}"] += count
        for role in told.gaps:
            self.tried.gaps[role.value] += count


def _climbs(rung: Rung, complaint: Complaint, now: dt.datetime) -> int:
    """In how many of its openings the ticket was still open at the rung's moment."""
    if not rules.fits(rung.grades, complaint.grade):
        return 0
    count = 0
    for start, due, end in _openings(complaint):
        moment = rules.moment_of(rung.counted, rung.offset_minutes or 0, start=start, due=due)
        count += moment is not None and moment <= min(now, end or now)
    return count


def _openings(complaint: Complaint) -> Iterator[tuple[dt.datetime | None, dt.datetime | None, dt.datetime | None]]:
    """Start, due time and end: of the openings before a reopening by their clocks, of the last by the ticket."""
    for clock in list(complaint.clocks.all())[:-1]:
        yield clock.started_at, clock.due_at, clock.ended_at
    yield complaint.due_from, complaint.due_at, complaint.closed_at


def _occasions_of(tickets: Any) -> dict[int, list[Occasion]]:
    """What happened to each ticket that goes up at once: by its channel and by its history."""
    found: dict[int, list[Occasion]] = defaultdict(list)
    outside = {channel.value: occasion for channel, occasion in rules.OCCASION_OF_CHANNEL.items()}
    for pk, channel in tickets.filter(channel__in=outside).values_list("pk", "channel"):
        found[pk].append(outside[channel])
    events = ComplaintEvent.objects.filter(
        complaint__in=tickets.values("pk"), kind__in=[EventKind.REOPENED, EventKind.TAGGED, EventKind.BATCH]
    )
    for pk, kind, data in events.values_list("complaint_id", "kind", "data"):
        occasion = rules.occasion_of(kind, data)
        if occasion is not None:
            found[pk].append(occasion)
    return found
