"""A kind of sheet for the engine's tests: loans of tools, kept as running numbers, depots likewise."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import TextChoices

from core.imports import services
from core.imports.models import ImportRun
from core.imports.registry import (
    ROW,
    Chunk,
    ImportContext,
    Made,
    Reference,
    RowProblem,
    SheetColumn,
    SheetKind,
    SheetOption,
    WriteResult,
    forget,
    kind_of,
    sheet_kind,
)
from core.numbers import NumberSeries
from core.refusals import Refusal
from org.people.choices import Role
from org.people.models import Person
from org.tests.factories import a_person, a_unit

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
LOAN, DEPOT, ALIAS = "loan:", "depot:", "alias:"


class LoanState(TextChoices):
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


class CannotLend(Refusal):
    """The kind's own refusal."""


def find_depots(names: set[str], context: ImportContext) -> dict[str, int]:
    found = NumberSeries.objects.filter(name__in=[DEPOT + name for name in names])
    aliases = NumberSeries.objects.filter(name__in=[ALIAS + name for name in names])
    return {series.name.removeprefix(DEPOT): series.pk for series in found} | {
        series.name.removeprefix(ALIAS): series.last for series in aliases
    }


def known_depots(person: Person) -> list[str]:
    names = NumberSeries.objects.filter(name__startswith=DEPOT).values_list("name", flat=True)
    return [name.removeprefix(DEPOT) for name in names]


def remember_depots(names: Mapping[str, int], context: ImportContext) -> None:
    """`last` keeps the id of the depot that is meant."""
    for name, pk in names.items():
        if NumberSeries.objects.filter(name=ALIAS + name).exclude(last=pk).exists():
            raise CannotLend(f"{name} means another depot.")
        if not context.dry_run:
            NumberSeries.objects.get_or_create(name=ALIAS + name, defaults={"last": pk})


def make_depots(names: Sequence[str], made: Made, context: ImportContext) -> dict[str, int]:
    return {name: NumberSeries.objects.create(name=DEPOT + name).pk for name in names}


def check_loans(chunk: Chunk, context: ImportContext) -> list[RowProblem]:
    today = context.now.date()
    return [RowProblem(row[ROW], "day", "This day is in the future.") for row in chunk if row["day"] > today]


def write_loans(chunk: Chunk, context: ImportContext) -> WriteResult:
    """`last` keeps the day as a whole number, 20150422, so that a change shows."""
    wanted = {LOAN + row["number"]: int(f"{row['day']:%Y%m%d}") for row in chunk}
    known = dict(NumberSeries.objects.filter(name__in=wanted).values_list("name", "last"))
    new = [name for name in wanted if name not in known]
    changed = [name for name in known if known[name] != wanted[name]]
    if any(row["number"] == "EXPLODE" for row in chunk) and not context.dry_run:
        raise CannotLend("Loan EXPLODE is not to be had.")
    if not context.dry_run:
        NumberSeries.objects.bulk_create(NumberSeries(name=name, last=wanted[name]) for name in new)
        for name in changed:
            NumberSeries.objects.filter(name=name).update(last=wanted[name])
    unchanged = len(chunk) - len(new) - len(changed)
    return WriteResult(imported=len(new), changed=len(changed), unchanged=unchanged)


COLUMNS = [
    SheetColumn("number", "loan number", ["Ticket #", "投诉单号", "No."], required=True, max_length=20),
    SheetColumn("day", "borrowed on", ["Date", "受理日期"], required=True, type="date"),
    SheetColumn("time", "borrowed at", ["Time", "受理时间"], type="time"),
    SheetColumn(
        "state",
        "state",
        ["Status", "状态"],
        type="choice",
        choices=LoanState,
        value_aliases={"Pending": "open", "Solved": "closed", "处理中": "open", "已归档": "closed"},
    ),
    SheetColumn(
        "depot",
        "depot",
        ["State", "区域"],
        type="reference",
        reference=Reference(
            find_depots, make_depots, lambda person: [("YARD", "The yard")], known_depots, remember_depots
        ),
    ),
    SheetColumn("behalf", "for somebody else", ["Filing on Behalf of Someone", "代办"], type="boolean"),
    SheetColumn("pieces", "pieces", ["数量"], type="integer", minimum=1),
    SheetColumn("phone", "phone", ["联系电话"], type="phone"),
]


BOOK = SheetOption("book", "book of loans", default="main", max_length=10, help="Which book the numbers are of.")


def loans_kind(**more: Any) -> SheetKind:
    forget("loans")
    return sheet_kind(
        "loans",
        "Loans of tools",
        right="unit_edit",
        key=["number"],
        **({"columns": COLUMNS, "check": check_loans, "write": write_loans} | more),
    )


def an_importer() -> Person:
    return a_person(Role.SERVICE_MANAGER, at=a_unit())


def an_upload(content: bytes | str, *, by: Person, name: str = "loans.csv", **answers: Any) -> ImportRun:
    """A loans sheet that is uploaded and read."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    run = services.upload_sheet(kind=kind_of("loans"), content=io.BytesIO(data), name=name, by=by, now=NOW)
    return services.request_reading(run=run, answers=answers, now=NOW)


def quietly(done: int, total: int, message: str) -> None:
    """Progress that nobody watches."""


def decided(run: ImportRun, **decisions: Any) -> ImportRun:
    """The run with its proposed columns and the given decisions."""
    services.choose_columns(run=run, columns=run.options["columns"], by=run.by, now=NOW)
    answers = {"values": {}, "dates": {}, "missing": {}} | decisions
    return services.decide_meanings(run=run, by=run.by, now=NOW, **answers)


def checked(run: ImportRun, control_total: int | None = None) -> ImportRun:
    return services.check_at_once(run=run, control_total=control_total, by=run.by, now=NOW, tell=quietly)


def imported(run: ImportRun) -> ImportRun:
    services.request_import(run=run, by=run.by, now=NOW)
    return services.import_rows(run=run, now=NOW, tell=quietly)


def loan_days() -> dict[str, int]:
    found = NumberSeries.objects.filter(name__startswith=LOAN)
    return {series.name.removeprefix(LOAN): series.last for series in found}
