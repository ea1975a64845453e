"""Asking for approval, asking again, taking the request back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Model
from django.utils.translation import gettext_lazy as _

from core.approvals.choices import Mode, RequestState, StepState
from core.approvals.models import ALIVE, ApprovalRequest, ApprovalStep, ApprovalVoice
from core.approvals.registry import kind_of
from core.approvals.selectors import living
from core.approvals.services.notices import tell_asked
from core.approvals.services.refusals import AlreadyAsked, CannotAsk, CannotWithdraw, NobodyCanDecide
from core.audit.rules import plain_text
from core.audit.services import record


@dataclass(frozen=True)
class Fact:
    """One line of what is decided on, as words: `Fact("退费", "128.00 元")`."""

    label: str
    value: str


@dataclass(frozen=True)
class StepAsked:
    """A step to be asked: `percent` (1 to 100) counts with Mode.PERCENT only."""

    title: str
    people: Sequence[Any]
    mode: str = Mode.ANY
    percent: int = 100


@transaction.atomic
def ask_approval(
    *,
    kind: str,
    about: Model,
    path: str,
    title: str,
    facts: Iterable[Fact],
    steps: Sequence[StepAsked],
    by: Any,
    now: dt.datetime,
    barred: Iterable[Any] = (),
    money: bool = False,
    due_at: dt.datetime | None = None,
) -> ApprovalRequest:
    """Ask the people of `steps`, in order, to approve something about a thing at the unit `path`.

    `facts` are what they decide on and never change within a round. `barred` are the persons concerned,
    who like `by` may not decide, not even as substitutes. The caller has checked the right to ask.
    Raises CannotAsk without steps, AlreadyAsked, NobodyCanDecide; LookupError for an undeclared kind.
    """
    sole = kind_of(kind).sole
    if sole and living(about, kind):
        raise AlreadyAsked
    try:
        with transaction.atomic():
            request = ApprovalRequest.objects.create(
                kind=kind,
                title=plain_text(title)[:160],
                about_type=about._meta.label_lower,
                about_id=about.pk,
                about_label=plain_text(str(about))[:160],
                path=path,
                facts=_frozen(facts),
                asked_by=by,
                asked_at=now,
                due_at=due_at,
                money=money,
                sole=sole,
            )
    except IntegrityError as error:
        raise AlreadyAsked from error
    request.barred.set({by.pk, *(person.pk for person in barred)})
    first = _open_round(request, steps, now=now)
    record("approval.asked", by=by, now=now, about=request, data=_told(request))
    tell_asked(first, now=now)
    return request


@transaction.atomic
def ask_again(
    *,
    request: ApprovalRequest,
    facts: Iterable[Fact],
    by: Any,
    now: dt.datetime,
    title: str = "",
    steps: Sequence[StepAsked] | None = None,
    barred: Iterable[Any] = (),
    due_at: dt.datetime | None = None,
) -> ApprovalRequest:
    """Ask anew after a return, with changed facts; what was said before is kept as an earlier round.

    Without `steps` the same people are asked in the same order. Who asked before stays barred. The caller
    has checked the right to ask. Raises CannotAsk unless the request was returned, NobodyCanDecide.
    """
    fresh = ApprovalRequest.objects.get(pk=request.pk)
    moved = ApprovalRequest.objects.filter(
        pk=request.pk, state=RequestState.RETURNED, round=request.round, version=fresh.version
    ).update(
        state=RequestState.WAITING,
        decided_at=None,
        asked_by=by,
        asked_at=now,
        due_at=due_at,
        title=plain_text(title)[:160] or fresh.title,
        facts=_frozen(facts),
        earlier=[*fresh.earlier, {"title": fresh.title, "facts": fresh.facts}],
        round=F("round") + 1,
        version=F("version") + 1,
    )
    if not moved:
        raise CannotAsk(_("Only what was returned for changes can be asked again."))
    fresh.refresh_from_db()
    fresh.barred.add(by, *barred)
    first = _open_round(fresh, steps or _same_steps(fresh), now=now)
    record("approval.asked_again", by=by, now=now, about=fresh, data=_told(fresh))
    tell_asked(first, now=now)
    return fresh


@transaction.atomic
def withdraw(*, request: ApprovalRequest, reason: str, by: Any, now: dt.datetime) -> ApprovalRequest:
    """Take back a request that waits or was returned. The caller has checked that `by` may.

    Raises CannotWithdraw once it is decided or withdrawn.
    """
    kind_of(request.kind).hold(request)
    moved = ApprovalRequest.objects.filter(pk=request.pk, state__in=ALIVE).update(
        state=RequestState.WITHDRAWN, decided_at=now, version=F("version") + 1
    )
    if not moved:
        raise CannotWithdraw(_("It is decided or withdrawn already."))
    request.refresh_from_db()
    drop_open_steps(request, now=now)
    kind_of(request.kind).on_withdrawn(request, by=by, now=now)
    record("approval.withdrawn", by=by, now=now, about=request, data={"reason": reason})
    return request


def drop_open_steps(request: ApprovalRequest, *, now: dt.datetime) -> None:
    """Nobody is asked any more."""
    open_ones = request.steps.filter(state__in=[StepState.WAITING, StepState.AHEAD])
    open_ones.update(state=StepState.DROPPED, closed_at=now)


def _frozen(facts: Iterable[Fact]) -> list[list[str]]:
    return [[plain_text(str(fact.label)), plain_text(str(fact.value))] for fact in facts]


def _told(request: ApprovalRequest) -> dict[str, Any]:
    """What the chain keeps for ever: of the facts their names only, for what they say names the customer."""
    facts = "; ".join(label for label, _value in request.facts)
    return {"round": request.round, "facts": facts, "object": request.about_label, "money": request.money}


def _open_round(request: ApprovalRequest, steps: Sequence[StepAsked], *, now: dt.datetime) -> ApprovalStep:
    """Make the steps of the round in force with their voices, and open the first."""
    if not steps:
        raise CannotAsk(_("Name at least one step with somebody to decide."))
    barred = set(request.barred.values_list("pk", flat=True))
    made: list[ApprovalStep] = []
    for position, asked in enumerate(steps, start=1):
        people = {person.pk for person in asked.people if person.is_active} - barred
        if not people:
            raise NobodyCanDecide(asked.title)
        step = ApprovalStep.objects.create(
            request=request,
            round=request.round,
            position=position,
            title=asked.title[:80],
            mode=asked.mode,
            percent=asked.percent,
            state=StepState.AHEAD if made else StepState.WAITING,
            opened_at=None if made else now,
        )
        ApprovalVoice.objects.bulk_create(ApprovalVoice(step=step, person_id=pk) for pk in sorted(people))
        made.append(step)
    return made[0]


def _same_steps(request: ApprovalRequest) -> list[StepAsked]:
    before = request.steps.filter(round=request.round - 1).prefetch_related("voices__person")
    return [
        StepAsked(step.title, [voice.person for voice in step.voices.all()], step.mode, step.percent) for step in before
    ]
