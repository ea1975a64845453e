"""Sheets of scores: month, hall, value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.imports.registry import ROW, Chunk, ImportContext, Reference, RowProblem, SheetColumn, WriteResult, sheet_kind
from core.periods.rules import NotAPeriod, month
from halls.stationing.choices import Score
from halls.stationing.models import HallScore
from halls.stationing.services import put_scores
from org.access.choices import Right
from org.units.choices import UnitKind
from org.units.models import Unit
from org.units.selectors import AmbiguousUnit, directory
from org.units.sheet_names import remember_aliases, unit_words


def halls_by_name(names: set[str], context: ImportContext) -> Mapping[str, int]:
    """Halls where the person is stationed, by code, alias, name or chain; ambiguous words stay unknown."""
    finder = context.memory.get("units")
    if finder is None:
        within = Unit.objects.where(context.by, Right.STATIONING_LOG) if context.by else Unit.objects.all()
        finder = context.memory["units"] = directory(within.filter(kind=UnitKind.HALL))
    found = {}
    for name in names:
        try:
            unit = finder.resolve(name)
        except AmbiguousUnit:
            continue
        if unit is not None:
            found[name] = unit.pk
    return found


def check(chunk: Chunk, context: ImportContext) -> Iterable[RowProblem]:
    for row in chunk:
        try:
            month(row["month"])
        except NotAPeriod as refusal:
            yield RowProblem(row[ROW], "month", refusal.message)
        if not 0 <= row["value"] <= 100:
            yield RowProblem(row[ROW], "value", _("A score lies between 0 and 100."))


def write(chunk: Chunk, context: ImportContext) -> WriteResult:
    """Scores over what stands there, by hall, score and month; what stood there before is on the trail."""
    rows = [_score(row) for row in chunk]
    if context.dry_run:
        new, changed = _preview(rows)
    else:
        run = context.run.pk if context.run else None
        new, changed = put_scores(rows=rows, by=context.by, now=context.now, run=run)
    return WriteResult(imported=new, changed=changed, unchanged=len(rows) - new - changed)


def _score(row: Mapping[str, Any]) -> HallScore:
    return HallScore(
        unit_id=row["unit"],
        score=row["score"] or Score.OVERALL.value,
        month=row["month"],
        value=row["value"],
        source=row["source"],
    )


def _preview(rows: list[HallScore]) -> tuple[int, int]:
    standing = HallScore.objects.filter(month__in={row.month for row in rows})
    known = {(row.unit_id, row.score, row.month): (row.value, row.source) for row in standing}
    before = [known.get((row.unit_id, row.score, row.month)) for row in rows]
    new = sum(one is None for one in before)
    changed = sum(one is not None and one != (row.value, row.source) for one, row in zip(before, rows, strict=True))
    return new, changed


sheet_kind(
    "hall-scores",
    _("Scores of halls by month"),
    right=Right.STATIONING_LOG,
    columns=[
        SheetColumn(
            "month",
            _("month"),
            ["Month", "月份"],
            required=True,
            max_length=7,
            help=_("A month is written like 2011-01."),
        ),
        SheetColumn(
            "unit",
            _("hall"),
            ["Hall", "营业厅"],
            required=True,
            type="reference",
            reference=Reference(
                resolve=halls_by_name,
                known=lambda person: unit_words(person, Right.STATIONING_LOG),
                remember=remember_aliases,
            ),
        ),
        SheetColumn("value", _("value"), ["Value", "Score", "表现值", "满意度"], required=True, type="decimal"),
        SheetColumn(
            "score",
            _("score"),
            ["Kind", "指标"],
            type="choice",
            choices=Score,
            help=_("Overall satisfaction if left out."),
        ),
        SheetColumn("source", _("source"), ["Source", "来源"], required=True, max_length=160),
    ],
    key=["unit", "score", "month"],
    check=check,
    write=write,
    rows_address=lambda run: reverse("stationing_compared"),
    help=_("What customers gave each hall in a month, from 0 to 100."),
)
