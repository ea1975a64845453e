"""What the daily circular, the weekly meeting and the monthly meeting show (S3 4.6)."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q
from django.utils import timezone

from complaints.batches.choices import BatchState
from complaints.batches.models import Batch
from complaints.cadence.masking import without_customer
from complaints.cadence.rules import DAY, WEEK, Draft, Span
from complaints.cadence.selectors.customers import TICKET, of_actions, of_batches
from complaints.cadence.selectors.gathering import LISTED_MOST, Spread, below, standing
from complaints.callbacks.choices import Satisfaction
from complaints.callbacks.models import CallBack
from complaints.gates.models import DissatisfiedReport
from complaints.promises.choices import PromiseState
from complaints.promises.models import Promise
from complaints.tickets.choices import OUTSIDE, EventKind, Grade, State, Validity
from complaints.tickets.filters import NOT_FILLED
from complaints.tickets.models import ComplaintEvent
from improvement.actions.choices import ActionState
from improvement.models import Action
from org.calendar.rules import YearNotLoaded
from org.calendar.selectors import working_time
from org.units.models import Unit, below_any

if TYPE_CHECKING:
    from complaints.batches.models import BatchQuerySet
    from complaints.promises.models import PromiseQuerySet
    from complaints.tickets.models import ComplaintQuerySet
    from improvement.actions.models import ActionQuerySet

TOP_CAUSES = 10
LOOKED_AHEAD = 30


def daily(draft: Draft, unit: Unit, span: Span, *, now: dt.datetime) -> None:
    """S3 4.6: what came and went on the day, what is late since, and what is promised for the day after it."""
    rows, spread = below(unit), Spread(draft, "day", unit)
    received = rows.filter(received_at__range=span.within)
    tomorrow = span.ends + DAY
    spread.rows("received", received)
    spread.rows("closed", rows.filter(state=State.CLOSED, closed_at__range=span.within))
    spread.rows("overdue", standing(rows, at=span.ends).filter(due_at__lt=span.ends))
    spread.rows("escalated", rows.filter(escalations__at__range=span.within))
    spread.rows("outside", received.filter(channel__in=OUTSIDE))
    tagged = {"tags__put_at__range": span.within, "tags__off_at": None, "tags__tag__is_zero_tolerance": True}
    spread.rows("zero_tolerance", rows.filter(**tagged))
    promises = _promises(unit).filter(state=PromiseState.OPEN, due_at__lt=tomorrow)
    spread.put("promises", promises.values_list("complaint", "complaint__unit_path"))
    calls = CallBack.objects.waiting().filter(below_any("unit_path", [unit.path]), due_at__lt=tomorrow)
    spread.put("call_backs", calls.values_list("casework__complaint", "casework__complaint__unit_path"))
    by_tag = defaultdict(list)
    for pk, name in rows.filter(**tagged).values_list("pk", "tags__tag__name"):
        by_tag[name].append(pk)
    for place, (name, tickets) in enumerate(sorted(by_tag.items())):
        draft.put("tags", str(place), "tickets", tickets, name=name)


def weekly(draft: Draft, unit: Unit, span: Span, *, now: dt.datetime) -> None:
    """S3 4.6: what the follow-up meeting goes through: open and late ones by handler, and what went wrong."""
    rows, spread = below(unit), Spread(draft, "week", unit)
    waiting = standing(rows, at=span.ends)
    late = waiting.filter(due_at__lt=span.ends)
    broken = _promises(unit).filter(
        Q(state=PromiseState.BROKEN, ended_at__range=span.within)
        | Q(state=PromiseState.OPEN, due_at__range=span.within)
    )
    reports = DissatisfiedReport.objects.filter(
        below_any("casework__complaint__unit_path", [unit.path]), made_at__range=span.within
    ).select_related("casework__complaint")
    batches = Batch.objects.filter(below_any("unit_path", [unit.path])).filter(
        Q(state=BatchState.OPEN) | Q(proposed_at__range=span.within)
    )
    spread.rows("received", rows.filter(received_at__range=span.within))
    spread.rows("closed", rows.filter(state=State.CLOSED, closed_at__range=span.within))
    spread.rows("open", waiting)
    spread.rows("overdue", late)
    spread.rows("batched", rows.filter(batch_member__batch__in=batches))
    spread.put("dissatisfied", reports.values_list("casework__complaint", "casework__complaint__unit_path"))
    spread.put("broken", broken.values_list("complaint", "complaint__unit_path"))
    spread.put("actions", _ticket_of(_overdue(unit, span)))
    _by_handler(draft, rows, waiting, late, span)
    draft.lists |= {
        "batches": _batches(batches.order_by("-pk")[:LISTED_MOST]),
        "reports": [_line(one.casework.complaint.number, "") for one in reports.order_by("pk")[:LISTED_MOST]],
        "broken": [_promised(one) for one in broken.select_related("complaint", "owner")[:LISTED_MOST]],
        "overdue_actions": action_lines(_overdue(unit, span)),
    }
    draft.facts["meeting_on"] = meeting_day(unit, timezone.localdate(now))


def monthly(draft: Draft, unit: Unit, span: Span, *, now: dt.datetime) -> None:
    """S3 4.6: the month by key unit, by grade, channel and cause, with the measures followed all month."""
    rows, spread = below(unit), Spread(draft, "month", unit)
    received = rows.filter(received_at__range=span.within)
    closed = rows.filter(state=State.CLOSED, closed_at__range=span.within)
    spread.rows("received", received)
    spread.rows("closed", closed)
    spread.rows("closed_late", closed.filter(closed_at__gt=F("due_at")))
    spread.rows("overdue", standing(rows, at=span.ends).filter(due_at__lt=span.ends))
    spread.rows("reopened", rows.filter(pk__in=_reopened(span)))
    spread.rows("outside", received.filter(channel__in=OUTSIDE))
    spread.rows("valid", received.filter(validity=Validity.VALID))
    unhappy = CallBack.objects.filter(done_at__range=span.within, satisfaction=Satisfaction.DISSATISFIED)
    spread.rows("dissatisfied", rows.filter(pk__in=unhappy.values("casework__complaint")))
    _by_choice(draft, "grades", received, "grade", [*Grade.values, ""])
    _by_choice(draft, "channels", received, "channel", None)
    _by_cause(draft, received, rows.filter(received_at__range=span.before.within))
    measures = Spread(draft, "measures", unit)
    actions = Action.objects.filter(below_any("unit_path", [unit.path]))
    measures.put("opened", _ticket_of(actions.filter(made_at__range=span.within)))
    measures.put("done", _ticket_of(actions.filter(done_at__range=span.within)))
    measures.put("verified", _ticket_of(actions.filter(verified_at__range=span.within)))
    measures.put("late", _ticket_of(_overdue(unit, span)))
    draft.lists["overdue_actions"] = action_lines(_overdue(unit, span))
    draft.facts["meeting_on"] = meeting_day(unit, timezone.localdate(now))


def meeting_day(unit: Unit, day: dt.date) -> str:
    """The first working day from `day` on, when the meeting can be held; empty where the year is not loaded."""
    clock = working_time(unit)
    try:
        found = next((d for d in (day + ahead * DAY for ahead in range(LOOKED_AHEAD)) if clock.is_working_day(d)), None)
    except YearNotLoaded:
        return ""
    return found.isoformat() if found else ""


def action_lines(actions: ActionQuerySet) -> list[dict[str, Any]]:
    """Corrective actions as lines of a sheet, due first, without the customers of what they came from."""
    listed = list(actions.select_related("owner").order_by("due_on", "pk")[:LISTED_MOST])
    customers = of_actions(listed)
    return [
        _line(
            one.number, without_customer(one.measure, *customers[one.pk]), on=one.due_on, staff=one.owner.staff_number
        )
        for one in listed
    ]


def _promises(unit: Unit) -> PromiseQuerySet:
    return Promise.objects.filter(below_any("complaint__unit_path", [unit.path])).exclude(complaint__state=State.VOID)


def _overdue(unit: Unit, span: Span) -> ActionQuerySet:
    """What was to be carried out by the end of the period and is not."""
    open_ones = Action.objects.filter(below_any("unit_path", [unit.path]), state=ActionState.OPEN)
    return open_ones.filter(due_on__lte=span.last)


def _ticket_of(actions: ActionQuerySet) -> list[tuple[int, str]]:
    """(ticket, path of the action's unit) of the actions that came from a ticket."""
    return list(actions.filter(origin_label=TICKET).order_by().values_list("origin_id", "unit_path"))


def _reopened(span: Span) -> Any:
    return ComplaintEvent.objects.filter(kind=EventKind.REOPENED, at__range=span.within).order_by().values("complaint")


def _by_handler(
    draft: Draft, rows: ComplaintQuerySet, waiting: ComplaintQuerySet, late: ComplaintQuerySet, span: Span
) -> None:
    """Rows are staff numbers; the names are for those who may see people."""
    figures = {
        "open": waiting,
        "overdue": late,
        "soon": waiting.filter(due_at__gte=span.ends, due_at__lt=span.ends + WEEK),
        "reopened": rows.filter(pk__in=_reopened(span)),
    }
    found: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for column, tickets in figures.items():
        for pk, number in tickets.order_by().values_list("pk", "handler__staff_number"):
            found[number or NOT_FILLED][column].append(pk)
    order = sorted(found, key=lambda number: (-len(found[number]["overdue"]), -len(found[number]["open"]), number))
    for number in order:
        for column in figures:
            draft.put("handlers", number, column, found[number][column])


def _by_choice(draft: Draft, section: str, rows: ComplaintQuerySet, field: str, known: list[str] | None) -> None:
    found: dict[str, list[int]] = defaultdict(list)
    for pk, value in rows.order_by().values_list("pk", field):
        found[value].append(pk)
    for value in known if known is not None else sorted(found, key=lambda one: -len(found[one])):
        draft.put(section, value or NOT_FILLED, "received", found[value])


def _by_cause(draft: Draft, rows: ComplaintQuerySet, former: ComplaintQuerySet) -> None:
    """The most frequent causes of the period beside the period before."""
    found = _causes(rows)
    before = _causes(former)
    named = Counter({cause: len(tickets) for cause, (_name, tickets) in found.items() if cause})
    for cause, _count in named.most_common(TOP_CAUSES):
        name, tickets = found[cause]
        draft.put("causes", str(cause), "now", tickets, name=name)
        draft.put("causes", str(cause), "before", before.get(cause, ("", []))[1])
    draft.put("causes", NOT_FILLED, "now", found.get(None, ("", []))[1])
    draft.put("causes", NOT_FILLED, "before", before.get(None, ("", []))[1])


def _causes(rows: ComplaintQuerySet) -> dict[int | None, tuple[str, list[int]]]:
    found: dict[int | None, tuple[str, list[int]]] = {}
    for pk, cause, name in rows.order_by().values_list("pk", "cause", "cause__name"):
        found.setdefault(cause, (name or "", []))[1].append(pk)
    return found


def _line(number: str, words: str, *, on: dt.date | None = None, staff: str = "") -> dict[str, Any]:
    return {"number": number, "words": words, "on": on.isoformat() if on else "", "staff": staff}


def _promised(promise: Promise) -> dict[str, Any]:
    words = without_customer(promise.words, promise.complaint.customer_name)
    owner = promise.owner.staff_number
    return _line(promise.complaint.number, words, on=timezone.localdate(promise.due_at), staff=owner)


def _batches(batches: BatchQuerySet) -> list[dict[str, Any]]:
    """A batch of nearly the same words is called as one of its customers put it."""
    listed = list(batches)
    customers = of_batches(listed)
    return [_line(one.number, without_customer(one.title, *customers.get(one.pk, ()))) for one in listed]
