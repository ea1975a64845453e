"""Sending a check: what has to be there is asked for, then it is scored once and gets its receipt."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.audit.services import record
from core.refusals import Refusal
from halls.checks import rules
from halls.checks.choices import CheckKind, RunState
from halls.checks.models import Answer, CheckRun
from halls.checks.selectors import day_at, missing_of, photos_counted
from halls.checks.services.findings import open_actions
from halls.checks.services.running import held, refuse_others

if TYPE_CHECKING:
    from org.people.models import Person


class CannotSend(Refusal):
    """Something is still missing; `missing` says by answer what."""

    def __init__(self, message: Any, missing: dict[int, Any] | None = None) -> None:
        super().__init__(message)
        self.missing = missing or {}


@transaction.atomic
def submit_run(*, run: CheckRun, by: Person, now: dt.datetime, finished_at: dt.datetime | None = None) -> CheckRun:
    """Send the check. Sent again it stays as it is, with the same number as its receipt (H06).

    `finished_at` is what a device says of when it was finished; the day is kept, and a check that arrives on a later
    one is late and does not count as done on its day (H07). A correction is as late as what it corrects.
    Raises CannotSend, NotYours.
    """
    refuse_others(run, by)
    run = held(run)
    if run.received_at is not None:
        return run
    if run.state != RunState.DRAFT:
        raise CannotSend(_("This check was thrown away."))
    answers = list(run.answers.order_by("position"))  # type: ignore[attr-defined]
    _refuse_incomplete(answers, run)
    said = columns_of(answers, run) | {
        "state": RunState.SUBMITTED.value,
        "finished_at": _finished(run, finished_at, now),
        "received_at": now,
        "is_late": _is_late(run, now),
    }
    said["first_score"] = said["score"]
    _keep(run, **said)
    if run.kind != CheckKind.MYSTERY:
        # A mystery visit is nobody's business in the hall until it is accepted (H10).
        open_actions(run, answers, by=by, now=now)
    data = {"unit": run.unit.name, "day": run.business_day.isoformat(), "score": run.score, "findings": run.findings}
    record("check.submitted", by=by, now=now, about=run, data=data)
    return run


def columns_of(answers: list[Answer], run: CheckRun) -> dict[str, Any]:
    """The score and what it was counted from."""
    result = rules.result([answer.mark for answer in answers], run.version_of.policy)
    return {
        "score": result.score,
        "earned": result.earned,
        "possible": result.possible,
        "findings": result.findings,
        "critical_findings": result.critical,
        "outcome": result.outcome,
    }


def _refuse_incomplete(answers: list[Answer], run: CheckRun) -> None:
    missing = missing_of(answers, photos_counted(run))
    if not missing:
        return
    first = next(answer for answer in answers if answer.pk in missing)
    said = {"count": len(missing), "at": first.position, "words": first.words, "what": missing[first.pk][0]}
    raise CannotSend(_("%(count)s items are not complete. First %(at)s %(words)s: %(what)s") % said, missing)


def _is_late(run: CheckRun, now: dt.datetime) -> bool:
    return run.replaces.is_late if run.replaces is not None else day_at(run.unit, now) > run.business_day


def _finished(run: CheckRun, said: dt.datetime | None, now: dt.datetime) -> dt.datetime:
    """Between the beginning and now: a phone's clock may be wrong."""
    return min(max(said or now, run.started_at), max(now, run.started_at))


def _keep(run: CheckRun, **columns: Any) -> None:
    CheckRun.objects.filter(pk=run.pk).update(version=run.version + 1, **columns)
    run.version += 1
    for name, value in columns.items():
        setattr(run, name, value)
