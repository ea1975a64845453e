"""Rules of mystery rounds: where a visit stands, whose score is looked at twice, until when a hall may appeal."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from halls.checks.choices import RunState
from halls.shops.choices import Reply, Stage

NAME_MOST, TASK_MOST, WORDS_MOST = 60, 1000, 500

_OF_RUN = {
    RunState.SUBMITTED: Stage.SENT,
    RunState.REVIEWED: Stage.REVIEWING,
    RunState.ACCEPTED: Stage.ACCEPTED,
    RunState.EXCLUDED: Stage.EXCLUDED,
    RunState.REJECTED: Stage.REJECTED,
}

BEFORE_SENDING = (Stage.ASKED, Stage.AGREED, Stage.FILLING)
TO_REVIEW = (Stage.SENT, Stage.REVIEWING)
OVER = (Stage.DECLINED, Stage.WITHDRAWN, Stage.ACCEPTED, Stage.EXCLUDED, Stage.REJECTED)


def stage_of(reply: str, run_state: str | None, *, is_again: bool = False) -> Stage:
    """Peers 4b: in progress, needs review, accepted, revision or rejected; the check says which.

    `is_again`: the check replaces one that was sent back.
    """
    if reply != Reply.AGREED or run_state is None or run_state == RunState.DISCARDED:
        return Stage(reply)
    if run_state == RunState.DRAFT:
        return Stage.REVISION if is_again else Stage.FILLING
    return _OF_RUN[RunState(run_state)]


def is_outlier(score: Decimal | None, line: Decimal) -> bool:
    """Peers 4b: a score at or under the line is looked at by a second person."""
    return score is not None and score <= line


def appeal_until(published_on: dt.date, days: int) -> dt.date:
    """The last day on which the hall may appeal; the day of publication is not counted."""
    return published_on + dt.timedelta(days=days)


def revisit_on(visited_on: dt.date, days: int) -> dt.date:
    return visited_on + dt.timedelta(days=days)


def is_beforehand(notice_on: dt.date, opens_on: dt.date) -> bool:
    """Rule book 10, 员工告知: staff are told before, though not when."""
    return notice_on < opens_on
