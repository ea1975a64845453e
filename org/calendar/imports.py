"""The yearly notice of holidays and make-up workdays as a sheet."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from django.utils.translation import gettext_lazy as _

from core.imports.registry import Chunk, ImportContext, SheetColumn, WriteResult, sheet_kind
from org.access.choices import Right
from org.calendar.choices import DayKind
from org.calendar.models import CalendarDay
from org.calendar.services import load_notice_days

KIND_WORDS = {
    "放假": DayKind.HOLIDAY,
    "休息": DayKind.HOLIDAY,
    "休": DayKind.HOLIDAY,
    "节假日": DayKind.HOLIDAY,
    "true": DayKind.HOLIDAY,
    "上班": DayKind.MAKE_UP,
    "班": DayKind.MAKE_UP,
    "补班": DayKind.MAKE_UP,
    "调休上班": DayKind.MAKE_UP,
    "false": DayKind.MAKE_UP,
}


def write(chunk: Chunk, context: ImportContext) -> WriteResult:
    """Counts what is new; the days are taken over together at the end, since they make one notice."""
    standing = {row.date: row for row in CalendarDay.objects.filter(date__in=[row["date"] for row in chunk])}
    days: dict[dt.date, tuple[DayKind, str]] = context.memory.setdefault("days", {})
    new = changed = 0
    for row in chunk:
        facts = (DayKind(row["kind"]), row["name"])
        days[row["date"]] = facts
        known = standing.get(row["date"])
        new += known is None
        changed += known is not None and (known.kind, known.name) != facts
    return WriteResult(imported=new, changed=changed, unchanged=len(chunk) - new - changed)


def begin(context: ImportContext) -> None:
    """Each pass over the sheet remembers anew."""
    context.memory.clear()


def finish(context: ImportContext) -> None:
    """Take the notice over. Its year is the one most of its days lie in: a notice may reach into the last December."""
    days = context.memory.get("days", {})
    if not days or context.dry_run:
        return
    year = Counter(date.year for date in days).most_common(1)[0][0]
    load_notice_days(days=days, year=year, source=context.run.file.name[:120], by=context.by, now=context.now)


sheet_kind(
    "holidays",
    _("Holidays and make-up workdays"),
    right=Right.CALENDAR_EDIT,
    columns=[
        SheetColumn("date", _("Day"), ["日期", "date"], required=True, type="date"),
        SheetColumn(
            "kind",
            _("Counts as"),
            ["类型", "安排", "isOffDay"],
            required=True,
            type="choice",
            choices=DayKind,
            value_aliases=KIND_WORDS,
        ),
        SheetColumn("name", _("Name of the day"), ["名称", "节日", "name"], required=True, max_length=60),
    ],
    key=["date"],
    write=write,
    begin=begin,
    finish=finish,
    help=_("One notice a sheet. Its year counts as loaded afterwards."),
)
