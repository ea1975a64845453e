"""What happens to a check after it was sent: reviewed, accepted, returned, reopened, scored anew after an appeal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.audit.rules import plain_text
from core.audit.services import record
from core.refusals import Refusal
from halls.checks import rules
from halls.checks.choices import FINDINGS, CheckKind, RunState
from halls.checks.models import Answer, CheckRun
from halls.checks.rules import Mark
from halls.checks.services.findings import open_actions
from halls.checks.services.running import begin_again, held
from halls.checks.services.sending import columns_of
from halls.checks.services.telling import REOPENED, RETURNED, tell_again, tell_cleared

if TYPE_CHECKING:
    from org.people.models import Person

WORDS_MOST = 500


class CannotReview(Refusal):
    """The check is not where this act finds it, or a reason is missing."""


def refuse_mystery(run: CheckRun) -> None:
    """A mystery visit has a round with rules of its own, so the doors of checks leave it alone. Raises CannotReview."""
    if run.kind == CheckKind.MYSTERY:
        raise CannotReview(_("A mystery visit is decided on in its round."))


class OwnCheck(Refusal):
    """Whoever carried a check out does not review it."""

    status = 403


@transaction.atomic
def review_run(*, run: CheckRun, words: str = "", by: Person, now: dt.datetime) -> CheckRun:
    """It was read; what is said stands on its page. Raises CannotReview, OwnCheck."""
    run = _moved(run, RunState.REVIEWED, by=by, now=now, words=words)
    record("check.reviewed", by=by, now=now, about=run, data=_about(run, words))
    return run


@transaction.atomic
def accept_run(*, run: CheckRun, words: str = "", by: Person, now: dt.datetime) -> CheckRun:
    """It counts as it is. A mystery visit is now seen by the hall, and its findings open their actions.

    Raises CannotReview, OwnCheck.
    """
    if run.state == RunState.SUBMITTED:
        run = _moved(run, RunState.REVIEWED, by=by, now=now, words=words)
    run = _moved(run, RunState.ACCEPTED, by=by, now=now, words=words)
    if run.kind == CheckKind.MYSTERY:
        open_actions(run, run.answers.order_by("position"), by=by, now=now)  # type: ignore[attr-defined]
    record("check.accepted", by=by, now=now, about=run, data=_about(run, words))
    return run


@transaction.atomic
def return_run(*, run: CheckRun, words: str, by: Person, now: dt.datetime) -> CheckRun:
    """Not good enough: it stays as it was sent, and whoever made it gets a draft to correct. Gives that draft.

    Raises CannotReview, OwnCheck.
    """
    said = _said(words, _("Say what has to be corrected."))
    run = _moved(run, RunState.RETURNED, by=by, now=now, words=said)
    again = begin_again(run, now=now)
    tell_again(RETURNED, again, words=said, by=by, now=now)
    record("check.returned", by=by, now=now, about=run, data=_about(run, said) | {"again": again.number})
    return again


@transaction.atomic
def reopen_run(*, run: CheckRun, words: str, by: Person, now: dt.datetime) -> CheckRun:
    """A manager opens a check of any day again (H05); what was sent stays, with its score. Gives the new draft.

    Raises CannotReview, OwnCheck.
    """
    said = _said(words, _("Say why it is reopened."))
    run = _moved(run, RunState.REOPENED, by=by, now=now, words=said)
    again = begin_again(run, now=now)
    tell_again(REOPENED, again, words=said, by=by, now=now)
    record("check.reopened", by=by, now=now, about=run, data=_about(run, said) | {"again": again.number})
    return again


@transaction.atomic
def exclude_run(*, run: CheckRun, words: str, by: Person, now: dt.datetime) -> CheckRun:
    """The work was done, but the check counts nowhere, for the reason given. Raises CannotReview, OwnCheck."""
    said = _said(words, _("Say why it does not count."))
    run = _moved(run, RunState.EXCLUDED, by=by, now=now, words=said)
    record("check.excluded", by=by, now=now, about=run, data=_about(run, said))
    return run


@transaction.atomic
def reject_run(*, run: CheckRun, words: str, by: Person, now: dt.datetime) -> CheckRun:
    """Not taken, for the reason given; it stays as it was sent. Raises CannotReview, OwnCheck."""
    said = _said(words, _("Say why it is rejected."))
    run = _moved(run, RunState.REJECTED, by=by, now=now, words=said)
    record("check.rejected", by=by, now=now, about=run, data=_about(run, said))
    return run


@transaction.atomic
def clear_draft(*, run: CheckRun, words: str, by: Person, now: dt.datetime) -> CheckRun:
    """Throw away what somebody else began and does not finish: a book of the day that would stand in everybody's way.

    Also one that was asked for as a correction, since whoever has left corrects nothing. The caller has asked
    `may_clear`. Raises CannotReview.
    """
    said = _said(words, _("Say why it is thrown away."))
    run = held(run)
    if not rules.may_move(run.state, RunState.DISCARDED):
        raise CannotReview(_("This check is “%(state)s” now. Look at it again.") % {"state": run.get_state_display()})
    _keep(run, RunState.DISCARDED, review_words=said)
    tell_cleared(run, words=said, by=by, now=now)
    record("check.cleared", by=by, now=now, about=run, data=_about(run, said) | {"checker": str(run.checker)})
    return run


@transaction.atomic
def rescore_run(*, run: CheckRun, lost: Mapping[int, Decimal], reason: str, by: Person, now: dt.datetime) -> CheckRun:
    """What findings cost after an appeal, by answer; the score as it was sent stays beside it.

    0 takes every point back, also where the item has no zero-point note. Raises CannotReview, OwnCheck.
    """
    said = _said(reason, _("Say why the score changes."))
    _refuse_own(run, by)
    run = held(run)
    if not run.counts:
        raise CannotReview(_("Only a check that counts is scored anew."))
    answers = list(run.answers.order_by("position"))  # type: ignore[attr-defined]
    changes = [_changed(answer, lost[answer.pk], run) for answer in answers if answer.pk in lost]
    before = run.score
    _keep(run, run.state, **columns_of(answers, run))
    data = _about(run, said) | {"score_before": before, "score": run.score, "items": changes}
    record("check.rescored", by=by, now=now, about=run, data=data)
    return run


def _changed(answer: Answer, lost: Decimal, run: CheckRun) -> str:
    if answer.verdict not in FINDINGS:
        raise CannotReview(_("Only a finding loses points."))
    if not lost.is_finite() or not 0 <= lost <= answer.weight or lost != rules.half_up(lost):
        raise CannotReview(_("This item loses between 0 and %(most)s points.") % {"most": rules.plain(answer.weight)})
    before = answer.lost
    answer.given = lost
    worth = rules.worth(Mark(answer.weight, answer.verdict, lost), run.version_of.policy)
    answer.earned, answer.lost = worth.earned, worth.lost
    answer.version += 1
    answer.save(update_fields=["given", "earned", "lost", "version"])
    return f"{answer.words}: {rules.plain(before or rules.ZERO)} → {rules.plain(lost)}"


def _moved(run: CheckRun, to: RunState, *, by: Person, now: dt.datetime, words: str) -> CheckRun:
    _refuse_own(run, by)
    run = held(run)
    if not rules.may_move(run.state, to):
        raise CannotReview(_("This check is “%(state)s” now. Look at it again.") % {"state": run.get_state_display()})
    said = plain_text(words).strip()[:WORDS_MOST]
    _keep(run, to, reviewed_at=now, reviewed_by=by, review_words=said or run.review_words)
    return run


def _keep(run: CheckRun, to: str, **columns: Any) -> None:
    """The change, if the row is still as it was read under the lock."""
    columns = columns | {"state": to, "version": run.version + 1}
    if not CheckRun.objects.filter(pk=run.pk, state=run.state, version=run.version).update(**columns):
        raise CannotReview(_("Somebody else changed this check meanwhile. Look at it again."))
    for name, value in columns.items():
        setattr(run, name, value)


def _refuse_own(run: CheckRun, by: Person) -> None:
    if run.checker_id == by.pk:
        raise OwnCheck(_("You carried this check out, so somebody else reviews it."))


def _said(words: str, missing: Any) -> str:
    said = plain_text(words).strip()[:WORDS_MOST]
    if not said:
        raise CannotReview(missing, field="words")
    return said


def _about(run: CheckRun, words: str) -> dict[str, Any]:
    return {"unit": run.unit.name, "day": run.business_day.isoformat(), "reason": words}
