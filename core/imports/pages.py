"""What each page of the wizard is given: a presenter per page, so that templates only show."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from core.imports import selectors
from core.imports.choices import ColumnType, ImportState
from core.imports.forms import ColumnsForm, MeaningsForm
from core.imports.models import ImportRun
from core.imports.reading import SheetRefused
from core.imports.registry import kind_of, links_of
from core.imports.selectors import steps_of
from core.imports.services.steps import and_stopped, plan_of_run
from core.imports.undecided import not_dates, open_questions, too_many_values
from core.jobs.models import Job

__all__ = [
    "check_page",
    "columns_page",
    "meanings_form",
    "reading_choices",
    "reading_page",
    "result_page",
    "steps_of",
    "values_page",
]


FEW_NAMES = 6
"""So many unknown names are shown at once to be decided one by one; more are folded away."""


def reading_choices(run: ImportRun) -> dict[str, Any]:
    """What the reading form may offer for this file."""
    sheet = run.findings.get("sheet") or {}
    question = run.findings.get("question") or {}
    names = [info["name"] for info in sheet.get("sheets", [])]
    if question.get("about") == "sheet":
        names = question["candidates"]
    return {"sheets": names, "is_workbook": bool(names) or run.file.name.lower().endswith(".xlsx")}


def reading_page(run: ImportRun, *, is_mine: bool) -> dict[str, Any]:
    """How the file was read, or what must be answered first, or why it cannot be.

    Its rows, with whatever phone numbers stand in them, are shown to whoever sent it alone (P10).
    """
    context: dict[str, Any] = {
        "seen": run.findings.get("seen"),
        "refusal": run.findings.get("refusal"),
        "job": waiting_job(run),
    }
    if "sheet" in run.findings:
        context |= {
            "sheet": run.findings["sheet"],
            "sample": selectors.sample_of(run) if is_mine else None,
            "notices": selectors.notices_of(run),
            "hidden": [info["name"] for info in run.findings["sheet"]["sheets"] if info["hidden"]],
        }
    elif "question" in run.findings:
        try:
            candidates = selectors.candidate_samples(run) if is_mine else []
            context |= {"question": run.findings["question"], "candidates": candidates}
        except SheetRefused as refusal:
            context["refusal"] = {"text": str(refusal)}
    return context


def columns_page(run: ImportRun, form: ColumnsForm, *, is_mine: bool) -> dict[str, Any]:
    """Each column of the kind with the heading chosen for it, and the headings that nobody takes."""
    examples = selectors.examples_by_heading(run) if is_mine else {}
    lines: list[dict[str, Any]] = [
        {"column": column, "field": field, "examples": examples.get(field.value() or "", [])}
        for column, field in form.lines()
    ]
    taken = {line["field"].value() for line in lines}
    return {
        "lines": lines,
        "examples": examples,
        "unused": [heading for heading in run.findings["sheet"]["headers"] if heading and heading not in taken],
        "remembered": run.findings.get("remembered"),
        "options": form.options(),
        "job": waiting_job(run),
    }


def meanings_form(run: ImportRun, person: Any, data: Any) -> MeaningsForm:
    """The form of the values page, with what was decided so far."""
    plan, contents = plan_of_run(run), run.findings["contents"]
    parents = selectors.parents_for(plan, contents, person)
    return MeaningsForm(data, plan=plan, contents=contents, parents=parents)


def values_page(run: ImportRun, form: MeaningsForm, person: Any) -> dict[str, Any]:
    """The columns whose meaning must be known, each with what it holds and its fields."""
    plan, contents = plan_of_run(run), run.findings["contents"]
    words = selectors.known_words(plan, contents, person)
    dates, choices, names = [], [], []
    for column in plan.columns:
        frame = {"column": column, "heading": plan.heading(column.name)}
        if column.name in contents["dates"]:
            found = contents["dates"][column.name]
            readings = selectors.readings_of(found)
            field = form.field_of("date", column.name)
            frame |= {"found": found, "readings": readings, "field": field, "not_dates": not_dates(found)}
            dates.append(frame | {"chosen": field.value() if field is not None else ""})
        elif column.name in contents["choices"]:
            found = contents["choices"][column.name]
            asked = form.asked_values(column.name)
            open_count = sum(1 for value in asked if not value.field.value())
            too_many = too_many_values(found)
            choices.append(frame | {"found": found, "asked": asked, "open_count": open_count, "too_many": too_many})
        elif column.type == ColumnType.REFERENCE:
            field, under = form.field_of("missing", column.name), form.field_of("under", column.name)
            frame |= {"found": contents["references"][column.name], "field": field, "under": under}
            frame["sort"] = form.field_of("sort", column.name)
            names.append(frame | names_asked(form, column.name) | {"words": words.get(column.name, [])})
    return {"dates": dates, "choices": choices, "names": names}


def names_asked(form: MeaningsForm, column: str) -> dict[str, Any]:
    """The unknown names that are asked one by one, and the others with their counts."""
    asked = form.asked_names(column)
    single = sum(1 for name in asked if name.field.value())
    others = form.contents["references"][column]["missing"][len(asked) :]
    return {"asked": asked, "others": others, "single": single, "open": bool(single) or len(asked) <= FEW_NAMES}


def check_page(run: ImportRun) -> dict[str, Any]:
    """What is decided, what the check found, and whether rows may now be written."""
    plan = plan_of_run(run)
    check = run.findings.get("check") if run.state == ImportState.CHECKED else None
    return {
        "questions": open_questions(plan, run.findings["contents"]),
        "check": check,
        "refusal": run.findings.get("refusal"),
        "job": waiting_job(run),
        "may_check": run.state in and_stopped(run, (ImportState.MAPPED, ImportState.CHECKED)),
        "names": selectors.names_told(plan.kind, check or {}),
        "nothing_new": check is not None and not _written(check),
        "may_import": check is not None and bool(_written(check) or check["names"]),
        "rejected_address": reverse("import_rejected", args=[run.pk]) if check and run.rejected_file else "",
    }


def _written(check: dict[str, Any]) -> int:
    return check["counts"]["imported"] + check["counts"]["changed"]


def result_page(run: ImportRun, person: Any) -> dict[str, Any]:
    """What became of the rows, where they can be seen, and what came back."""
    kind, result = kind_of(run.kind), run.findings.get("result")
    return {
        "result": result,
        "names": selectors.names_told(kind, result or {}),
        "links": links_of(run, person) if result else [],
        "job": waiting_job(run),
        "may_resume": run.state == ImportState.RUNNING and ImportState.RUNNING in and_stopped(run, []),
        "rows_address": kind.rows_address(run) if result and kind.rows_address is not None else "",
        "rejected_address": reverse("import_rejected", args=[run.pk]) if result and run.rejected_file else "",
    }


def waiting_job(run: ImportRun) -> Job | None:
    """The job to show: one that is under way, or that ended without doing the step's work."""
    if run.job is None:
        return None
    steps_in_a_job = (ImportState.UPLOADED, ImportState.CHECKING, ImportState.RUNNING)
    return run.job if run.job.is_active or run.state in steps_in_a_job else None
