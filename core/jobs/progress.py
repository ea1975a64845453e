"""What a running job tells the outside, and what the outside tells it: how far, stop, still mine."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID

import structlog
from django.db import DatabaseError, connection

from core.files.models import StoredFile
from core.jobs import rules
from core.jobs.choices import JobState
from core.jobs.models import Job

LONGEST_MESSAGE = 200

log = structlog.get_logger(__name__)


class JobCancelled(Exception):
    """Somebody asked for the job to stop; raised by `Progress.step` so that the handler unwinds."""


class LeaseLost(Exception):
    """Another worker has taken the job over after a silence; this one must leave without a trace."""


class Progress:
    """Handed to a handler. `step` costs nothing, so call it for every row.

    Values are written by `beat`, at most once a second and over a connection of its own:
    a handler inside one long transaction still shows how far it is, and keeps its lease.
    """

    def __init__(self, *, job_id: int, token: UUID | None, lease_until: dt.datetime) -> None:
        self._job_id = job_id
        self._token = token
        self._lease_until = lease_until
        self._stopped: Exception | None = None
        self._unwritten: dict[str, Any] = {}
        self.figures: dict[str, Any] = {}
        self.file: StoredFile | None = None

    def step(self, done: int, total: int | None = None, message: str = "") -> None:
        """`done` of `total` (None: as before or unknown) units are finished.

        Raises JobCancelled or LeaseLost when the job should not go on.
        """
        if self._stopped is not None:
            raise self._stopped
        changed: dict[str, Any] = {"done": done}
        if total is not None:
            changed["total"] = total
        if message:
            changed["message"] = str(message)[:LONGEST_MESSAGE]
        self.figures = self._unwritten = self.figures | changed

    def attach(self, file: StoredFile) -> None:
        """The file that the job is for; offered for download when it is done."""
        self.file = file

    def beat(self, now: dt.datetime) -> None:
        """Write what changed, keep the lease, and hear whether to stop."""
        mine = Job.objects.filter(pk=self._job_id, lease_token=self._token, state=JobState.RUNNING)
        changed, self._unwritten = self._unwritten, {}
        half_used = self._lease_until - now < rules.LEASE / 2
        if changed or half_used:
            if not mine.update(lease_until=now + rules.LEASE, **changed):
                self._stopped = LeaseLost(f"job {self._job_id}")
                return
            self._lease_until = now + rules.LEASE
        if mine.filter(cancel_requested=True).exists():
            self._stopped = JobCancelled(f"job {self._job_id}")


class Heart:
    """Beats a job's progress in a thread while its handler runs: `with Heart(progress, clock): ...`"""

    def __init__(self, progress: Progress, clock: Callable[[], dt.datetime]) -> None:
        self._progress = progress
        self._clock = clock
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> None:
        # Inside somebody's open transaction nobody outside sees the row, so there is nothing to beat.
        if not connection.in_atomic_block:
            self._thread = threading.Thread(target=self._run, name="job heart", daemon=True)
            self._thread.start()

    def __exit__(self, *_exception: object) -> None:
        self._over.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        try:
            while not self._over.wait(rules.BEAT_SECONDS):
                self._beat()
        finally:
            connection.close()

    def _beat(self) -> None:
        try:
            self._progress.beat(self._clock())
        except DatabaseError as error:
            # The database is away or busy; the lease is long enough for another try.
            log.warning("jobs.beat_missed", error=type(error).__name__)
            connection.close()
