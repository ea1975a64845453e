"""Messages that say "look": sent from a thread of their own, and free to be lost (D1, F9).

A request that has just committed must neither wait for a broker nor fail because of one.
So the sender only puts a job's number into a bounded queue; a daemon thread publishes. While
the broker does not answer, numbers are dropped for some seconds at a time: the rows are still
there, and the sweeper finds them.
"""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Callable

import structlog
from celery import current_app

LOOK = "core.jobs.tasks.look"
MOST_WAITING = 1000
REST_SECONDS = 5.0
# A message nobody took in this time is worth nothing: the sweeper has sent others since.
EXPIRES_SECONDS = 60

log = structlog.get_logger(__name__)


def _publish(job_id: int | None) -> None:
    current_app.send_task(LOOK, kwargs={"job_id": job_id}, retry=False, ignore_result=True, expires=EXPIRES_SECONDS)


class Messenger:
    """One a process; the thread starts with the first message, so that a fork before it is safe."""

    def __init__(self, publish: Callable[[int | None], None] = _publish) -> None:
        self._publish = publish
        self._waiting: queue.Queue[int | None] = queue.Queue(MOST_WAITING)
        self._thread: threading.Thread | None = None
        self._start = threading.Lock()
        self._rests_until = 0.0

    def post(self, job_id: int | None) -> bool:
        """Have a worker look at the job (None: at whatever is due). False if it was dropped; never waits."""
        if time.monotonic() < self._rests_until:
            return False
        try:
            self._waiting.put_nowait(job_id)
        except queue.Full:
            return False
        if self._thread is None:
            with self._start:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._run, name="job messages", daemon=True)
                    self._thread.start()
        return True

    def _run(self) -> None:
        while True:
            self._send(self._waiting.get())

    def _send(self, job_id: int | None) -> None:
        if time.monotonic() < self._rests_until:
            return
        try:
            self._publish(job_id)
        except Exception as error:  # whatever the broker's client raises, the row is still there
            self._rests_until = time.monotonic() + REST_SECONDS
            log.warning("jobs.broker_silent", error=type(error).__name__, job=job_id)


_messenger = Messenger()


def post(job_id: int | None) -> bool:
    """Have a worker look at the job; see Messenger.post."""
    return _messenger.post(job_id)


def _forget_parent() -> None:
    global _messenger  # noqa: PLW0603 - a forked child has the parent's queue but not its thread
    _messenger = Messenger()


os.register_at_fork(after_in_child=_forget_parent)
