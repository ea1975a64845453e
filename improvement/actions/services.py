"""The acts of corrective actions: open, done, verified or sent back, cancelled. The only place that writes one."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import numbers
from core.audit.rules import plain_text
from core.audit.services import record
from core.notifications.registry import declare
from core.notifications.services import notify
from core.refusals import Refusal
from core.webhooks.registry import event
from core.webhooks.services import Fact, publish_many
from improvement.actions import rules
from improvement.actions.choices import ActionAct, ActionState
from improvement.actions.models import Action
from improvement.actions.registry import origin_of
from org.access.choices import Right

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model

    from org.people.models import Person
    from org.units.models import Unit

WORDS_MOST = 4000
CAUSE_MOST = 300
MOST_REMINDED = 500

GIVEN, DONE, VERIFIED, SENT_BACK, CHANGED, CANCELLED, DUE, OVERDUE = (
    f"action.{kind}" for kind in ("given", "done", "verified", "sent_back", "changed", "cancelled", "due", "overdue")
)
for heard in ActionAct:
    event(f"action.{heard.value}", title=heard.label)
declare(GIVEN, sentence=_("%(by)s gave you corrective action %(number)s, due %(due)s: %(measure)s"))
declare(DONE, sentence=_("%(by)s reported corrective action %(number)s as done; somebody else has to verify it"))
declare(VERIFIED, sentence=_("%(by)s verified corrective action %(number)s"))
declare(SENT_BACK, sentence=_("%(by)s sent corrective action %(number)s back: %(words)s"))
declare(
    CHANGED,
    sentence=_("%(by)s changed corrective action %(number)s, now %(owner)s until %(due)s: %(words)s"),
)
declare(CANCELLED, sentence=_("%(by)s cancelled corrective action %(number)s: %(words)s"))
declare(DUE, sentence=_("Corrective action %(number)s is due on %(due)s: %(measure)s"))
declare(OVERDUE, sentence=_("Corrective action %(number)s was due on %(due)s: %(measure)s"))


class CannotOpenAction(Refusal):
    """Something that an action needs is missing or does not fit."""


class CannotMoveAction(Refusal):
    """The action is not in the state that the act needs, or somebody else was first."""


class MayNotVerify(Refusal):
    """S4 5.1: the effect is verified by somebody else than who owns the action or did it."""

    status: ClassVar[int] = 403


class MayNotFinish(Refusal):
    """Only the owner, or who may carry out actions of the unit, reports one as done."""

    status: ClassVar[int] = 403


@transaction.atomic
def open_action(
    *,
    origin_label: str,
    origin: Model,
    unit: Unit,
    owner: Person,
    cause: str,
    measure: str,
    due_on: dt.date,
    by: Person,
    now: dt.datetime,
) -> Action:
    """Open an action from a thing of a declared kind; its app follows in this transaction.

    The caller has loaded the origin in scope and checked the right at `unit`. Raises CannotOpenAction,
    and what the origin's own rules refuse; LookupError for a kind that no app declares.
    """
    declared = origin_of(origin_label)
    if declared is None:
        raise LookupError(f"no app declares {origin_label!r} as an origin")
    today = timezone.localdate(now)
    said = {"cause": _words(cause, most=CAUSE_MOST), "measure": _words(measure, most=WORDS_MOST)}
    _refuse_incomplete(said, owner=owner, due_on=due_on, today=today)
    facts = declared.facts(origin)
    action = Action.objects.create(
        number=rules.number_of(today, numbers.reserve(rules.series_of(today))[0]),
        origin_label=origin_label,
        origin_id=origin.pk,
        origin_words=plain_text(facts.words)[:200],
        origin_address=facts.address,
        unit=unit,
        unit_path=unit.path,
        owner=owner,
        due_on=due_on,
        made_by=by,
        made_at=now,
        **said,
    )
    data = {"unit": unit.path, "owner": owner.name, "due_on": due_on.isoformat(), **said}
    _remember(action, ActionAct.OPENED, by=by, now=now, data=data)
    _tell(GIVEN, action, [owner], by=by, now=now)
    return action


def carry_over(*, action: Action, origin: Model) -> Action:
    """What the action came from was corrected by another thing of its kind, to which it leads from now on.

    Nothing else about it changes; the correction is the caller's act and stands on the trail there. LookupError for a
    kind that no app declares.
    """
    declared = origin_of(action.origin_label)
    if declared is None:
        raise LookupError(f"no app declares {action.origin_label!r} as an origin")
    facts = declared.facts(origin)
    action.origin_id, action.origin_address = origin.pk, facts.address
    action.origin_words = plain_text(facts.words)[:200]
    action.save(update_fields=["origin_id", "origin_words", "origin_address"])
    return action


@transaction.atomic
def finish_action(*, action: Action, words: str, by: Person, now: dt.datetime) -> Action:
    """Report what was done; it then waits for somebody else's verification. Raises MayNotFinish, CannotMoveAction."""
    if action.owner_id != by.pk and not by.may(Right.ACTION_EDIT, at=action):
        raise MayNotFinish(_("Only the owner reports this action as done."))
    said = _said(words, _("Say what was done."))
    _move(action, ActionState.OPEN, state=ActionState.DONE, done_by=by, done_at=now, done_words=said)
    _remember(action, ActionAct.DONE, by=by, now=now, data={"note": said})
    _tell(DONE, action, [action.made_by], by=by, now=now)
    return action


@transaction.atomic
def verify_action(*, action: Action, words: str, by: Person, now: dt.datetime) -> Action:
    """Say what was seen of the effect; ends the action. Raises MayNotVerify, CannotMoveAction."""
    _refuse_own(action, by)
    said = _said(words, _("Say what you saw and where."))
    _move(action, ActionState.DONE, state=ActionState.VERIFIED, verified_by=by, verified_at=now, verified_words=said)
    _remember(action, ActionAct.VERIFIED, by=by, now=now, data={"note": said})
    _tell(VERIFIED, action, [action.owner, action.made_by], by=by, now=now)
    return action


@transaction.atomic
def reject_action(*, action: Action, words: str, by: Person, now: dt.datetime) -> Action:
    """Send back what is not enough: the action is open again, what was said before stays in its history.

    Raises MayNotVerify, CannotMoveAction.
    """
    _refuse_own(action, by)
    said = _said(words, _("Say what is still missing."))
    before = {"done_by": str(action.done_by or ""), "done_words": action.done_words}
    _move(action, ActionState.DONE, state=ActionState.OPEN, done_by=None, done_at=None, done_words="")
    _remember(action, ActionAct.REJECTED, by=by, now=now, data={"reason": said, **before})
    _tell(SENT_BACK, action, [action.owner], by=by, now=now, words=said)
    return action


@transaction.atomic
def change_action(
    *, action: Action, owner: Person, due_on: dt.date, reason: str, by: Person, now: dt.datetime
) -> Action:
    """Give an open action to somebody else, or another due day; who had it and who has it are told.

    What it was before stays in its history. Raises CannotMoveAction, CannotOpenAction.
    """
    said = _said(reason, _("Say why the owner or the day changes."), field="reason")
    former, day = action.owner, action.due_on
    if (owner, due_on) == (former, day):
        raise CannotMoveAction(_("Neither the owner nor the due day is another one."))
    if owner != former:
        _refuse_left(owner)
    if due_on != day:
        _refuse_gone_by(due_on, timezone.localdate(now))
    _move(action, ActionState.OPEN, owner=owner, due_on=due_on)
    data = {"reason": said, "owner": owner.name, "due_on": due_on.isoformat()}
    before = {"former_owner": former.name, "former_due_on": day.isoformat()}
    _remember(action, ActionAct.CHANGED, by=by, now=now, data=data | before)
    _tell(CHANGED, action, [former, owner], by=by, now=now, words=said)
    return action


@transaction.atomic
def cancel_action(*, action: Action, reason: str, by: Person, now: dt.datetime) -> Action:
    """End an open action that is not needed any more; it stays to be read. Raises CannotMoveAction."""
    said = _said(reason, _("Say why it is not needed any more."), field="reason")
    _move(action, ActionState.OPEN, state=ActionState.CANCELLED)
    _remember(action, ActionAct.CANCELLED, by=by, now=now, data={"reason": said})
    _tell(CANCELLED, action, [action.owner], by=by, now=now, words=said)
    return action


def remind_owners(*, now: dt.datetime) -> int:
    """Tell owners of open actions that fall due within three days, and weekly of overdue ones; gives how many.

    Safe to run at any time: each fact is told once.
    """
    today = timezone.localdate(now)
    waiting = Action.objects.filter(
        state=ActionState.OPEN, owner__is_active=True, due_on__lte=today + dt.timedelta(days=rules.SOON_DAYS)
    ).select_related("owner")
    told = 0
    for action in waiting.order_by("due_on", "pk")[:MOST_REMINDED]:
        over = (today - action.due_on).days
        kind, step = (OVERDUE, f"{action.due_on}:{over // 7}") if over > 0 else (DUE, str(action.due_on))
        told += len(_notify(kind, action, [action.owner], by=None, now=now, step=step, urgent=over > 0))
    return told


def _move(action: Action, expected: ActionState, **changes: Any) -> None:
    """Change the row only if it is still as it was read; then the object in hand says the same."""
    changes["version"] = action.version + 1
    moved = Action.objects.filter(pk=action.pk, version=action.version, state=expected).update(**changes)
    if not moved:
        raise CannotMoveAction(_not_now(Action.objects.get(pk=action.pk), action))
    for name, value in changes.items():
        setattr(action, name, value)


def _not_now(fresh: Action, seen: Action) -> Any:
    if fresh.version != seen.version:
        return _("Somebody else changed this action meanwhile. Look at it again.")
    return {
        ActionState.OPEN: _("It has not been reported as done yet."),
        ActionState.DONE: _("It is reported as done and waits for verification."),
        ActionState.VERIFIED: _("It is verified; nothing more is to be done."),
        ActionState.CANCELLED: _("It was cancelled."),
    }[ActionState(fresh.state)]


def _refuse_own(action: Action, by: Person) -> None:
    if by.pk in (action.owner_id, action.done_by_id):
        raise MayNotVerify(_("You own this action or did it, so somebody else verifies it."))


def _refuse_incomplete(said: dict[str, str], *, owner: Person, due_on: dt.date, today: dt.date) -> None:
    missing = {"cause": _("Say what the cause is."), "measure": _("Say what is to be done.")}
    for field, sentence in missing.items():
        if not said[field]:
            raise CannotOpenAction(sentence, field=field)
    _refuse_left(owner)
    _refuse_gone_by(due_on, today)


def _refuse_left(owner: Person) -> None:
    if not owner.is_active:
        raise CannotOpenAction(_("%(name)s has left. Name somebody else.") % {"name": owner}, field="owner")


def _refuse_gone_by(due_on: dt.date, today: dt.date) -> None:
    if due_on < today:
        raise CannotOpenAction(_("The due day lies in the past."), field="due_on")


def _words(text: str, *, most: int) -> str:
    return plain_text(text).strip()[:most]


def _said(text: str, missing: Any, *, field: str = "words") -> str:
    said = _words(text, most=WORDS_MOST)
    if not said:
        raise CannotMoveAction(missing, field=field)
    return said


def _remember(action: Action, act: ActionAct, *, by: Person, now: dt.datetime, data: dict[str, Any]) -> None:
    """The fact in the chain, told to the app of the origin and to other systems: never what was said."""
    publish_many(f"action.{act.value}", facts=[Fact.numbered(action, page="action", api="api_action")], now=now)
    record(f"action.{act.value}", by=by, now=now, about=action, data=data)
    declared = origin_of(action.origin_label)
    if declared is not None:
        declared.follower(action, act, by=by, now=now)


def _tell(
    kind: str, action: Action, people: Iterable[Person], *, by: Person, now: dt.datetime, words: str = ""
) -> None:
    """Nobody is told of what they did themselves."""
    others = {person.pk: person for person in people if person.pk != by.pk}
    _notify(kind, action, others.values(), by=by, now=now, step=str(action.version), words=words)


def _notify(
    kind: str,
    action: Action,
    people: Iterable[Person],
    *,
    by: Person | None,
    now: dt.datetime,
    step: str,
    words: str = "",
    urgent: bool = False,
) -> list[Any]:
    params = {
        "by": str(by or ""),
        "number": action.number,
        "owner": str(action.owner),
        "due": action.due_on.isoformat(),
        "measure": action.measure[:80],
        "words": words[:80],
    }
    return notify(
        kind,
        recipients=people,
        params=params,
        address=reverse("action", args=[action.number]),
        key=f"{kind}:{action.pk}:{step}",
        now=now,
        urgent=urgent,
    )
