"""Customer bases as a sheet: unit, month, number, source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.imports.registry import (
    ROW,
    Chunk,
    ImportContext,
    RowProblem,
    SheetColumn,
    WriteResult,
    sheet_kind,
)
from org.access.choices import Right
from org.customers.models import CustomerBase
from org.customers.rules import MOST_CUSTOMERS, is_surprising, month_written
from org.customers.selectors import customers_by_unit
from org.customers.services import change_customer_base, enter_customer_base
from org.units.models import Unit
from org.units.sheet_names import unit_reference


def check(chunk: Chunk, context: ImportContext) -> Iterable[RowProblem]:
    """Months that cannot be, and numbers that somebody should look at twice."""
    this_month = f"{timezone.localdate(context.now):%Y-%m}"
    seen: dict[tuple[int, str], int] = context.memory.setdefault("seen", {})
    problems: list[RowProblem] = []
    for row in chunk:
        month = month_written(row["month"])
        if month is None:
            problems.append(RowProblem(row[ROW], "month", _("Write the month as 2011-01.")))
            continue
        if month > this_month:
            problems.append(RowProblem(row[ROW], "month", gettext("%(month)s has not begun yet.") % {"month": month}))
        first = seen.setdefault((row["unit"], month), row[ROW])
        if first != row[ROW]:
            words = gettext("Row %(row)s has a number for this unit and month.") % {"row": first}
            problems.append(RowProblem(row[ROW], "month", words))
        problems += _surprises(row, month)
    return problems


def _surprises(row: dict[str, Any], month: str) -> Iterator[RowProblem]:
    latest = CustomerBase.objects.filter(unit_id=row["unit"], month__lt=month).order_by("-month").first()
    if latest and not row["looked_twice"] and is_surprising(row["customers"], before=latest.customers):
        words = gettext("In %(month)s it was %(before)s: more than half apart. Tick the box if the number is right.")
        told = words % {"month": latest.month, "before": f"{latest.customers:,}"}
        yield RowProblem(row[ROW], "customers", told)


def begin(context: ImportContext) -> None:
    """Each pass over the sheet remembers anew."""
    context.memory.clear()


def write(chunk: Chunk, context: ImportContext) -> WriteResult:
    """New, changed and unchanged bases by unit and month."""
    units = Unit.objects.in_bulk({row["unit"] for row in chunk})
    months = {row["month"]: month_written(row["month"]) or "" for row in chunk}
    standing = customers_by_unit(units.values(), months.values())
    new = changed = 0
    for row in chunk:
        base = standing.get((row["unit"], months[row["month"]]))
        facts = _facts(row, base, context)
        if base is None:
            new += 1
        elif any(getattr(base, name) != value for name, value in facts.items()):
            changed += 1
        else:
            continue
        if not context.dry_run:
            _take_over(units[row["unit"]], months[row["month"]], base, facts, context)
    return WriteResult(imported=new, changed=changed, unchanged=len(chunk) - new - changed)


def _facts(row: dict[str, Any], base: CustomerBase | None, context: ImportContext) -> dict[str, Any]:
    source = row["source"] or (base.source if base else "") or context.run.file.name[:120]
    return {"customers": row["customers"], "source": source, "counted_on": row["counted_on"]}


def _take_over(
    unit: Unit, month: str, base: CustomerBase | None, facts: dict[str, Any], context: ImportContext
) -> None:
    # The check has looked at the number, and a later row of the same sheet may be its neighbour.
    who: dict[str, Any] = {"by": context.by, "now": context.now, "looked_twice": True}
    if base is None:
        enter_customer_base(unit=unit, month=month, **facts, **who)
    else:
        change_customer_base(base=base, **facts, **who)


sheet_kind(
    "customer-bases",
    _("Customer bases"),
    right=Right.CUSTOMER_BASE_EDIT,
    columns=[
        SheetColumn(
            "unit",
            _("Unit"),
            ["单位", "区域", "分局", "支局", "营业厅"],
            required=True,
            type="reference",
            reference=unit_reference(Right.CUSTOMER_BASE_EDIT),
        ),
        SheetColumn("month", _("Month"), ["月份", "统计月份", "账期"], required=True, max_length=20),
        SheetColumn(
            "customers",
            _("Customers"),
            ["客户数", "用户数", "客户规模"],
            required=True,
            type="integer",
            minimum=1,
            maximum=MOST_CUSTOMERS,
        ),
        SheetColumn("counted_on", _("Counted on"), ["统计日期", "取数日期"], type="date"),
        SheetColumn("source", _("Source"), ["来源", "数据来源"], max_length=120),
        SheetColumn(
            "looked_twice",
            _("The number is right although it differs by more than half"),
            ["已核对", "确认无误"],
            type="boolean",
        ),
    ],
    key=["unit", "month"],
    check=check,
    write=write,
    begin=begin,
    help=_("How many customers a unit served in a month: the denominator of every rate per 10,000."),
)
