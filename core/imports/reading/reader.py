"""Reading an uploaded sheet: starts the limited child, waits for it, gives its answer words (D7, P6)."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from .refusals import Notice, SheetRefused, refusal
from .values import DateColumn, Facts, Preview, ReadOptions, Row, SheetInfo, Usage, staged_rows, tally

logger = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parents[3]
_KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "TMPDIR", "PYTHONPATH", "LD_LIBRARY_PATH")


@dataclass(frozen=True)
class Sheet:
    """A sheet that was read whole and is waiting in `rows_path`.

    `decided` says that the encoding is proven or was answered, not scored. `delimiter` and
    `encoding` are empty for workbooks, `sheet` for text files. `real_date_counts` has, per
    column, how many cells were real dates; those cells read `2011-01-31` or
    `2011-01-31 08:30:00` and are marked in each Row.
    """

    kind: str
    encoding: str
    delimiter: str
    sheets: tuple[SheetInfo, ...]
    sheet: str
    header_row: int
    headers: tuple[str, ...]
    row_count: int
    rows_path: Path
    real_date_counts: tuple[int, ...]
    date1904: bool
    notices: tuple[Notice, ...]
    decided: bool
    usage: Usage

    @property
    def sheet_names(self) -> tuple[str, ...]:
        return tuple(sheet.name for sheet in self.sheets)

    def rows(self) -> Iterator[Row]:
        """Every row in order; memory stays flat."""
        return staged_rows(self.rows_path)

    def tally(self, column: int) -> DateColumn:
        """Counts of a column's (0-based) different texts, real dates apart."""
        return tally(self.rows_path, column)


@dataclass(frozen=True)
class Probe:
    """A first look at a file. One preview per possible encoding or sheet, best first."""

    kind: str
    sheets: tuple[SheetInfo, ...]
    previews: tuple[Preview, ...]
    usage: Usage

    @property
    def sheet_names(self) -> tuple[str, ...]:
        return tuple(sheet.name for sheet in self.sheets)

    @property
    def hidden_sheets(self) -> tuple[str, ...]:
        return tuple(sheet.name for sheet in self.sheets if sheet.hidden)

    @property
    def question(self) -> str:
        """What must be asked before reading: `encoding`, `delimiter`, `sheet`, or "" for nothing."""
        fitting = [preview for preview in self.previews if preview.fits]
        if self.kind == "xlsx":
            return "" if len(fitting) == len(self.previews) == 1 else "sheet"
        if len({preview.encoding for preview in fitting}) != 1:
            return "encoding"
        return "" if len(fitting) == 1 else "delimiter"

    def problem(self, preview: Preview, *, file: str) -> SheetRefused | None:
        """Why this candidate cannot be read as it stands, if so."""
        return refusal(preview.problem, file=file) if preview.problem else None


def read_sheet(path: Path, *, options: ReadOptions) -> Sheet:
    """Reads a whole file into a rows file under `options.staging`.

    Raises SheetRefused, or SheetUndecided where a person must answer first; then no rows
    file is left behind. The caller deletes `rows_path` when done.
    """
    named = _named(path, options)
    folder = options.staging or Path(tempfile.gettempdir())
    handle, out = tempfile.mkstemp(prefix="rows-", suffix=".csv", dir=folder)
    os.close(handle)
    rows_path = Path(out)
    try:
        result, usage = _run("read", path, named, out=rows_path)
    except BaseException:
        rows_path.unlink(missing_ok=True)
        rows_path.with_suffix(".filled").unlink(missing_ok=True)
        raise
    facts = Facts.from_json(result)
    return Sheet(
        kind=facts.kind,
        encoding=facts.encoding,
        delimiter=facts.delimiter,
        sheets=facts.sheets,
        sheet=facts.sheet,
        header_row=facts.header_row,
        headers=facts.headers,
        row_count=facts.row_count,
        rows_path=rows_path,
        real_date_counts=facts.real_date_counts,
        date1904=facts.date1904,
        notices=tuple(Notice(code, params) for code, params in facts.notices),
        decided=facts.decided or options.encoding is not None,
        usage=usage,
    )


def probe(path: Path, name: str, *, options: ReadOptions | None = None) -> Probe:
    """A quick look at a file called `name` by its sender. Raises SheetRefused."""
    result, usage = _run("probe", path, replace(options or ReadOptions(), name=name))
    return Probe(
        kind=result["kind"],
        sheets=tuple(SheetInfo(**info) for info in result["sheets"]),
        previews=tuple(Preview.from_json(preview) for preview in result["previews"]),
        usage=usage,
    )


def _named(path: Path, options: ReadOptions) -> ReadOptions:
    return options if options.name else replace(options, name=path.name)


def _run(act: str, path: Path, options: ReadOptions, out: Path | None = None) -> tuple[Mapping[str, Any], Usage]:
    task = {
        "act": act,
        "path": str(path.resolve()),
        "out": str(out.resolve()) if out else None,
        "options": options.to_json(),
    }
    answer, reason = _converse(json.dumps(task), options.limits.wall_seconds)
    if answer is None:
        raise SheetRefused(reason, file=options.name)
    usage = Usage(**answer["usage"])
    if "fault" in answer:
        raise refusal(answer["fault"], file=options.name, usage=usage)
    return answer["result"], usage


def _converse(task: str, wall_seconds: int) -> tuple[dict[str, Any] | None, str]:
    """Sends the task to a fresh child; its answer, or None and the reason if it died."""
    environment = {key: os.environ[key] for key in _KEPT_VARIABLES if key in os.environ}
    child = subprocess.Popen(
        [sys.executable, "-m", "core.imports.reading.child"],
        cwd=_ROOT,
        env=environment | {"PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        text=True,
        encoding="utf-8",
    )
    try:
        answer, last_words = child.communicate(task, timeout=wall_seconds)
    except subprocess.TimeoutExpired:
        child.kill()
        child.communicate()
        return None, "too_long"
    except BaseException:
        child.kill()
        child.communicate()
        raise
    if child.returncode == 0:
        return json.loads(answer), ""
    logger.error("sheet reader ended with %s: %s", child.returncode, last_words[-2000:])
    return None, _reason(child.returncode, last_words)


def _reason(status: int, last_words: str) -> str:
    """A child ended by the kernel met a limit; one that ended itself met something unforeseen."""
    if status == -signal.SIGXCPU:
        return "too_long"
    return "too_heavy" if status < 0 or "MemoryError" in last_words else "unreadable"
