"""Saying yes, no, or not like this; the first word that settles a step is the one that counts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.approvals import rules
from core.approvals.choices import Decision, RequestState, StepState
from core.approvals.models import ApprovalRequest, ApprovalStep, ApprovalVoice
from core.approvals.registry import kind_of
from core.approvals.selectors import is_asked, voice_of
from core.approvals.services import notices
from core.approvals.services.asking import drop_open_steps
from core.approvals.services.refusals import AlreadyDecided, MayNotDecide, NeedsComment, NeedsPassword
from core.audit.rules import plain_text
from core.audit.services import record

_DECISION_OF = {
    StepState.APPROVED: Decision.APPROVE,
    StepState.REFUSED: Decision.REFUSE,
    StepState.RETURNED: Decision.RETURN,
}


@transaction.atomic
def decide(
    *,
    request: ApprovalRequest,
    decision: str,
    by: Any,
    now: dt.datetime,
    comment: str = "",
    password_ok_until: dt.datetime | None = None,
    step: int | None = None,
) -> ApprovalRequest:
    """Give one's word in the step that was shown (`step`, its key; by default the one that waits).

    When it settles the request, the kind's consequence runs in this transaction, once; a Refusal from it
    makes the decision not happen. The same word again, or after somebody gave it, changes nothing and
    gives the request as it stands. Raises MayNotDecide for whoever asked, is barred, or is not asked,
    AlreadyDecided when somebody was first with another word, NeedsComment, NeedsPassword for money.
    """
    kind_of(request.kind).hold(request)
    held = _hold(request)
    fresh = ApprovalRequest.objects.select_related("asked_by").get(pk=request.pk)
    permit(request=fresh, by=by, now=now, step=step)
    shown = _shown_step(fresh, step)
    voice = voice_of(by, shown, now) if held and shown.state == StepState.WAITING else None
    if voice is None:
        return _as_it_stands(fresh, shown, decision, by)
    if decision != Decision.APPROVE and not comment.strip():
        raise NeedsComment
    if fresh.money and (password_ok_until is None or password_ok_until < now):
        raise NeedsPassword
    words = plain_text(comment.strip())[:1000]
    _say(voice, decision=decision, comment=words, by=by, now=now)
    _settle(fresh, shown, decision=Decision(decision), by=by, now=now)
    # After what follows from it: the head of the trail comes after every row that an act holds.
    record("approval.decided", by=by, now=now, about=fresh, data=_told(fresh, shown, voice, decision, words, by))
    fresh.refresh_from_db()
    return fresh


def permit(*, request: ApprovalRequest, by: Any, now: dt.datetime, step: int | None = None) -> None:
    """Raise MayNotDecide for whoever asked for it, is barred, or is not asked: in `step`, or at all (C12)."""
    if request.asked_by_id == by.pk:
        raise MayNotDecide(_("You asked for this yourself, so somebody else decides."))
    if request.barred.filter(pk=by.pk).exists() or by in kind_of(request.kind).concerned(request):
        raise MayNotDecide(_("You are concerned in this, so somebody else decides."))
    if not is_asked(by, request, now, step=step):
        raise MayNotDecide(_("You are not asked to decide this now."))


def _hold(request: ApprovalRequest) -> bool:
    """Make everybody else who decides on the request wait for this transaction; False once it no longer waits.

    On PostgreSQL the changed row is the lock; on SQLite the transaction began as the only writer.
    """
    waiting = ApprovalRequest.objects.filter(pk=request.pk, state=RequestState.WAITING)
    return bool(waiting.update(version=F("version") + 1))


def _shown_step(request: ApprovalRequest, step: int | None) -> ApprovalStep:
    """The step by its key; without one, that which waits, else the last that was asked."""
    asked = request.steps.exclude(opened_at=None).order_by("-round", "-position")
    if step is not None:
        return asked.get(pk=step)
    return asked.filter(state=StepState.WAITING).first() or asked[0]


def _as_it_stands(request: ApprovalRequest, step: ApprovalStep, decision: str, by: Any) -> ApprovalRequest:
    """The request, when what is said now was said already; else AlreadyDecided (C13, C14)."""
    own = step.voices.filter(decided_by=by).first() or step.voices.filter(person=by).exclude(decision="").first()
    said = own.decision if own and step.state == StepState.WAITING else _DECISION_OF.get(StepState(step.state), "")
    if said == decision:
        return request
    if request.state == RequestState.WITHDRAWN:
        raise AlreadyDecided(_("It was withdrawn in the meantime."))
    spoken = step.voices.exclude(decision="").select_related("decided_by").order_by("-decided_at", "-pk")
    last = own or spoken.first()
    if last is None or last.decided_at is None:
        raise AlreadyDecided(_("This is not asked any more; open the page again."))
    raise AlreadyDecided(
        _("%(person)s was first, on %(when)s: %(decision)s. Open the page again to see how it stands.")
        % {
            "person": last.decided_by,
            "when": timezone.localtime(last.decided_at).strftime("%Y-%m-%d %H:%M"),
            "decision": Decision(last.decision).label,
        }
    )


def _say(voice: ApprovalVoice, *, decision: str, comment: str, by: Any, now: dt.datetime) -> None:
    said = ApprovalVoice.objects.filter(pk=voice.pk, decision="").update(
        decision=decision, comment=comment, decided_by=by, decided_at=now
    )
    if not said:
        raise AlreadyDecided(_("Somebody else was first; open the page again."))


def _told(
    request: ApprovalRequest, step: ApprovalStep, voice: ApprovalVoice, decision: str, comment: str, by: Any
) -> dict[str, Any]:
    told = {"step": step.title, "decision": str(decision), "note": comment, "round": request.round}
    return told if voice.person_id == by.pk else told | {"in_place_of": str(voice.person)}


def _settle(request: ApprovalRequest, step: ApprovalStep, *, decision: Decision, by: Any, now: dt.datetime) -> None:
    """Close the step when its voices settle it, then open the next one or end the request."""
    if decision == Decision.RETURN:
        _close(step, StepState.RETURNED, now=now)
        _end(request, RequestState.RETURNED, by=by, now=now)
        return
    steps = list(request.steps.filter(round=request.round))
    outcomes = [rules.step_outcome(each.mode, _tally(each), percent=each.percent) for each in steps]
    place = rules.open_step(outcomes)
    if place is not None and steps[place] == step:
        return  # it waits for others who are asked in it
    _close(step, StepState(outcomes[steps.index(step)]), now=now)
    if place is None:
        _end(request, RequestState(rules.request_outcome(outcomes)), by=by, now=now)
    else:
        _open(steps[place], now=now)


def _open(step: ApprovalStep, *, now: dt.datetime) -> None:
    step.state, step.opened_at = StepState.WAITING, now
    step.save(update_fields=["state", "opened_at"])
    notices.tell_asked(step, now=now)


def _tally(step: ApprovalStep) -> rules.Tally:
    said = list(step.voices.values_list("decision", flat=True))
    return rules.Tally(said.count(Decision.APPROVE), said.count(Decision.REFUSE), said.count(""))


def _close(step: ApprovalStep, state: StepState, *, now: dt.datetime) -> None:
    moved = ApprovalStep.objects.filter(pk=step.pk, state=StepState.WAITING).update(state=state, closed_at=now)
    if not moved:
        raise AlreadyDecided(_("Somebody else was first; open the page again."))


def _end(request: ApprovalRequest, state: RequestState, *, by: Any, now: dt.datetime) -> None:
    """The request has its answer: what follows from it is done here and now, and only once."""
    applied = {"applied_at": now} if state == RequestState.APPROVED else {}
    moved = ApprovalRequest.objects.filter(pk=request.pk, state=RequestState.WAITING, applied_at=None).update(
        state=state, decided_at=now, **applied
    )
    if not moved:
        raise AlreadyDecided(_("Somebody else was first; open the page again."))
    request.refresh_from_db()
    drop_open_steps(request, now=now)
    kind = kind_of(request.kind)
    follow, notice = {
        RequestState.APPROVED: (kind.on_approved, notices.APPROVED),
        RequestState.REFUSED: (kind.on_refused, notices.REFUSED),
        RequestState.RETURNED: (kind.on_returned, notices.RETURNED),
    }[state]
    follow(request, by=by, now=now)
    notices.tell_decided(request, notice, by=by, now=now)
