"""Taking a file in, and reading it into staged rows."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit.services import record
from core.files.models import StoredFile
from core.files.services import path_of, store
from core.imports.choices import ImportState
from core.imports.matching import expected_headings, match_headings, signature
from core.imports.models import ImportRun, RememberedMapping
from core.imports.reading import Limits, ReadOptions, Sheet, SheetRefused, SheetUndecided, read_sheet
from core.imports.registry import SheetKind, kind_of
from core.imports.services.refusals import CannotImport, require_right
from core.imports.services.steps import EDITABLE, move
from core.jobs.services import enqueue

READ_JOB = "imports.read"
READ_AT_ONCE_BYTES = 4 * 1024 * 1024
READ_AT_ONCE = {"cpu_seconds": 2, "wall_seconds": 5}
KEEP_STAGED = dt.timedelta(days=7)
ANSWERS = ("sheet", "encoding", "delimiter", "header_row", "fill_merged")


def upload_sheet(*, kind: SheetKind, content: BinaryIO, name: str, by: Any, now: dt.datetime) -> ImportRun:
    """Keep the file as it came and begin an import. Says (`findings["seen"]`) when it was imported before.

    Raises CannotImport without the rights, or for a file past MAX_SHEET_BYTES.
    """
    require_right(by, kind)
    size = content.seek(0, os.SEEK_END)
    if size > settings.MAX_SHEET_BYTES:
        words = _("“%(name)s” has %(size)s MB; at most %(most)s MB are taken. Split it and upload the parts.")
        mib = 1024 * 1024
        values = {"name": name, "size": -(-size // mib), "most": settings.MAX_SHEET_BYTES // mib}
        raise CannotImport(words % values, field="file")
    _require_quota(by, size, now)
    with transaction.atomic():
        stored = store(content, name=name, media_type="application/octet-stream", by=by, now=now)
        run = ImportRun.objects.create(kind=kind.code, file=stored, by=by, created_at=now)
        run.findings = {"seen": _seen_before(run)}
        run.save(update_fields=["findings"])
        data = {"kind": kind.code, "file": stored.name, "sha256": stored.sha256, "size": stored.size}
        record("import.uploaded", by=by, now=now, about=run, data=data)
    return run


def _require_quota(by: Any, size: int, now: dt.datetime) -> None:
    """No more than a day's worth of uploads a person (C26)."""
    recent = StoredFile.objects.filter(by=by, created_at__gt=now - dt.timedelta(days=1))
    if size + (recent.aggregate(sum=Sum("size"))["sum"] or 0) > settings.MAX_UPLOADS_BYTES_PER_DAY:
        raise CannotImport(_("You have uploaded too much today; continue tomorrow."), field="file")


def request_reading(*, run: ImportRun, answers: Mapping[str, Any], now: dt.datetime) -> ImportRun:
    """Read the file at once if that is quick, else leave it to a job.

    `answers` hold what a person decided of sheet, encoding, delimiter, header_row, fill_merged.
    """
    begin_reading(run=run, answers=answers)
    if run.file.size <= READ_AT_ONCE_BYTES:
        try:
            return read_upload(run=run, now=now, limits=replace(Limits(), **READ_AT_ONCE))
        except SheetRefused as refusal:
            if refusal.message_id != "too_long":
                raise
    with transaction.atomic():
        job = enqueue(READ_JOB, by=run.by, now=now, arguments={"run": run.pk})
        move(run, to=ImportState.UPLOADED, allowed=[ImportState.UPLOADED], job=job)
    return run


def begin_reading(*, run: ImportRun, answers: Mapping[str, Any]) -> ImportRun:
    """Take the run back to its file, with the answers about how to read it."""
    options = run.options | {"reading": {key: answers[key] for key in ANSWERS if answers.get(key)}}
    return move(run, to=ImportState.UPLOADED, allowed=EDITABLE, options=options)


def read_upload(*, run: ImportRun, now: dt.datetime, limits: Limits | None = None) -> ImportRun:
    """Stage the file's rows in a limited child process, and propose which heading is which column.

    Where only a person can say how to read it, the run keeps the question with a preview for each
    answer. A file that may not be imported leaves the run refused. Raises SheetRefused in that case,
    except for a first look cut short by small `limits`.
    """
    kind = kind_of(run.kind)
    options = _read_options(run, kind, limits or Limits())
    try:
        with tempfile.TemporaryDirectory(prefix="import-") as folder:
            sheet = read_sheet(path_of(run.file), options=replace(options, staging=Path(folder)))
            return _keep(run, kind, sheet, now)
    except SheetUndecided as question:
        return _ask(run, question)
    except SheetRefused as refusal:
        if limits is None or refusal.message_id != "too_long":
            _refuse(run, refusal, now)
        raise


def _keep(run: ImportRun, kind: SheetKind, sheet: Sheet, now: dt.datetime) -> ImportRun:
    facts = {
        "kind": sheet.kind,
        "encoding": sheet.encoding,
        "delimiter": sheet.delimiter,
        "sheets": [asdict(info) for info in sheet.sheets],
        "sheet": sheet.sheet,
        "header_row": sheet.header_row,
        "headers": list(sheet.headers),
        "row_count": sheet.row_count,
        "real_date_counts": list(sheet.real_date_counts),
        "date1904": sheet.date1904,
        "decided": sheet.decided,
        "notices": [[notice.code, dict(notice.params)] for notice in sheet.notices],
    }
    proposal, remembered = _proposed_options(kind, sheet.headers)
    proposal |= _decided_before(run, sheet.headers)
    with transaction.atomic():
        rows = store(
            sheet.rows_path,
            name=f"rows-{run.pk}.csv",
            media_type="text/csv",
            by=None,
            now=now,
            expires_at=now + KEEP_STAGED,
        )
        return move(
            run,
            to=ImportState.READ,
            allowed=[ImportState.UPLOADED],
            rows_file=rows,
            rows_read=sheet.row_count,
            finished_at=None,
            options={"reading": run.options.get("reading", {})} | proposal,
            findings={"seen": run.findings.get("seen"), "sheet": facts, "remembered": remembered},
        )


def _proposed_options(kind: SheetKind, headers: tuple[str, ...]) -> tuple[dict[str, Any], bool]:
    """The mapping used last for these headings, else what the headings say by themselves."""
    known = RememberedMapping.objects.filter(kind=kind.code, signature=signature(headers)).first()
    if known is None:
        return {"columns": match_headings(headers, kind.columns)}, False
    columns = {name: heading for name, heading in known.options.get("columns", {}).items() if heading in headers}
    remembered = {name: known.options.get(name, {}) for name in ("values", "said")}
    return {"columns": columns} | remembered, True


def _decided_before(run: ImportRun, headers: tuple[str, ...]) -> dict[str, Any]:
    """What was decided when these very bytes were imported, dates too: to be seen again and changed at will."""
    seen = run.findings.get("seen")
    earlier = ImportRun.objects.filter(pk=seen["run"]).first() if seen else None
    if earlier is None or list(headers) != earlier.findings.get("sheet", {}).get("headers"):
        return {}
    return {name: earlier.options[name] for name in ("columns", "values", "said", "dates") if name in earlier.options}


def _ask(run: ImportRun, question: SheetUndecided) -> ImportRun:
    asked = {"about": question.question, "candidates": list(question.candidates)}
    findings = {"seen": run.findings.get("seen"), "question": asked}
    return move(run, to=ImportState.UPLOADED, allowed=[ImportState.UPLOADED], findings=findings)


def _refuse(run: ImportRun, refusal: SheetRefused, now: dt.datetime) -> None:
    with transaction.atomic():
        findings = {
            "seen": run.findings.get("seen"),
            "refusal": {"code": refusal.message_id, "text": str(refusal), "place": refusal.place},
        }
        move(run, to=ImportState.REFUSED, allowed=[ImportState.UPLOADED], findings=findings, finished_at=now)
        data = {"file": run.file.name, "sha256": run.file.sha256, "reason": refusal.message_id}
        record("import.refused", by=run.by, now=now, about=run, data=data)


def _read_options(run: ImportRun, kind: SheetKind, limits: Limits) -> ReadOptions:
    answers = run.options.get("reading", {})
    limits = replace(limits, file_bytes=settings.MAX_SHEET_BYTES)
    return ReadOptions(name=run.file.name, expected_headings=expected_headings(kind), limits=limits, **answers)


def _seen_before(run: ImportRun) -> dict[str, Any] | None:
    """The latest finished import of the same bytes as the same kind (J19)."""
    earlier = (
        ImportRun.objects.filter(kind=run.kind, file__sha256=run.file.sha256, state=ImportState.DONE)
        .exclude(pk=run.pk)
        .select_related("by")
        .first()
    )
    if earlier is None or earlier.finished_at is None:
        return None
    return {"run": earlier.pk, "at": timezone.localtime(earlier.finished_at).isoformat(), "by": str(earlier.by)}
