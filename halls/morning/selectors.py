"""What a day was like in halls, gathered for the next morning's meeting: the same questions for one hall or for many.

Every figure comes from the room that owns it; nothing is counted here a second way.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.utils import timezone

from complaints.models import Complaint
from halls.book.selectors import Book, books
from halls.checks.choices import CheckKind
from halls.checks.models import Answer, CheckRun
from halls.desks.selectors import HallUse, halls_use
from halls.desks.spans import day_span
from halls.premises.models import Premises
from halls.queue.models import Visit
from halls.rush.models import Emergency, EmergencyStep
from halls.stationing.choices import MatterState, StintState
from halls.stationing.models import OpenMatter, Stint
from halls.waiting.choices import PERCENTS, Base
from halls.waiting.rules import NOTHING, Limits, Tally, is_finding
from halls.waiting.selectors import HALF_HOUR, HALL, Waits, percentiles
from improvement.actions.models import Action
from org.access.choices import Right

if TYPE_CHECKING:
    from org.people.models import Person

P90 = PERCENTS.index(90)
BUSIEST_SHOWN = 3


@dataclass
class HallDay:
    """A hall's day. None is what the reader may not see or nobody measured, and is never a zero."""

    hall: Premises
    book: Book
    tally: Tally
    limits: Limits
    p90_seconds: int | None
    use: HallUse
    outcomes: Counter[str]
    findings: list[Answer] = field(default_factory=list)
    other_checks: list[CheckRun] = field(default_factory=list)
    emergencies: list[Emergency] = field(default_factory=list)
    stints: list[Stint] = field(default_factory=list)
    matters: int = 0
    complaints: int | None = None
    complaint_rows: list[Complaint] = field(default_factory=list)
    actions_due: list[Action] = field(default_factory=list)
    actions_open: int | None = None

    @property
    def is_over_line(self) -> bool:
        """S0-Q1: above the line, never at it."""
        return is_finding(self.tally.share(Base.ALL), self.limits.share)


def days_of(halls: Sequence[Premises], day: dt.date, *, reader: Person, now: dt.datetime) -> list[HallDay]:
    """Each of `halls` (units at hand), in their order; as many questions for five hundred as for one."""
    waits = Waits(halls, day, day, now)
    tallies = waits.by(HALL)
    ranks = percentiles(halls, day, day, keys=(HALL,))
    uses = {
        one.hall.pk: one
        for one in halls_use(Premises.objects.filter(pk__in=[hall.pk for hall in halls]), day_span(day), now=now).lines
    }
    kept = books([hall.unit for hall in halls], day, day, now=now)
    outcomes = _outcomes(halls, day)
    found = []
    for hall in halls:
        # A day that has not begun where the hall is has no page.
        book = kept.get((hall.unit_id, day))
        if book is None:
            continue
        rank = ranks.get((hall.pk,))
        found.append(
            HallDay(
                hall,
                book,
                tallies.get((hall.pk,), NOTHING),
                waits.limits[hall.pk][-1],
                rank[P90] if rank else None,
                uses[hall.pk],
                outcomes[hall.pk],
            )
        )
    _add_checks(found, day, reader)
    _add_emergencies(found, day)
    _add_stationing(found, day, reader)
    _add_complaints(found, day, reader)
    _add_actions(found, day, reader)
    return found


def busiest(hall: Premises, day: dt.date, *, now: dt.datetime) -> list[tuple[int, Tally]]:
    """The half-hours in which most customers came; totals by hand know none."""
    found = Waits([hall], day, day, now).by(HALF_HOUR)
    known = [(place, one) for (place,), one in found.items() if place is not None]
    return sorted(known, key=lambda pair: (-pair[1].tickets, pair[0]))[:BUSIEST_SHOWN]


def _outcomes(halls: Iterable[Premises], day: dt.date) -> dict[int, Counter[str]]:
    found: dict[int, Counter[str]] = defaultdict(Counter)
    rows = Visit.objects.counted().filter(premises__in=halls, business_day=day).order_by()
    for hall, outcome, number in rows.values_list("premises", "outcome").annotate(number=Count("pk")):
        found[hall][outcome] += number
    return found


def _add_checks(days: Sequence[HallDay], day: dt.date, reader: Person) -> None:
    by_unit = {one.hall.unit_id: one for one in days}
    runs = CheckRun.objects.visible_to(reader).counting().on(day).filter(unit__in=list(by_unit))
    for run in runs.exclude(kind=CheckKind.DAILY).select_related("template").order_by("pk"):
        by_unit[run.unit_id].other_checks.append(run)
    by_run = {one.book.run.pk: one for one in days if one.book.run and one.book.run.counts}
    for answer in Answer.objects.findings().filter(run__in=list(by_run)).order_by("position"):
        by_run[answer.run_id].findings.append(answer)


def _add_emergencies(days: Sequence[HallDay], day: dt.date) -> None:
    by_hall = {one.hall.pk: one for one in days}
    rows = Emergency.objects.filter(premises__in=list(by_hall)).on(day).prefetch_related("steps")
    for emergency in rows.order_by("opened_at", "pk"):
        by_hall[emergency.premises_id].emergencies.append(emergency)


def _add_stationing(days: Sequence[HallDay], day: dt.date, reader: Person) -> None:
    by_unit = {one.hall.unit_id: one for one in days}
    stints = Stint.objects.visible_to(reader).filter(unit__in=list(by_unit), day=day)
    for stint in stints.exclude(state=StintState.CANCELLED).select_related("manager").order_by("starts_at"):
        by_unit[stint.unit_id].stints.append(stint)
    matters = (
        OpenMatter.objects.visible_to(reader).standing().filter(stint__unit__in=list(by_unit), stint__day__lte=day)
    )
    open_ones = matters.filter(state=MatterState.OPEN).order_by()
    for unit, number in open_ones.values_list("stint__unit").annotate(number=Count("pk", distinct=True)):
        by_unit[unit].matters = number


def _add_complaints(days: Sequence[HallDay], day: dt.date, reader: Person) -> None:
    """Received that day by the branch's clock; a hall has few a day, so they are named."""
    if not reader.may(Right.COMPLAINT_VIEW):
        return
    zone = timezone.get_default_timezone()
    since = dt.datetime.combine(day, dt.time(), zone)
    until = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), zone)
    by_path = {one.hall.unit.path: one for one in days if reader.may(Right.COMPLAINT_VIEW, at=one.hall.unit)}
    for one in by_path.values():
        one.complaints = 0
    rows = Complaint.objects.visible_to(reader).counted().filter(received_at__gte=since, received_at__lt=until)
    named = rows.filter(unit_path__in=list(by_path)).only("number", "subject", "unit_path")
    for complaint in named.order_by("received_at", "pk"):
        one = by_path[complaint.unit_path]
        one.complaints = (one.complaints or 0) + 1
        one.complaint_rows.append(complaint)


def _add_actions(days: Sequence[HallDay], day: dt.date, reader: Person) -> None:
    """Corrective actions that are due by the morning after, and how many are open at all."""
    by_path = {one.hall.unit.path: one for one in days if reader.may(Right.ACTION_VIEW, at=one.hall.unit)}
    for one in by_path.values():
        one.actions_open = 0
    rows = Action.objects.visible_to(reader).open().filter(unit_path__in=list(by_path))
    for action in rows.select_related("owner").order_by("due_on", "pk"):
        one = by_path[action.unit_path]
        one.actions_open = (one.actions_open or 0) + 1
        if action.due_on <= day + dt.timedelta(days=1):
            one.actions_due.append(action)


def steps_settled(emergency: Emergency) -> tuple[int, int]:
    """How many steps were done or left out, of how many."""
    steps: list[Any] = list(emergency.steps.all())
    return sum(step.state != "todo" for step in steps), len(steps)


def steps_of(emergency: Emergency) -> list[EmergencyStep]:
    return list(emergency.steps.all())
