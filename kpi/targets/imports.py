"""Sheets of targets: month, unit, what is asked of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.imports.registry import ROW, Chunk, ImportContext, Reference, RowProblem, SheetColumn, WriteResult, sheet_kind
from core.periods.rules import NotAPeriod, month
from kpi.indicators.choices import EVERY, RATIO_TO_CONTROL
from kpi.targets.choices import Operator, TargetKind
from kpi.targets.models import Target
from kpi.targets.services import put_targets
from org.access.choices import Right
from org.units.models import Unit
from org.units.selectors import AmbiguousUnit, directory
from org.units.sheet_names import remember_aliases, unit_words

USUAL_OPERATOR = {
    TargetKind.BASE: Operator.AT_LEAST,
    TargetKind.CHALLENGE: Operator.AT_LEAST,
    TargetKind.CONTROL: Operator.AT_MOST,
    TargetKind.LIMIT: Operator.AT_MOST,
}


def units_by_name(names: set[str], context: ImportContext) -> Mapping[str, int]:
    """Units where the person may change targets, by code, alias, name or chain; ambiguous words stay unknown."""
    finder = context.memory.get("units")
    if finder is None:
        finder = context.memory["units"] = directory(Unit.objects.visible_to(context.by) if context.by else None)
    found = {}
    for name in names:
        try:
            unit = finder.resolve(name)
        except AmbiguousUnit:
            continue
        if unit is not None and (context.by is None or context.by.may(Right.TARGET_EDIT, at=unit)):
            found[name] = unit.pk
    return found


def check(chunk: Chunk, context: ImportContext) -> Iterable[RowProblem]:
    for row in chunk:
        try:
            month(row["month"])
        except NotAPeriod as refusal:
            yield RowProblem(row[ROW], "month", refusal.message)
        if _kind(row) == TargetKind.CONTROL and (row["value"] <= 0 or row["value"] != int(row["value"])):
            yield RowProblem(row[ROW], "value", _("A control volume is a whole number above zero."))


def write(chunk: Chunk, context: ImportContext) -> WriteResult:
    """Targets over what stands there, by unit, indicator, kind and month."""
    rows = [_target(row, context) for row in chunk]
    if context.dry_run:
        new, changed = _preview(rows)
    else:
        about = {"run": context.run.pk if context.run else None}
        new, changed = put_targets(rows=rows, by=context.by, now=context.now, about=about)
    return WriteResult(imported=new, changed=changed, unchanged=len(rows) - new - changed)


def _kind(row: Mapping[str, Any]) -> TargetKind:
    return TargetKind(row["kind"] or TargetKind.CONTROL)


def _target(row: Mapping[str, Any], context: ImportContext) -> Target:
    kind = _kind(row)
    return Target(
        unit_id=row["unit"],
        indicator=row["indicator"] or RATIO_TO_CONTROL.code,
        kind=kind,
        month=row["month"],
        operator=row["operator"] or USUAL_OPERATOR[kind],
        value=row["value"],
        source=row["source"] or "",
        entered_at=context.now,
    )


def _preview(rows: list[Target]) -> tuple[int, int]:
    known = {
        (row.unit_id, row.indicator, row.kind, row.month): (row.value, row.operator)
        for row in Target.objects.filter(month__in={row.month for row in rows})
    }
    before = [known.get((row.unit_id, row.indicator, row.kind, row.month)) for row in rows]
    new = sum(one is None for one in before)
    changed = sum(one is not None and one != (row.value, row.operator) for one, row in zip(before, rows, strict=True))
    return new, changed


sheet_kind(
    "targets",
    _("Targets and control volumes"),
    right=Right.TARGET_EDIT,
    columns=[
        SheetColumn(
            "month",
            _("month"),
            ["Month", "月份", "考核月"],
            required=True,
            max_length=7,
            help=_("A month is written like 2011-01."),
        ),
        SheetColumn(
            "unit",
            _("unit"),
            ["Unit", "Region", "单位", "区域", "部门"],
            required=True,
            type="reference",
            reference=Reference(
                resolve=units_by_name,
                known=lambda person: unit_words(person, Right.TARGET_EDIT),
                remember=remember_aliases,
            ),
        ),
        SheetColumn(
            "value", _("value"), ["Value", "Control", "目标值", "控制量", "最高控制量"], required=True, type="decimal"
        ),
        SheetColumn(
            "kind",
            _("kind"),
            ["Kind", "类型", "目标类型"],
            type="choice",
            choices=TargetKind,
            help=_("Control volume if left out."),
        ),
        SheetColumn(
            "indicator",
            _("indicator"),
            ["Indicator", "指标"],
            type="choice",
            choices=[(one.code, one.name) for one in EVERY],
        ),
        SheetColumn("operator", _("comparison"), ["Operator", "比较"], type="choice", choices=Operator),
        SheetColumn("source", _("source"), ["Source", "来源", "文号"], max_length=160),
    ],
    key=["unit", "indicator", "kind", "month"],
    check=check,
    write=write,
    rows_address=lambda run: reverse("targets"),
    help=_("Control volumes and limits by unit and month."),
)
