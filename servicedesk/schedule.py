"""Everything that runs by itself, one plain sentence each. Times are the branch's own."""

from __future__ import annotations

from typing import Any

from celery.schedules import crontab

SWEEP_SECONDS = 5
DELIVER_SECONDS = 15
REMIND_SECONDS = 600
WEBHOOK_SECONDS = 30
CLOCK_SECONDS = 60
FOLD_SECONDS = 30
PRESENCE_SECONDS = 60
ESCALATION_SECONDS = 30
RUSH_SECONDS = 60
BOOK_SECONDS = 300
CLOSE_SECONDS = 600
EXPIRES = "expires"


def _every(seconds: int, task: str) -> dict[str, Any]:
    return {"task": task, "schedule": float(seconds), "options": {EXPIRES: seconds}}


def _each_day(task: str, *, after_hour: int) -> dict[str, Any]:
    """Looked at every ten minutes and run once a day, so that a machine that slept catches up."""
    return {
        "task": "core.jobs.tasks.daily",
        "kwargs": {"task": task, "after_hour": after_hour},
        "schedule": crontab(minute="*/10"),
        "options": {EXPIRES: 600},
    }


SCHEDULE: dict[str, dict[str, Any]] = {
    # Every few seconds somebody looks for jobs that are due or were left half-way.
    "sweep jobs": _every(SWEEP_SECONDS, "core.jobs.tasks.sweep"),
    # Four times a minute letters leave: urgent ones at once, digests on the quarter hour they are due.
    "deliver notices": _every(DELIVER_SECONDS, "core.notifications.tasks.deliver"),
    # Twice a minute tickets whose moment has come go up to the next level.
    "sweep escalations": _every(ESCALATION_SECONDS, "complaints.escalation.sweep"),
    # Every ten minutes people who have not decided for a day are reminded of what waits for their approval.
    "remind approvers": _every(REMIND_SECONDS, "core.approvals.remind"),
    # Twice a minute changes of open tickets are folded into the numbers that pages show.
    "fold tallies": _every(FOLD_SECONDS, "complaints.counters.fold"),
    # Every minute those who no longer look at a page are forgotten.
    "forget viewers": _every(PRESENCE_SECONDS, "core.presence.forget"),
    # Every minute paused clocks go on as agreed, and handlers are warned of deadlines that come near.
    "sweep clocks": _every(CLOCK_SECONDS, "complaints.clocks.sweep"),
    # Every minute halls are looked at: emergencies open, last too long, or end as their rules say.
    "watch halls": _every(RUSH_SECONDS, "halls.rush.sweep"),
    # Every five minutes hall managers are reminded of daily books, and at the set time those missing are told above.
    "watch daily books": _every(BOOK_SECONDS, "halls.book.sweep"),
    # Every ten minutes callers are warned of customers who must be called soon.
    "remind of calls": _every(REMIND_SECONDS, "complaints.callbacks.remind"),
    # Every ten minutes owners of promises are reminded of what falls due, and once more when the time has passed.
    "remind of promises": _every(REMIND_SECONDS, "complaints.promises.remind"),
    # Every ten minutes the days that are over by the clocks of their halls are closed, and what was missed before.
    "close days": _every(CLOSE_SECONDS, "halls.queue.close_days"),
    # Twice a minute jobs are left for webhooks that are due again, and those a day old are given up.
    "go on with webhooks": _every(WEBHOOK_SECONDS, "core.webhooks.go_on"),
    # Each night after three, webhook messages that ended a month ago are removed.
    "prune webhooks": _each_day("core.webhooks.forget_old", after_hour=3),
    # Each night after two, the numbers of open tickets are compared with a recount and put right where they differ.
    "recount tallies": _each_day("complaints.counters.recount", after_hour=2),
    # Each night after one, counts of waits are kept of the days that are over, and of those that changed since.
    "keep waits": _each_day("halls.waiting.keep_days", after_hour=1),
    # Each night after two, the months that may still change are computed again.
    "compute months": _each_day("kpi.indicators.tasks.compute_last_months", after_hour=2),
    # Each night after four, tickets that may belong together are proposed as batches, if the branch set how many.
    "propose batches": _each_day("complaints.batches.propose", after_hour=4),
    # On Mondays after five, entries of the last two weeks that may be false are listed for a reviewer.
    "draw false entries": _each_day("complaints.detection.draw", after_hour=5),
    # Each morning after seven, sheets of the day, week or month that is over are made, and what was missed before.
    "make sheets": _each_day("complaints.cadence.make", after_hour=7),
    # Each night after one, open tickets that came by a sheet are taken into the escalation plans.
    "follow escalation plans": _each_day("complaints.escalation.follow_plans", after_hour=1),
    # Each night after three, files past their date are removed.
    "prune files": _each_day("core.files.prune", after_hour=3),
    # Each night after three, answers kept for repeated requests are removed when nobody can repeat them.
    "prune answers": _each_day("core.api.forget_old_answers", after_hour=3),
    # Each night after three, jobs that ended long ago are removed.
    "prune jobs": _each_day("core.jobs.forget", after_hour=3),
    # Each night after three, sessions that are over and sign-ins of half a year ago are removed.
    "prune sign-ins": _each_day("org.signin.forget", after_hour=3),
    # Each morning after seven, owners of corrective actions that fall due or are overdue are reminded.
    "remind owners": _each_day("improvement.actions.remind", after_hour=7),
    # Each morning after seven, reviewers of the class B list hear of entries that end within a week.
    "remind reviewers": _each_day("complaints.gates.remind", after_hour=7),
    # Each morning after seven, hall managers are asked what helped in the emergencies that ended the day before.
    "look back on emergencies": _each_day("halls.rush.ask_reviews", after_hour=7),
    # Each morning after seven, who sees to what stayed unresolved while somebody was stationed hears when it is due.
    "remind of unresolved matters": _each_day("halls.stationing.remind", after_hour=7),
    # Each night after midnight, the head of the audit chain is written to a file outside the database.
    "anchor audit": _each_day("core.audit.anchor", after_hour=0),
}
