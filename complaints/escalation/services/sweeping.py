"""What is due climbs: the row is the queue, claiming it is its deletion."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

import structlog
from django.db import transaction

from complaints.escalation.choices import Line
from complaints.escalation.models import PendingEscalation
from complaints.escalation.selectors import on_line, rungs_by_time
from complaints.escalation.services.ahead import moment_for, plan_ahead, time_key
from complaints.escalation.services.climbing import Climb, escalate, escalate_many
from complaints.tickets.choices import State
from complaints.tickets.models import Complaint

MOST_AT_ONCE = 500
AT_ONCE = 250
"""Climbed in one transaction: enough to share its statements, few enough that nobody waits long for a ticket."""

CHUNK = 200

log = structlog.get_logger(__name__)


def sweep(*, now: dt.datetime, limit: int = MOST_AT_ONCE) -> int:
    """Let everything climb that is due by `now`, many in one transaction; gives how many did.

    Two sweeps at once lift each ticket once. Where one of a set cannot climb, its set is done one by one: that
    ticket is logged, stays due, and holds up no other.
    """
    due = PendingEscalation.objects.due(at=now).values_list("pk", "complaint", "rung__liaison_form")
    return sum(_climb_set(keys, now=now) for keys in _sets(due[:limit]))


def _sets(due: Iterable[tuple[int, int, bool]]) -> Iterator[list[int]]:
    """Rows that climb together: no ticket twice, since its second climb follows its first; one with a form alone."""
    rounds: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    met: Counter[int] = Counter()
    for pk, complaint, form in due:
        rounds[met[complaint]].append((pk, form))
        met[complaint] += 1
    for rows in rounds.values():
        plain = [pk for pk, form in rows if not form]
        yield from (plain[at : at + AT_ONCE] for at in range(0, len(plain), AT_ONCE))
        yield from ([pk] for pk, form in rows if form)


def _climb_set(keys: list[int], *, now: dt.datetime) -> int:
    if len(keys) > 1:
        try:
            return climb_many(pending=keys, now=now)
        except Exception:
            log.exception("escalation.one_by_one", rows=len(keys))
    return sum(_climb_alone(pk, now=now) for pk in keys)


def _climb_alone(pk: int, *, now: dt.datetime) -> bool:
    try:
        return climb(pending=pk, now=now)
    except Exception:
        log.exception("escalation.stuck", pending=pk)
        return False


@transaction.atomic
def climb_many(*, pending: Sequence[int], now: dt.datetime) -> int:
    """As `climb` for rows of different tickets, none with a liaison form: all of them or none; gives how many did."""
    return escalate_many(_taken(pending, now), now=now)


@transaction.atomic
def climb(*, pending: int, now: dt.datetime) -> bool:
    """Take one row in hand and let its ticket climb, if it is still open and its moment still has passed."""
    taken = _taken([pending], now)
    raised = [
        escalate(complaint=one.complaint, rung=one.rung, cause_key=one.cause_key, by=None, now=now) for one in taken
    ]
    return any(raised)


def _taken(pending: Sequence[int], now: dt.datetime) -> list[Climb]:
    """Take rows in hand, which is their deletion: what may climb. What is due later by now is set down anew."""
    climbs, moved = [], []
    rows = _held(pending, now)
    PendingEscalation.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for row in rows:
        complaint, rung = row.complaint, row.rung
        moment = moment_for(rung, complaint) if complaint.state == State.OPEN else None
        if moment and moment > now:
            moved.append(PendingEscalation(complaint=complaint, rung=rung, run_at=moment))
        elif moment:
            climbs.append(Climb(complaint, rung, time_key(rung.pk, complaint)))
    PendingEscalation.objects.bulk_create(moved)
    return climbs


def _held(pending: Sequence[int], now: dt.datetime) -> list[PendingEscalation]:
    """The rows with their tickets, held to the commit: whoever closes a ticket meanwhile waits.

    Tickets first, and rows only of tickets that are held, as every act does: one statement for both would keep a row
    whose ticket it has to pass over. What somebody else holds is left for the next round, so a sweep that holds some
    waits for none, and comes with them to the head of the chain.
    """
    rows = PendingEscalation.objects.due(at=now).filter(pk__in=pending)
    tickets = Complaint.objects.filter(pk__in=list(rows.values_list("complaint", flat=True))).order_by("pk")
    held = tickets.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True)
    whole = rows.filter(complaint__in=list(held)).select_related("rung", "complaint__handler").defer("complaint__grams")
    return list(whole.select_for_update(of=("self",), skip_locked=True, no_key=True))


def replan(*, line: Line, now: dt.datetime, step: Callable[[int], None]) -> int:
    """Set every open ticket of the line to the plan now in force; gives how many rows that made.

    What would have been due before `now` is left: a new plan alarms nobody about the past.
    """
    rungs = rungs_by_time(line)
    PendingEscalation.objects.filter(rung__plan__line=line).exclude(rung__in=rungs).delete()
    made = done = last = 0
    while rungs:
        chunk = list(on_line(Complaint.objects.open(), line).filter(pk__gt=last).defer("grams").order_by("pk")[:CHUNK])
        if not chunk:
            break
        with transaction.atomic():
            made += sum(plan_ahead(complaint=complaint, rungs=rungs, after=now) for complaint in chunk)
        last, done = chunk[-1].pk, done + len(chunk)
        step(done)
    return made
