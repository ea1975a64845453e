"""What the wizard's pages show, worked out before the template sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.files.services import path_of
from core.imports.choices import ImportState
from core.imports.datereading import label_of
from core.imports.matching import expected_headings
from core.imports.models import ImportRun, ImportRunQuerySet
from core.imports.plan import Plan
from core.imports.reading import Limits, Notice, Preview, ReadOptions, SheetRefused, probe
from core.imports.reading.delimited import DELIMITERS
from core.imports.reading.refusals import refusal as worded
from core.imports.reading.values import staged_rows
from core.imports.registry import SheetKind, kind_of
from core.ui.rules import percent_of

SAMPLE_ROWS = 5
MOST_BARS = 36
QUICK_LOOK = {"cpu_seconds": 3, "wall_seconds": 6}

STEPS: tuple[tuple[str, str | Promise, str], ...] = (
    ("file", _("File"), "file-upload"),
    ("reading", _("Reading"), "table"),
    ("columns", _("Match columns"), "columns"),
    ("values", _("Values and dates"), "list-check"),
    ("check", _("Check"), "checks"),
    ("result", _("Result"), "table-import"),
)
_PLACE = {name: place for place, (name, _label, _icon) in enumerate(STEPS)}
_REACHED = {
    ImportState.UPLOADED: "reading",
    ImportState.REFUSED: "reading",
    ImportState.READ: "columns",
    ImportState.MAPPED: "values",
    ImportState.CHECKING: "check",
    ImportState.CHECKED: "check",
    ImportState.RUNNING: "result",
    ImportState.DONE: "result",
    ImportState.ABANDONED: "result",
}
_FIXED = (ImportState.CHECKING, ImportState.RUNNING, ImportState.DONE, ImportState.ABANDONED)


@dataclass(frozen=True)
class Step:
    """One step of the wizard; `is_open` says that its page can be gone back to."""

    name: str
    label: str | Promise
    icon: str
    state: str
    is_open: bool


@dataclass(frozen=True)
class Sample:
    """The first rows of a sheet under one way of reading it, or why it cannot be read so."""

    key: str
    title: str | Promise
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    fits: bool = True
    problem: str = ""


@dataclass(frozen=True)
class Month:
    """A bar of a month profile; `share` in per cent of the fullest month, for drawing only."""

    name: str
    count: int
    share: Decimal


@dataclass(frozen=True)
class Reading:
    """One way to read a column of dates, with what would come of it."""

    code: str
    label: str | Promise
    months: tuple[Month, ...]
    more_months: tuple[Month, ...]
    month_count: int
    fits: int
    total: int
    unread: int
    exchanged: int
    examples: tuple[tuple[str, str], ...]
    failures: tuple[str, ...]


def newest_imports(
    runs: ImportRunQuerySet, *, given_up: bool, before: str, size: int = 50
) -> tuple[list[ImportRun], int | None]:
    """A page of imports, newest first, of those older than number `before`; and where the next page begins.

    Either those under way and done, or those of which nothing came (`given_up`).
    """
    rows = runs.given_up() if given_up else runs.standing()
    rows = rows.select_related("by", "file", "job").order_by("-pk")
    if before.isdecimal() and len(before) < 18:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: size + 1])
    return found[:size], found[size - 1].pk if len(found) > size else None


def reached_step(run: ImportRun) -> str:
    """The step at which an import stands."""
    return _REACHED[ImportState(run.state)]


def steps_of(run: ImportRun | None, shown: str) -> list[Step]:
    """The stepper: what is done, where one is, and where one may go back to."""
    reached = _PLACE[reached_step(run)] if run else 0
    if shown == "check" and run and run.state == ImportState.MAPPED:
        reached = _PLACE["check"]
    fixed = run is not None and run.state in _FIXED
    found = []
    for place, (name, label, icon) in enumerate(STEPS):
        state = "current" if name == shown else "done" if place < reached else "ahead"
        is_open = run is not None and name not in (shown, "file") and place <= reached and not fixed
        found.append(Step(name, label, icon, state, is_open))
    return found


def sample_of(run: ImportRun) -> Sample:
    """The first rows as they were read."""
    sheet = run.findings["sheet"]
    rows: tuple[tuple[str, ...], ...] = ()
    if run.rows_file is not None and path_of(run.rows_file).exists():
        first = islice(staged_rows(path_of(run.rows_file)), SAMPLE_ROWS)
        rows = tuple((str(row.number), *row.cells) for row in first)
    return Sample("", "", tuple(sheet["headers"]), rows)


def candidate_samples(run: ImportRun) -> list[Sample]:
    """How the file's first rows look under each possible answer to the reader's question."""
    about = run.findings["question"]["about"]
    if about == "delimiter":
        return [_separated(run, name) for name in run.findings["question"]["candidates"]]
    return [_candidate(run, preview, about) for preview in _look(run).previews]


def examples_by_heading(run: ImportRun) -> dict[str, list[str]]:
    """Up to three different filled cells of each column, for the columns page."""
    sample = sample_of(run)
    found: dict[str, list[str]] = {heading: [] for heading in sample.headers if heading}
    for row in sample.rows:
        for heading, text in zip(sample.headers, row[1:], strict=False):
            if heading and text.strip() and text not in found[heading] and len(found[heading]) < 3:
                found[heading].append(text[:40])
    return found


def readings_of(found: Mapping[str, Any]) -> list[Reading]:
    """The readings of one column of dates."""
    return [_reading(reading) for reading in found["readings"]]


def notices_of(run: ImportRun) -> list[str]:
    """What the reader has to say about a file that it read all the same."""
    return [Notice(code, params).text for code, params in run.findings["sheet"]["notices"]]


def parents_for(plan: Plan, contents: Mapping[str, Any], person: Any) -> dict[str, list[tuple[str, str]]]:
    """Under what the unknown names of each reference column may be created."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name, names in contents["references"].items():
        reference = plan.kind.column(name).reference
        if names["missing_count"] and reference is not None and reference.parents is not None:
            found[name] = list(reference.parents(person))
    return found


def known_words(plan: Plan, contents: Mapping[str, Any], person: Any) -> dict[str, list[str]]:
    """What the unknown names of each reference column may be said to mean."""
    return {
        name: list(reference.known(person))
        for name, names in contents["references"].items()
        if names["missing_count"]
        and (reference := plan.kind.column(name).reference) is not None
        and reference.known is not None
    }


def names_told(kind: SheetKind, found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What became, or would become, of names that were unknown, with the column's title."""
    return [
        names
        | {
            "title": kind.column(column).title,
            "more": names["created_count"] - len(names["created"]),
            "meanings": [(name, words, name in names["remembered"]) for name, words in names["meant"].items()],
            "more_meant": names["meant_count"] - len(names["meant"]),
        }
        for column, names in found.get("names", {}).items()
    ]


def _reading(reading: Mapping[str, Any]) -> Reading:
    months = list(reading["months"].items())
    top = max((count for _name, count in months), default=1)
    bars = tuple(Month(name, count, percent_of(count, top)) for name, count in months)
    return Reading(
        code=reading["code"],
        label=label_of(reading["code"]),
        months=bars[:MOST_BARS],
        more_months=bars[MOST_BARS:],
        month_count=len(bars),
        fits=reading["fits"],
        total=reading["total"],
        unread=reading["total"] - reading["fits"],
        exchanged=reading["exchanged"],
        examples=tuple((text, day) for text, day in reading["examples"]),
        failures=tuple(reading["failures"]),
    )


def _look(run: ImportRun, **answers: Any) -> Any:
    options = ReadOptions(
        name=run.file.name,
        expected_headings=expected_headings(kind_of(run.kind)),
        limits=replace(Limits(), **QUICK_LOOK),
        **(run.options.get("reading", {}) | answers),
    )
    return probe(path_of(run.file), run.file.name, options=options)


def _candidate(run: ImportRun, preview: Preview, about: str) -> Sample:
    key = preview.sheet if about == "sheet" else preview.encoding
    problem = str(worded(preview.problem, file=run.file.name)) if preview.problem else ""
    rows = [(str(n), *row) for n, row in zip(preview.row_numbers, preview.rows, strict=False)]
    below = [row for row in rows if int(row[0]) > preview.header_row]
    return Sample(key, key, preview.headers, tuple(below[:SAMPLE_ROWS]), preview.fits, problem)


def _separated(run: ImportRun, name: str) -> Sample:
    mark = {word: mark for mark, word in DELIMITERS.items()}[name]
    try:
        found = _look(run, delimiter=mark).previews
    except SheetRefused as refusal:
        return Sample(mark, name, (), (), fits=False, problem=str(refusal))
    return replace(_candidate(run, found[0], "delimiter"), key=mark, title=name)
