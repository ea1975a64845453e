"""Sheets of scores: month, hall, value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.imports.registry import ROW, Chunk, ImportContext, Reference, RowProblem, SheetColumn, WriteResult, sheet_kind
from core.periods.rules import NotAPeriod, month
from halls.stationing import rules
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
    yield from _changed_without_a_word(chunk)


def _changed_without_a_word(chunk: Chunk) -> Iterable[RowProblem]:
    """As on the page: another value than stands there takes a reason."""
    known = _standing(row["month"] for row in chunk)
    for row in chunk:
        former = known.get((row["unit"], _kind(row), row["month"]))
        if former is not None and former[0] != row["value"] and not row.get("reason"):
            words = _("There is another figure already: %(value)s. Say why it changes.")
            yield RowProblem(row[ROW], "reason", words % {"value": former[0]})


def write(chunk: Chunk, context: ImportContext) -> WriteResult:
    """Scores over what stands there, by hall, score and month; what stood there before is on the trail."""
    rows = [_score(row) for row in chunk]
    if context.dry_run:
        new, changed = _preview(rows)
    else:
        new, changed = _put(chunk, context)
    return WriteResult(imported=new, changed=changed, unchanged=len(rows) - new - changed)


def _put(chunk: Chunk, context: ImportContext) -> tuple[int, int]:
    """New and changed, the rows of one reason together."""
    run = context.run.pk if context.run else None
    by_reason: dict[str, list[HallScore]] = defaultdict(list)
    for row in chunk:
        by_reason[row.get("reason") or ""].append(_score(row))
    put = [
        put_scores(rows=rows, by=context.by, now=context.now, reason=reason, run=run)
        for reason, rows in by_reason.items()
    ]
    return sum(new for new, _changed in put), sum(changed for _new, changed in put)


def _kind(row: Mapping[str, Any]) -> str:
    return row["score"] or Score.OVERALL.value


def _score(row: Mapping[str, Any]) -> HallScore:
    return HallScore(
        unit_id=row["unit"],
        score=_kind(row),
        month=row["month"],
        value=row["value"],
        source=row["source"],
    )


def _preview(rows: list[HallScore]) -> tuple[int, int]:
    known = _standing(row.month for row in rows)
    before = [known.get((row.unit_id, row.score, row.month)) for row in rows]
    new = sum(one is None for one in before)
    changed = sum(one is not None and one != (row.value, row.source) for one, row in zip(before, rows, strict=True))
    return new, changed


def _standing(months: Iterable[str]) -> dict[tuple[int, str, str], tuple[Decimal, str]]:
    """Value and source by hall, score and month."""
    rows = HallScore.objects.filter(month__in=set(months))
    return {(row.unit_id, row.score, row.month): (row.value, row.source) for row in rows}


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
        SheetColumn(
            "reason",
            _("why it changes"),
            ["Reason", "更改原因"],
            max_length=rules.REASON_MOST,
            help=_("Needed where another value stands already."),
        ),
    ],
    key=["unit", "score", "month"],
    check=check,
    write=write,
    rows_address=lambda run: reverse("stationing_compared"),
    help=_("What customers gave each hall in a month, from 0 to 100."),
)
