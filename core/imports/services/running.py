"""The check and the import themselves: asked for on a page, done in a job or by the command."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from core.audit.services import record
from core.files.models import StoredFile
from core.files.services import store
from core.imports.choices import ImportState
from core.imports.kept import KeptRows
from core.imports.models import ImportRun
from core.imports.passes import Counts, Walk
from core.imports.plan import Plan
from core.imports.registry import ImportContext, kind_of
from core.imports.rejects import RejectedSheet
from core.imports.services.names import create_missing, remember_meanings, what_names_become
from core.imports.services.refusals import Undecided, require_right, require_total
from core.imports.services.steps import AT_WORK, EDITABLE, and_stopped, move, plan_of_run, staged_path
from core.imports.undecided import open_questions
from core.jobs.services import enqueue
from core.notifications.registry import declare
from core.notifications.services import notify
from core.refusals import Refusal
from core.ui.rules import grouped

CHECK_JOB = "imports.check"
IMPORT_JOB = "imports.run"
DONE_NOTICE = "import.done"
SQLITE_CACHE_KIB = 64 * 1024
KEEP_REJECTED = dt.timedelta(days=90)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Tell = Callable[[int, int, str], None]

declare(
    DONE_NOTICE,
    sentence=gettext_lazy("%(file)s: %(imported)s rows imported, %(rejected)s rejected"),
)


def request_check(*, run: ImportRun, control_total: int | None, by: Any, now: dt.datetime) -> ImportRun:
    """Have every row checked by a job, without writing any.

    Raises Undecided while a question is open, ControlTotalDiffers when the sheet has another number of rows.
    """
    _require_ready(run, control_total, by)
    with transaction.atomic():
        job = enqueue(CHECK_JOB, by=by, now=now, arguments={"run": run.pk})
        return move(run, to=ImportState.CHECKING, allowed=_checkable(run), job=job, control_total=control_total)


def check_at_once(*, run: ImportRun, control_total: int | None, by: Any, now: dt.datetime, tell: Tell) -> ImportRun:
    """`request_check` and `check_rows` in one, for those who wait for it."""
    _require_ready(run, control_total, by)
    move(run, to=ImportState.CHECKING, allowed=_checkable(run), job=None, control_total=control_total)
    return check_rows(run=run, now=now, tell=tell)


def check_rows(*, run: ImportRun, now: dt.datetime, tell: Tell) -> ImportRun:
    """The dry run: what would be imported, changed, left alone and rejected, and why. Writes no row.

    Raises the same refusals as `request_check`; the run can then be corrected and checked again.
    """
    if run.state == ImportState.CHECKED:
        return run
    with _back_on_refusal(run, ImportState.MAPPED):
        plan = _require_ready(run, run.control_total, run.by)
        walk, rejected = _examined(run, plan, now, tell)
        require_total(stated=run.control_total, read=walk.counts.read)
        found = {
            "counts": walk.counts.plain(),
            "reasons": walk.reasons.plain(),
            "beyond": walk.reasons.beyond,
            "warnings": walk.warnings.plain(),
            "names": what_names_become(walk),
            "examples": [change._asdict() | {"what": str(change.what)} for change in walk.examples],
        }
        findings = {key: value for key, value in run.findings.items() if key != "refusal"} | {"check": found}
        return move(
            run,
            to=ImportState.CHECKED,
            allowed=[ImportState.CHECKING],
            findings=findings,
            rows_rejected=walk.counts.rejected,
            rejected_file=rejected,
        )


def request_import(*, run: ImportRun, by: Any, now: dt.datetime) -> ImportRun:
    """Have the checked rows written by a job. Raises OutOfStep unless they were checked as they now stand."""
    _require_ready(run, run.control_total, by)
    with transaction.atomic():
        job = enqueue(IMPORT_JOB, by=by, now=now, arguments={"run": run.pk})
        allowed = and_stopped(run, []) if run.state == ImportState.RUNNING else [ImportState.CHECKED]
        return move(run, to=ImportState.RUNNING, allowed=allowed, job=job)


def import_at_once(*, run: ImportRun, control_total: int | None, by: Any, now: dt.datetime, tell: Tell) -> ImportRun:
    """`import_rows` without a check before it, for those who wait for it; it examines every row itself."""
    _require_ready(run, control_total, by)
    move(run, to=ImportState.RUNNING, allowed=_checkable(run), job=None, control_total=control_total)
    return import_rows(run=run, now=now, tell=tell)


def import_rows(*, run: ImportRun, now: dt.datetime, tell: Tell) -> ImportRun:
    """Write every good row, in one transaction with the run's own end: all of it or nothing (F13, J19).

    One transaction on both databases, since a half-imported month would be counted as a whole one.
    It holds no more than the writing: rows are examined before it, where progress shows and nobody waits.
    Killed at any row, nothing has happened and the job runs again; done already, it changes nothing.
    Raises what the kind refuses, and the refusals of `request_check`.
    """
    if run.state == ImportState.DONE:
        return run
    with _back_on_refusal(run, ImportState.CHECKED if "check" in run.findings else ImportState.MAPPED):
        plan = _require_ready(run, run.control_total, run.by)
        with KeptRows(staged_path(run).parent) as kept:
            examined, rejected = _examined(run, plan, now, tell, kept)
            require_total(stated=run.control_total, read=examined.counts.read)
            with _written_as_a_whole():
                created = _write(run, examined, kept, now, tell)
                _finish(run, examined.counts, examined, rejected, created, now)
    return run


def _write(run: ImportRun, examined: Walk, kept: KeptRows, now: dt.datetime, tell: Tell) -> dict[str, int]:
    """Makes what the rows need and writes those that were kept; says how many things were made, by column."""
    plan, counts = examined.plan, examined.counts
    context = ImportContext(by=run.by, now=now, run=run, dry_run=False, said=plan.said)
    walk = Walk(plan, context, staged_path(run))
    created = create_missing(walk, examined, context)
    remember_meanings(examined, context)
    words = gettext("Writing rows")
    walk.write(lambda done: _written(tell, done, counts.read, words), kept)
    counts.imported, counts.unchanged, counts.changed = (
        walk.counts.imported,
        walk.counts.unchanged,
        walk.counts.changed,
    )
    return created


def abandon_import(*, run: ImportRun, by: Any, now: dt.datetime) -> ImportRun:
    """Give an import up before anything is written. Raises OutOfStep once it runs."""
    with transaction.atomic():
        allowed = [s for s in and_stopped(run, EDITABLE) if s != ImportState.REFUSED]
        move(run, to=ImportState.ABANDONED, allowed=allowed, finished_at=now)
        record("import.abandoned", by=by, now=now, about=run, data={"file": run.file.name})
    return run


def _checkable(run: ImportRun) -> list[ImportState]:
    return and_stopped(run, (ImportState.MAPPED, ImportState.CHECKED))


def _require_ready(run: ImportRun, control_total: int | None, by: Any) -> Plan:
    """Rights, decisions and control total, looked at again at every door (J22)."""
    require_right(by, kind_of(run.kind))
    plan = plan_of_run(run)
    if "contents" not in run.findings:
        raise Undecided([gettext("The columns of this sheet have not been chosen yet.")])
    if questions := open_questions(plan, run.findings["contents"]):
        raise Undecided(questions)
    require_total(stated=control_total, read=run.findings["sheet"]["row_count"])
    return plan


def _examined(
    run: ImportRun, plan: Plan, now: dt.datetime, tell: Tell, kept: KeptRows | None = None
) -> tuple[Walk, StoredFile | None]:
    """Every row looked at and the good ones `kept`; the sheet of those rejected, if any."""
    context = ImportContext(by=run.by, now=now, run=run, dry_run=True, said=plan.said)
    walk = Walk(plan, context, staged_path(run))
    total, words = plan.row_count, gettext("Checking rows")
    with tempfile.TemporaryDirectory(prefix="import-") as folder:
        path = Path(folder) / "rejected.xlsx"
        with closing(RejectedSheet(path, plan.headers)) as rejects:
            walk.examine(lambda done: tell(done, total, words), rejects, kept)
        if not rejects.count:
            return walk, None
        name = gettext("%(file)s - rejected.xlsx") % {"file": Path(run.file.name).stem}
        rejected = store(path, name=name, media_type=XLSX, by=run.by, now=now, expires_at=now + KEEP_REJECTED)
    return walk, rejected


def _written(tell: Tell, done: int, total: int, words: str) -> None:
    if connection.vendor == "postgresql":
        # Foreign keys are checked as we go, not two hundred thousand of them at the commit.
        connection.check_constraints()
    tell(done, total, words)


@contextmanager
def _written_as_a_whole() -> Iterator[None]:
    """One transaction, with the room that it needs.

    On PostgreSQL statements may take longer than a page's. SQLite gets a page cache in which the
    indexes fit: with its usual 2 MB it writes each page of them out again and again.
    """
    is_sqlite = connection.vendor == "sqlite"
    if is_sqlite:
        _pragma(f"cache_size = -{SQLITE_CACHE_KIB}")
    try:
        with transaction.atomic():
            if not is_sqlite:
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL statement_timeout = '10min'")
            yield
    finally:
        if is_sqlite:
            _pragma("cache_size = -2000")
            _pragma("shrink_memory")


def _pragma(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {text}")


def _finish(
    run: ImportRun,
    counts: Counts,
    examined: Walk,
    rejected: StoredFile | None,
    created: dict[str, int],
    now: dt.datetime,
) -> None:
    result = {
        "counts": counts.plain(),
        "reasons": examined.reasons.plain(),
        "beyond": examined.reasons.beyond,
        "warnings": examined.warnings.plain(),
        "created": created,
        "names": what_names_become(examined),
    }
    move(
        run,
        to=ImportState.DONE,
        allowed=[ImportState.RUNNING],
        findings={key: value for key, value in run.findings.items() if key != "refusal"} | {"result": result},
        rows_read=counts.read,
        rows_imported=counts.imported,
        rows_unchanged=counts.unchanged,
        rows_rejected=counts.rejected,
        rejected_file=rejected,
        finished_at=now,
    )
    if run.rows_file is not None:
        StoredFile.objects.filter(pk=run.rows_file.pk).update(expires_at=now)
    notify(
        DONE_NOTICE,
        recipients=[run.by],
        params={"file": run.file.name, "imported": grouped(counts.imported), "rejected": grouped(counts.rejected)},
        address=reverse("import_run", args=[run.pk]),
        key=f"{DONE_NOTICE}:{run.pk}",
        now=now,
    )
    data = {"kind": run.kind, "file": run.file.name, "sha256": run.file.sha256, "created": created}
    record("import.done", by=run.by, now=now, about=run, data=data | counts.plain())


@contextmanager
def _back_on_refusal(run: ImportRun, state: ImportState) -> Iterator[None]:
    """Takes a run whose work was refused back to where it can be corrected, with the reason."""
    try:
        yield
    except Refusal as refusal:
        findings = run.findings | {"refusal": {"text": str(refusal)}}
        ImportRun.objects.filter(pk=run.pk, state__in=AT_WORK).update(state=state, findings=findings)
        raise
