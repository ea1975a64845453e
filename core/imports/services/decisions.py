"""What a person decides: which heading is which column, and what the texts mean."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.imports.choices import ImportState
from core.imports.contents import contents_of
from core.imports.datereading import CODES
from core.imports.matching import signature
from core.imports.models import ImportRun, RememberedMapping
from core.imports.plan import LEAVE_EMPTY, REJECT
from core.imports.registry import ImportContext, SheetColumn, SheetKind, kind_of
from core.imports.services.names import valid_missing
from core.imports.services.refusals import CannotImport, Undecided, require_right
from core.imports.services.steps import WITH_ROWS, and_stopped, move, plan_of_run, staged_path
from core.imports.undecided import open_headings, open_questions
from core.jobs.services import enqueue

COUNT_JOB = "imports.count"
COUNT_AT_ONCE_ROWS = 30_000
REMEMBERED = ("columns", "values", "said")


def choose_columns(
    *,
    run: ImportRun,
    columns: Mapping[str, str],
    by: Any,
    now: dt.datetime,
    said: Mapping[str, str] | None = None,
    in_job: bool = True,
) -> ImportRun:
    """Say which heading of the sheet is which column; then count what they hold, in a job if the sheet is long.

    `said` has texts for the kind's options; what is left out stays as it was, an empty one is the default.
    Raises Undecided while a needed column has no heading, CannotImport for a heading that the
    sheet does not have or that is chosen twice, or for a text that an option cannot be.
    """
    kind = kind_of(run.kind)
    require_right(by, kind)
    said = run.options.get("said", {}) | _valid_said(kind, said or {})
    headers = plan_of_run(run).headers
    chosen = {column.name: columns[column.name] for column in kind.columns if columns.get(column.name)}
    for heading in chosen.values():
        if heading not in headers:
            raise CannotImport(_("The sheet has no heading “%(heading)s”.") % {"heading": heading})
        if list(chosen.values()).count(heading) > 1:
            raise CannotImport(_("“%(heading)s” is chosen for more than one column.") % {"heading": heading})
    findings = {key: run.findings[key] for key in ("seen", "sheet", "remembered") if key in run.findings}
    with transaction.atomic():
        move(
            run,
            to=ImportState.READ,
            allowed=and_stopped(run, WITH_ROWS),
            options=run.options | {"columns": chosen, "said": said},
            findings=findings,
        )
        if questions := open_headings(plan_of_run(run)):
            raise Undecided(questions)
        if in_job and (run.rows_read or 0) > COUNT_AT_ONCE_ROWS:
            job = enqueue(COUNT_JOB, by=by, now=now, arguments={"run": run.pk})
            return move(run, to=ImportState.READ, allowed=[ImportState.READ], job=job)
    return count_columns(run=run, now=now)


def count_columns(*, run: ImportRun, now: dt.datetime) -> ImportRun:
    """Count what the chosen columns hold, and decide by itself whatever leaves no choice."""
    plan = plan_of_run(run)
    require_right(run.by, plan.kind)
    context = ImportContext(by=run.by, now=now, run=run, dry_run=True, said=plan.said)
    sheet = run.findings["sheet"]
    date1904 = sheet["date1904"] if sheet["kind"] == "xlsx" else None
    found = contents_of(plan, staged_path(run), context, date1904=date1904)
    values = {
        name: _known_values(plan.kind.column(name), choices, plan.values.get(name, {}))
        for name, choices in found["choices"].items()
    }
    dates = {
        name: dated["only"] or _still_possible(dated, plan.dates.get(name, ""))
        for name, dated in found["dates"].items()
    }
    return move(
        run,
        to=ImportState.MAPPED,
        allowed=[ImportState.READ],
        options=run.options | {"values": values, "dates": dates},
        findings=run.findings | {"contents": found},
    )


def decide_meanings(
    *,
    run: ImportRun,
    values: Mapping[str, Mapping[str, str]],
    dates: Mapping[str, str],
    missing: Mapping[str, Mapping[str, Any]],
    by: Any,
    now: dt.datetime,
) -> ImportRun:
    """Say what choice each text means, how dates are read, and what becomes of unknown names.

    What is left out stays open and is asked again; nothing is taken for granted. The decisions are
    remembered for the next sheet with the same headings, except the dates, which each sheet must show.
    Raises CannotImport for an answer that is none of the possible ones, and what the kind says against
    remembering a name.
    """
    plan = plan_of_run(run)
    require_right(by, plan.kind)
    context = ImportContext(by=by, now=now, run=run, dry_run=True, said=plan.said)
    found = run.findings.get("contents", {"choices": {}, "dates": {}, "references": {}})
    options = run.options | {
        "values": {
            name: dict(plan.values.get(name, {})) | _valid_values(plan.kind.column(name), values.get(name, {}))
            for name in found["choices"]
        },
        "dates": {name: _valid_date(dates.get(name) or plan.dates.get(name, "")) for name in found["dates"]},
        "missing": {
            name: valid_missing(plan, name, missing[name], context) for name in found["references"] if missing.get(name)
        },
    }
    with transaction.atomic():
        findings = {key: value for key, value in run.findings.items() if key not in ("check", "refusal")}
        allowed = and_stopped(run, (ImportState.MAPPED, ImportState.CHECKED))
        move(run, to=ImportState.MAPPED, allowed=allowed, options=options, findings=findings)
        RememberedMapping.objects.update_or_create(
            kind=run.kind,
            signature=signature(plan.headers),
            defaults={"options": {name: options.get(name, {}) for name in REMEMBERED}, "used_at": now},
        )
    return run


def _valid_said(kind: SheetKind, said: Mapping[str, str]) -> dict[str, str]:
    """Texts in one writing, so that width and blanks do not make two of one."""
    found = {}
    for option in kind.options:
        if option.name not in said:
            continue
        text = " ".join(unicodedata.normalize("NFKC", said[option.name]).split())
        if len(text) > option.max_length or not text.isprintable():
            words = _("“%(option)s” has at most %(most)s characters, all of them visible.")
            raise CannotImport(words % {"option": option.title, "most": option.max_length}, field=f"said-{option.name}")
        found[option.name] = text
    return found


def _known_values(column: SheetColumn, found: Mapping[str, Any], decided: Mapping[str, str]) -> dict[str, str]:
    allowed = {value for value, _label in column.choice_labels} | {LEAVE_EMPTY, REJECT}
    known = {text: choice for text, _count, choice in found["values"] if choice}
    texts = {text for text, _count, _choice in found["values"]}
    return known | {text: value for text, value in decided.items() if text in texts and value in allowed}


def _still_possible(found: Mapping[str, Any], code: str) -> str:
    return code if code in {reading["code"] for reading in found["readings"]} else ""


def _valid_values(column: SheetColumn, answers: Mapping[str, str]) -> dict[str, str]:
    allowed = {value for value, _label in column.choice_labels} | {REJECT}
    if not column.required:
        allowed.add(LEAVE_EMPTY)
    for text, value in answers.items():
        if value not in allowed:
            words = _("“%(value)s” is not one of the choices for “%(text)s”.")
            raise CannotImport(words % {"value": value, "text": text})
    return dict(answers)


def _valid_date(code: str) -> str:
    if code and code not in CODES:
        raise CannotImport(_("“%(code)s” is no way to read dates.") % {"code": code})
    return code


def require_decided(*, run: ImportRun) -> None:
    """Raises Undecided while a question is open."""
    if questions := open_questions(plan_of_run(run), run.findings["contents"]):
        raise Undecided(questions)
