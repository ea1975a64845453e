"""Asking for an act on many tickets, and confirming it after the trial run."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from complaints.bulk import rules
from complaints.bulk.choices import Result, Stage
from complaints.bulk.models import BulkAct
from complaints.bulk.registry import Act, act_of
from complaints.bulk.services.looking import look_over
from complaints.tickets.filters import matching
from complaints.tickets.models import Complaint
from core.audit.services import record
from core.jobs.services import enqueue
from core.phones.rules import without_mobile
from core.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from org.people.models import Person

WORK = "complaints.bulk"


class CannotAsk(Refusal):
    """Nothing was chosen, or more than is done at once."""


class CannotConfirm(Refusal):
    """There is nothing to do, or it is being done already."""


class CannotUndo(Refusal):
    """The act cannot be taken back."""


@transaction.atomic
def ask_bulk(
    *,
    act: Act,
    values: Mapping[str, Any],
    by: Person,
    now: dt.datetime,
    numbers: Iterable[str] = (),
    filters: Mapping[str, str] | None = None,
) -> BulkAct:
    """Try `act` on the tickets with these numbers, or on all that `filters` find now (`filters` is not None).

    Nothing is done yet. A small set is tried here, a larger one in a job; unconfirmed ones of the day before
    are forgotten. A whole mobile number among the filters is kept as its last digits (P10).
    Raises CannotAsk, UnknownFilter.
    """
    asked = rules.asked_once(numbers)
    if filters and "q" in filters:
        filters = {**filters, "q": without_mobile(filters["q"])}
    count = _count(asked, filters, by, now)
    _forget_unconfirmed(by, now)
    bulk = BulkAct.objects.create(
        act=act.code,
        values=dict(values),
        numbers=[] if filters is not None else asked,
        whole_list=filters is not None,
        filters=dict(filters or {}),
        up_to=(Complaint.objects.aggregate(newest=Max("pk"))["newest"] or 0) if filters is not None else 0,
        by=by,
        asked_at=now,
    )
    return _try(bulk, count, by=by, now=now)


@transaction.atomic
def ask_undo(*, bulk: BulkAct, by: Person, now: dt.datetime) -> BulkAct:
    """Try to take back what `bulk` did, as an act of its own. Raises CannotUndo."""
    done = act_of(bulk.act)
    undoing = act_of(done.undo) if done else None
    if undoing is None:
        raise CannotUndo(_("This act cannot be taken back."))
    if bulk.stage not in {Stage.FINISHED, Stage.STOPPED}:
        raise CannotUndo(_("It is still under way; stop it first or let it finish."))
    if bulk.taken_back_by():
        raise CannotUndo(_("It was taken back already."))
    count = bulk.rows.filter(result=Result.DONE).count()
    if not count:
        raise CannotUndo(_("Nothing was done that could be taken back."))
    values = {"undoes": bulk.pk}
    made = BulkAct.objects.create(act=undoing.code, values=values, undoes=bulk, by=by, asked_at=now)
    return _try(made, count, by=by, now=now)


@transaction.atomic
def confirm_bulk(*, bulk: BulkAct, by: Person, now: dt.datetime) -> BulkAct:
    """Do what was tried, as a job: only to the tickets that the trial run found fit. Raises CannotConfirm."""
    count = bulk.rows.filter(result=Result.WAITING).count()
    if bulk.stage == Stage.TRIED and not count:
        raise CannotConfirm(_("There is no ticket to which this can be done."))
    tried = BulkAct.objects.filter(pk=bulk.pk, confirmed_at=None, looked_at__isnull=False)
    if not tried.update(confirmed_at=now):
        raise CannotConfirm(_("The trial run is not over, or somebody has confirmed it already."))
    if bulk.undoes_id:
        _hold_undone(bulk, bulk.undoes_id)
    bulk.job = enqueue(WORK, by=by, now=now, arguments={"bulk": bulk.pk}, key=f"bulk:{bulk.pk}:work")
    bulk.confirmed_at = now
    bulk.save(update_fields=["job"])
    record("bulk.confirmed", by=by, now=now, about=bulk, data={"act": bulk.act, "tickets": count})
    return bulk


def _hold_undone(bulk: BulkAct, undone_id: int) -> None:
    """The act to be taken back, held until the commit, must stand as it stood when taking it back was tried.

    Whoever starts it again meanwhile waits for this row and then does nothing more (carry_out).
    """
    undone = BulkAct.objects.select_for_update(no_key=True, of=("self",)).select_related("job").get(pk=undone_id)
    if undone.undone_by.exclude(pk=bulk.pk).exclude(confirmed_at=None).exists():
        raise CannotConfirm(_("It was taken back already."))
    if undone.stage not in {Stage.FINISHED, Stage.STOPPED}:
        raise CannotConfirm(_("It is still under way; stop it first or let it finish."))
    if undone.rows.filter(result=Result.DONE).count() != bulk.rows.count():
        raise CannotConfirm(_("More was done since; take it back anew."))


def _count(numbers: list[str], filters: Mapping[str, str] | None, by: Person, now: dt.datetime) -> int:
    if filters is None:
        if not numbers:
            raise CannotAsk(_("Tick the tickets first, or choose all of the list."))
        if len(numbers) > rules.TICKED_MOST:
            raise CannotAsk(_("At most %(most)s tickets can be named one by one.") % {"most": rules.TICKED_MOST})
        return len(numbers)
    count = matching(by, filters, now=now).order_by()[: rules.LIST_MOST + 1].count()
    if not count:
        raise CannotAsk(_("No ticket matches this list."))
    if count > rules.LIST_MOST:
        raise CannotAsk(
            _("More than %(most)s tickets match; filter the list further first.") % {"most": rules.LIST_MOST}
        )
    return count


def _forget_unconfirmed(by: Person, now: dt.datetime) -> None:
    before = now - dt.timedelta(days=rules.KEPT_UNCONFIRMED_DAYS)
    BulkAct.objects.filter(by=by, confirmed_at=None, asked_at__lt=before).delete()


def _try(bulk: BulkAct, count: int, *, by: Person, now: dt.datetime) -> BulkAct:
    if count <= rules.TRIED_AT_ONCE:
        look_over(bulk=bulk, now=now)
    else:
        bulk.job = enqueue(WORK, by=by, now=now, arguments={"bulk": bulk.pk}, key=f"bulk:{bulk.pk}:look")
        bulk.save(update_fields=["job"])
    return bulk
