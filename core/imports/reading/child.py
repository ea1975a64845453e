"""The process that touches an uploaded file, with memory, CPU time and file size limited (D7, P6).

Started as `python -m core.imports.reading.child`; takes the task as JSON on stdin and answers
with one JSON line on stdout. It knows nothing of the database, and whatever happens to it
happens to it alone.
"""

from __future__ import annotations

import errno
import json
import resource
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from . import delimited, excel
from .faults import Fault
from .sniff import kind_of
from .staging import Notices, RowsFile
from .values import Facts, Limits, ReadOptions


def main() -> int:
    task = json.load(sys.stdin)
    options = ReadOptions.from_json(task["options"])
    _limit(options.limits)
    answer: dict[str, Any]
    try:
        answer = {"result": _ACTS[task["act"]](Path(task["path"]), options, task)}
    except Fault as fault:
        answer = {"fault": fault.to_json()}
    except OSError as error:
        if error.errno != errno.EFBIG:
            raise
        answer = {"fault": Fault("too_heavy").to_json()}
    except MemoryError:
        answer = {"fault": Fault("too_heavy").to_json()}
    answer["usage"] = {"peak_kib": _peak_kib(), "cpu_seconds": _cpu_seconds()}
    sys.stdout.write(json.dumps(answer))
    return 0


def read(path: Path, options: ReadOptions, task: dict[str, Any]) -> dict[str, Any]:
    """Writes the rows file and returns the facts."""
    out, notices = Path(task["out"]), Notices()
    kind = kind_of(path, options.name, largest=options.limits.file_bytes)
    if kind == "xlsx":
        return asdict(_read_book(path, options, out, notices))
    encoding, decided = delimited.encoding_of(path, options)
    delimiter = delimited.delimiter_of(path, encoding, options)
    rows = RowsFile(out, sheet="", options=options, notices=notices)
    delimited.read(path, rows, encoding, delimiter, options)
    return asdict(
        Facts(
            kind=kind,
            encoding=encoding,
            delimiter=delimiter,
            sheets=(),
            sheet="",
            header_row=rows.header_row,
            headers=rows.headers,
            row_count=rows.row_count,
            real_date_counts=rows.real_date_counts,
            date1904=False,
            decided=decided,
            notices=notices.items(),
        )
    )


def probe(path: Path, options: ReadOptions, _task: dict[str, Any]) -> dict[str, Any]:
    """A first look: kind, sheets, and the first rows under each candidate."""
    kind = kind_of(path, options.name, largest=options.limits.file_bytes)
    if kind == "xlsx":
        book = excel.Book(path, options.limits)
        sheets = [asdict(sheet) for sheet in book.sheets]
        previews = excel.previews(book, options)
        if not previews:
            raise Fault("no_rows")
    else:
        sheets, previews = [], delimited.previews(path, options)
    return {"kind": kind, "sheets": sheets, "previews": [asdict(p) for p in previews]}


def _read_book(path: Path, options: ReadOptions, out: Path, notices: Notices) -> Facts:
    book = excel.Book(path, options.limits)
    name = book.choose(options.sheet)
    rows = RowsFile(out, sheet=name, options=options, notices=notices)
    excel.read(book, name, rows, out, options)
    hidden = [sheet.name for sheet in book.sheets if sheet.hidden]
    if hidden:
        notices.add("hidden_sheets", sheets=", ".join(hidden[:10]))
    return Facts(
        kind="xlsx",
        encoding="",
        delimiter="",
        sheets=book.sheets,
        sheet=name,
        header_row=rows.header_row,
        headers=rows.headers,
        row_count=rows.row_count,
        real_date_counts=rows.real_date_counts,
        date1904=book.date1904,
        decided=True,
        notices=notices.items(),
    )


def _limit(limits: Limits) -> None:
    """The soft CPU limit comes first, so that the parent can tell it from other ends."""
    for what, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_FSIZE, limits.staged_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 1))


def _peak_kib() -> int:
    """This program's own peak; ru_maxrss would count the parent's pages from before exec."""
    try:
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    except OSError:
        pass
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


_ACTS = {"read": read, "probe": probe}

if __name__ == "__main__":
    sys.exit(main())
