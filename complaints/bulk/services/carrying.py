"""Doing the act, a thousand tickets a transaction, so that a worker killed in between does none of them twice."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from complaints.bulk import rules
from complaints.bulk.choices import Result
from complaints.bulk.models import BulkAct
from complaints.bulk.registry import Act, act_of
from complaints.bulk.services.judging import SENTENCE_MOST, tickets_for, unfit
from complaints.tickets.models import Complaint
from core.audit.services import record
from core.jobs.progress import LeaseLost
from core.refusals import Refusal
from org.people.models import Person

if TYPE_CHECKING:
    from complaints.tickets.services import Left


_NO_RIGHT = _("The right to do this is no longer held; nothing more was done.")


class NoLongerAllowed(Refusal):
    """Whoever asked has lost the right since."""


class TakenBack(Refusal):
    """It was stopped and what it did is taken back: going on would undo that."""


def carry_out(*, bulk: BulkAct, now: dt.datetime, step: Callable[[int, int], object]) -> None:
    """Do the confirmed act to every ticket that waits for it, and tell people once. Goes on where it was left.

    Scope, right and the act's own conditions are asked again of each ticket while it is held. Raises
    NoLongerAllowed, TakenBack; these, JobCancelled and faults come through, with what is done kept and told.
    """
    act = act_of(bulk.act)
    if act is None:
        raise NoLongerAllowed(_NO_RIGHT)
    try:
        _carry_all(bulk, act, now, step)
    except LeaseLost:
        # Whoever has taken the job over tells.
        raise
    except Exception:
        _tell(bulk, act, now)
        raise
    _tell(bulk, act, now)
    _finish(bulk, now)


def _carry_all(bulk: BulkAct, act: Act, now: dt.datetime, step: Callable[[int, int], object]) -> None:
    if not Person.objects.get(pk=bulk.by_id).may(act.right):
        raise NoLongerAllowed(_NO_RIGHT)
    waiting = bulk.rows.filter(result=Result.WAITING).count()
    done = bulk.rows.filter(at__isnull=False).count()
    total = waiting + done
    step(done, total)
    while some := _carry_some(bulk, act, now):
        done += some
        step(done, total)


@transaction.atomic
def _carry_some(bulk: BulkAct, act: Act, now: dt.datetime) -> int:
    """One chunk and its results in one transaction; how many tickets that were.

    The act's own row is held first: a second worker of the same job waits here and then finds other tickets, and
    so does whoever confirms that it is taken back.
    """
    if BulkAct.objects.select_for_update(no_key=True).get(pk=bulk.pk).taken_back_by():
        raise TakenBack(_("It was taken back; nothing more was done."))
    waiting = bulk.rows.filter(result=Result.WAITING).order_by("pk")
    rows = list(waiting.values_list("pk", "complaint_id")[: rules.CHUNK])
    if not rows:
        return 0
    person = Person.objects.get(pk=bulk.by_id)
    keys = [ticket for _row, ticket in rows]
    known = [pk for pk in keys if pk is not None]
    held = tickets_for(person).filter(pk__in=known).order_by("pk").select_for_update(no_key=True)
    tickets = {one.pk: one for one in held}
    left = unfit(act, keys, tickets, person=person, values=bulk.values)
    fit = [one for pk, one in tickets.items() if pk not in left]
    _mark_left(bulk, {row: left[ticket] for row, ticket in rows if ticket in left}, now)
    # Before the act, which changes what these rows keep of the tickets.
    _mark_done(bulk, rows[0][0], rows[-1][0], now)
    if fit:
        act.carry(fit, values=bulk.values, by=person, now=now, data={"bulk": bulk.pk})
    return len(rows)


def _mark_done(bulk: BulkAct, first: int, last: int, now: dt.datetime) -> None:
    """What still waits between two rows of the held act: named by their bounds, a thousand keys cost as much again."""
    ticket = Complaint.objects.filter(pk=OuterRef("complaint_id"))
    bulk.rows.filter(result=Result.WAITING, pk__gte=first, pk__lte=last).update(
        result=Result.DONE,
        at=now,
        version=Subquery(ticket.values("version")),
        former=Subquery(ticket.values("handler")),
    )


def _mark_left(bulk: BulkAct, left: dict[int, Left], now: dt.datetime) -> None:
    """As many statements as there are different reasons, which are few."""
    by_reason: dict[Left, list[int]] = defaultdict(list)
    for pk, reason in left.items():
        by_reason[reason].append(pk)
    for reason, keys in by_reason.items():
        bulk.rows.filter(pk__in=keys).update(
            result=Result.SAME if reason.same else Result.REFUSED, at=now, sentence=str(reason.why)[:SENTENCE_MOST]
        )


@transaction.atomic
def _tell(bulk: BulkAct, act: Act, now: dt.datetime) -> None:
    """Once for everything done since it was last told, even if the job is run again."""
    held = BulkAct.objects.select_for_update(no_key=True).get(pk=bulk.pk)
    last = bulk.rows.filter(result=Result.DONE).order_by("-pk").values_list("pk", flat=True).first() or 0
    if act.tell and last > held.told_to:
        act.tell(held, held.told_to, last, now)
        BulkAct.objects.filter(pk=bulk.pk).update(told_to=last)


@transaction.atomic
def _finish(bulk: BulkAct, now: dt.datetime) -> None:
    if BulkAct.objects.filter(pk=bulk.pk, finished_at=None).update(finished_at=now):
        done = bulk.rows.filter(result=Result.DONE).count()
        data = {"act": bulk.act, "done": done, "left": bulk.rows.count() - done}
        record("bulk.finished", by=bulk.by, now=now, about=bulk, data=data)
