"""Asking for work, doing it, and putting right what was left half-way.

The row is the queue (D1): it is written with the business row in one transaction, claimed by a
conditional UPDATE with a lease, and counted before it runs (J25). Messages only hurry it along.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.audit.registry import call, say
from core.audit.services import record
from core.backoff import backoff
from core.files.models import StoredFile
from core.jobs import messages, rules
from core.jobs.choices import JobState
from core.jobs.models import Heartbeat, Job
from core.jobs.progress import Heart, JobCancelled, LeaseLost, Progress
from core.jobs.registry import kind_of, title_of
from core.jobs.selectors import SWEEP
from core.notifications.registry import declare
from core.notifications.services import notify
from core.refusals import Refusal

if TYPE_CHECKING:
    from django.db.models import Model

FAILED_NOTICE = "job.failed"
LOOKS_A_SWEEP = 4
FORGOTTEN_AT_ONCE = 500

log = structlog.get_logger(__name__)
say("job.cancelled", gettext_lazy("Stopped a job"))
say("job.retried", gettext_lazy("Started a job again"))
call("kind", gettext_lazy("kind"))
declare(FAILED_NOTICE, sentence=gettext_lazy("%(title)s did not finish: %(error)s"))


class CannotCancel(Refusal):
    """The job has already ended."""


class CannotRetry(Refusal):
    """The job is still on its way, or has done its work."""


class CannotRun(Refusal):
    """Whoever asked for the job may no longer have it done."""


def enqueue(
    kind: str,
    *,
    by: Model | None,
    now: dt.datetime,
    arguments: dict[str, Any],
    key: str | None = None,
    run_at: dt.datetime | None = None,
) -> Job:
    """Leave a job in the caller's transaction; a worker is told after the commit.

    `arguments` hold ids and plain values only (J23). With a `key` the job exists once: a second
    call gives the first one's row, whatever became of it (J26). LookupError for an unknown kind.
    """
    kind_of(kind)
    values: dict[str, Any] = {
        "kind": kind,
        "by": by,
        "arguments": arguments,
        "created_at": now,
        "run_at": run_at or now,
    }
    if key is None:
        job, created = Job.objects.create(**values), True
    else:
        job, created = Job.objects.get_or_create(key=key, defaults=values)
    if created and job.run_at <= now:
        transaction.on_commit(partial(messages.post, job.pk), robust=True)
    return job


def enqueue_many(kind: str, *, by: Model | None, now: dt.datetime, wanted: Mapping[str, dict[str, Any]]) -> None:
    """As `enqueue` for each new key with its arguments, in one insert; some workers are told to look, not one each.

    For keys that nobody else can have used: IntegrityError otherwise. LookupError for an unknown kind.
    """
    kind_of(kind)
    Job.objects.bulk_create(
        Job(kind=kind, key=key, by=by, arguments=arguments, created_at=now, run_at=now)  # type: ignore[misc]
        for key, arguments in wanted.items()
    )
    for _look in range(min(len(wanted), LOOKS_A_SWEEP)):
        transaction.on_commit(partial(messages.post, None), robust=True)


@transaction.atomic
def cancel_job(*, job: Job, by: Model, now: dt.datetime) -> Job:
    """Stop a waiting job at once, a running one at its next step. Raises CannotCancel once it has ended."""
    waiting = Job.objects.filter(pk=job.pk, state=JobState.QUEUED)
    if not waiting.update(state=JobState.CANCELLED, cancel_requested=True, finished_at=now):
        running = Job.objects.filter(pk=job.pk, state=JobState.RUNNING)
        if not running.update(cancel_requested=True):
            raise CannotCancel(gettext_lazy("This job has already ended; there is nothing left to stop."))
    record("job.cancelled", by=by, now=now, about=job, data={"kind": job.kind})
    job.refresh_from_db()
    return job


@transaction.atomic
def retry_job(*, job: Job, by: Model, now: dt.datetime) -> Job:
    """Put a failed or cancelled job back into the queue with all its attempts. Raises CannotRetry otherwise."""
    ended = Job.objects.filter(pk=job.pk, state__in=[JobState.FAILED, JobState.CANCELLED])
    moved = ended.update(
        state=JobState.QUEUED,
        attempts=0,
        run_at=now,
        started_at=None,
        finished_at=None,
        cancel_requested=False,
        done=0,
        total=None,
        message="",
        error="",
    )
    if not moved:
        raise CannotRetry(gettext_lazy("Only a job that failed or was cancelled can be started again."))
    record("job.retried", by=by, now=now, about=job, data={"kind": job.kind})
    transaction.on_commit(partial(messages.post, job.pk), robust=True)
    job.refresh_from_db()
    return job


def claim_job(job_id: int, *, now: dt.datetime) -> Job | None:
    """Take the job under a new lease, or None if it is not to be had.

    The attempt is counted here, before anything runs: a job that kills its worker is
    tried three times and no more (J25).
    """
    moved = (
        Job.objects.claimable(at=now)
        .filter(pk=job_id, attempts__lt=rules.MAX_ATTEMPTS, cancel_requested=False)
        .update(
            state=JobState.RUNNING,
            attempts=F("attempts") + 1,
            lease_token=(token := uuid.uuid4()),
            lease_until=now + rules.LEASE,
            started_at=now,
        )
    )
    return Job.objects.select_related("by").filter(pk=job_id, lease_token=token).first() if moved else None


def run_job(job_id: int, *, clock: Callable[[], dt.datetime] = timezone.now) -> bool:
    """Claim the job and see it through. False if there was nothing to claim; never raises for a failed job."""
    job = claim_job(job_id, now=(now := clock()))
    if job is None:
        return False
    progress = Progress(job_id=job.pk, token=job.lease_token, lease_until=now + rules.LEASE)
    request_id = f"job-{job.pk}-{job.attempts}"
    language = job.by.language if job.by else translation.get_language()
    with structlog.contextvars.bound_contextvars(request_id=request_id), translation.override(language):
        try:
            with Heart(progress, clock):
                result = _handle(job, progress)
            _finish(job, progress, result=result or {}, now=clock())
        except LeaseLost:
            log.warning("jobs.lease_lost", job=job.pk)
        except JobCancelled:
            _end(job, progress, state=JobState.CANCELLED, now=clock())
        except Refusal as refusal:
            _give_up(job, progress, error=str(refusal), now=clock())
        except Exception as error:
            log.exception("jobs.attempt_failed", job=job.pk, kind=job.kind, attempt=job.attempts)
            _set_aside(job, progress, error=error, reference=request_id, now=clock())
    return True


def _handle(job: Job, progress: Progress) -> dict[str, Any] | None:
    kind = kind_of(job.kind)
    if job.by is not None and (not job.by.is_active or (kind.right and not job.by.may(kind.right))):
        raise CannotRun(gettext_lazy("The person who asked for this may no longer have it done."))
    return kind.handler(progress, job=job, **job.arguments)


def _end(job: Job, progress: Progress, *, state: JobState, now: dt.datetime, **values: Any) -> bool:
    """Write the end over the lease; False if another worker holds it by now."""
    mine = Job.objects.filter(pk=job.pk, lease_token=job.lease_token, state=JobState.RUNNING)
    ended = mine.update(
        state=state,
        finished_at=now,
        lease_token=None,
        lease_until=None,
        result_file=progress.file,
        **{**progress.figures, **values},
    )
    if not ended:
        log.warning("jobs.lease_lost", job=job.pk)
    return bool(ended)


def _finish(job: Job, progress: Progress, *, result: dict[str, Any], now: dt.datetime) -> None:
    _end(job, progress, state=JobState.DONE, now=now, result=result, error="")


@transaction.atomic
def _give_up(job: Job, progress: Progress, *, error: str, now: dt.datetime) -> None:
    if _end(job, progress, state=JobState.FAILED, now=now, error=error):
        _tell_failure(job, error=error, now=now)


def _set_aside(job: Job, progress: Progress, *, error: Exception, reference: str, now: dt.datetime) -> None:
    """After an unexpected error: wait and try again, or give up after the last attempt."""
    if isinstance(error, DatabaseError) and not connection.in_atomic_block:
        connection.close()
    if job.attempts >= rules.MAX_ATTEMPTS:
        words = _("A fault in the program stopped it %(attempts)s times. Tell your administrator: %(reference)s.")
        _give_up(job, progress, error=words % {"attempts": job.attempts, "reference": reference}, now=now)
        return
    words = _("Attempt %(attempt)s failed; it will be tried again by itself (%(reference)s).")
    mine = Job.objects.filter(pk=job.pk, lease_token=job.lease_token, state=JobState.RUNNING)
    mine.update(
        state=JobState.QUEUED,
        run_at=now + backoff(job.attempts, first=rules.FIRST_WAIT, longest=rules.LONGEST_WAIT),
        lease_token=None,
        lease_until=None,
        error=words % {"attempt": job.attempts, "reference": reference},
    )


def _tell_failure(job: Job, *, error: str, now: dt.datetime) -> None:
    if job.by is None:
        return
    notify(
        FAILED_NOTICE,
        recipients=[job.by],
        params={"title": str(title_of(job.kind)), "error": error},
        address=job.get_absolute_url(),
        key=f"{FAILED_NOTICE}:{job.pk}:{now:%Y%m%d%H%M%S}",
        now=now,
    )


def work_off(first: int | None, *, clock: Callable[[], dt.datetime] = timezone.now) -> int:
    """Run the job called `first`, then whatever else is due, for a while. Gives the number of jobs run.

    One message is thus enough for a long queue, and lost ones do no harm.
    """
    until = clock() + rules.PATIENCE
    count = int(first is not None and run_job(first, clock=clock))
    while clock() < until:
        due = Job.objects.claimable(at=clock()).filter(attempts__lt=rules.MAX_ATTEMPTS, cancel_requested=False)
        following = due.order_by("run_at", "pk").values_list("pk", flat=True).first()
        if following is None:
            break
        count += run_job(following, clock=clock)
    return count


def sweep(*, now: dt.datetime) -> int:
    """Bury what cannot go on, and send someone to look at what is due. Gives the number of jobs due.

    This alone brings every job to its end, if no other message ever arrives (D1).
    """
    for job in Job.objects.abandoned(at=now).select_related("by"):
        if job.cancel_requested:
            _bury(job, state=JobState.CANCELLED, error="", now=now)
        elif job.attempts >= rules.MAX_ATTEMPTS:
            _bury(job, state=JobState.FAILED, error=_words_for_a_dead_job(job), now=now)
    due = Job.objects.claimable(at=now).count()
    for _look in range(min(due, LOOKS_A_SWEEP)):
        messages.post(None)
    Heartbeat.objects.update_or_create(name=SWEEP, defaults={"at": now})
    return due


def _words_for_a_dead_job(job: Job) -> str:
    words = gettext_lazy("It ended without a word %(attempts)s times, as if it were too large for this machine.")
    with translation.override(job.by.language if job.by else translation.get_language()):
        return str(words) % {"attempts": job.attempts}


@transaction.atomic
def _bury(job: Job, *, state: JobState, error: str, now: dt.datetime) -> None:
    same = Job.objects.abandoned(at=now).filter(pk=job.pk, lease_token=job.lease_token)
    if not same.update(state=state, finished_at=now, lease_token=None, lease_until=None, error=error):
        return
    log.error("jobs.buried", job=job.pk, kind=job.kind, attempts=job.attempts, state=state)
    if state == JobState.FAILED:
        _tell_failure(job, error=error, now=now)


def forget_old_jobs(*, now: dt.datetime) -> int:
    """Delete jobs that ended more than JOB_KEEP_DAYS ago, some at a time; gives their number.

    The trail keeps who asked for what. A result file without a date of its own is left to the
    pruning of files from now on.
    """
    old = Job.objects.forgettable(before=now - dt.timedelta(days=settings.JOB_KEEP_DAYS))
    count = 0
    while batch := list(old.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE]):
        with transaction.atomic():
            files = Job.objects.filter(pk__in=batch).values("result_file")
            StoredFile.objects.filter(pk__in=files, expires_at=None).update(expires_at=now)
            Job.objects.filter(pk__in=batch).delete()
        count += len(batch)
    return count
