"""The switch's sheet of agent-days (S4 5.3, 5.4). Importing it again changes nothing.

A talk time above the on-duty time is imported and flagged wherever it is shown; what cannot be at all comes back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.imports.registry import (
    ROW,
    Chunk,
    ImportContext,
    Reference,
    RowProblem,
    SheetColumn,
    WriteResult,
    sheet_kind,
)
from halls.agents.models import AgentDay
from halls.agents.rules import CALLS_MOST, DAY_SECONDS
from halls.agents.services import FACTS, put_days
from org.access.choices import Right
from org.people.models import Person, Posting
from org.units.models import below_any
from org.units.sheet_names import unit_reference

KIND = "agent-days"
_CLOCK = re.compile(r"(\d{1,3}):([0-5]?\d)(?::([0-5]?\d))?")
_TIMES = ("talk", "duty", "after_call")


def seconds_written(words: str | None) -> int | None:
    """`21000` seconds, `5:50:00` or `5:50` hours; None for words that say no time."""
    text = (words or "").strip().replace("：", ":").replace(",", "")
    if found := _CLOCK.fullmatch(text):
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return hours * 3600 + minutes * 60 + seconds
    if re.fullmatch(r"\d{1,6}(\.0+)?", text, re.ASCII):
        return int(text.partition(".")[0])
    return None


def agents_by_number(names: set[str], context: ImportContext) -> Mapping[str, int]:
    """Staff numbers, or names that only one has, of people in the importer's reach."""
    people = Person.objects.all() if context.by is None else context.by.colleagues_for(Right.INDICATOR_COMPUTE)
    known = dict(people.filter(staff_number__in=names).values_list("staff_number", "pk"))
    called: dict[str, list[int]] = {}
    for name, pk in people.filter(name__in=names - known.keys()).distinct().values_list("name", "pk"):
        called.setdefault(name, []).append(pk)
    return known | {name: keys[0] for name, keys in called.items() if len(keys) == 1}


def _known(person: Person) -> list[str]:
    return list(person.colleagues_for(Right.INDICATOR_COMPUTE).distinct().values_list("staff_number", flat=True))


def begin(context: ImportContext) -> None:
    """Each pass over the sheet remembers anew."""
    context.memory.clear()


def check(chunk: Chunk, context: ImportContext) -> Iterable[RowProblem]:
    """Days that cannot have been: with their reason, for whoever sends the sheet."""
    today = timezone.localdate(context.now)
    seen: dict[tuple[int, Any], int] = context.memory.setdefault("seen", {})
    homes, others = _homes(chunk, context), _of_others(chunk, context)
    problems: list[RowProblem] = []
    for row in chunk:
        if (row["agent"], row["day"]) in others:
            problems.append(RowProblem(row[ROW], "agent", _("This day stands at a unit that is not yours.")))
        if row["day"] > today:
            problems.append(RowProblem(row[ROW], "day", _("This day is in the future.")))
        first = seen.setdefault((row["agent"], row["day"]), row[ROW])
        if first != row[ROW]:
            words = gettext("Row %(row)s has this agent's day already.") % {"row": first}
            problems.append(RowProblem(row[ROW], "agent", words))
        if not row["unit"] and (row["agent"], row["day"]) not in homes:
            problems.append(RowProblem(row[ROW], "agent", _("The agent served nowhere on this day. Name the unit.")))
        problems += _impossible(row)
    return problems


def _impossible(row: dict[str, Any]) -> Iterator[RowProblem]:
    times = {name: seconds_written(row[name]) for name in _TIMES}
    for name, seconds in times.items():
        if seconds is None and (row[name] or name != "after_call"):
            yield RowProblem(row[ROW], name, _("Write seconds, or hours and minutes as 5:50:00."))
        elif seconds is not None and seconds > DAY_SECONDS:
            yield RowProblem(row[ROW], name, _("A day has 24 hours."))
    if times["duty"] == 0 and (times["talk"] or row["calls"]):
        yield RowProblem(row[ROW], "duty", _("Somebody who was not on duty has taken no calls."))
    if times["talk"] and not row["calls"]:
        yield RowProblem(row[ROW], "calls", _("There is talk time without a call."))
    if row["calls"] and times["talk"] == 0:
        yield RowProblem(row[ROW], "talk", _("There are calls without talk time."))
    for name in ("transfers", "solved"):
        if (row[name] or 0) > row["calls"]:
            yield RowProblem(row[ROW], name, _("This is more than the calls answered."))


def write(chunk: Chunk, context: ImportContext) -> WriteResult:
    """New, changed and unchanged days by agent and day."""
    homes = _homes(chunk, context)
    wanted = [_day(row, homes, context) for row in chunk]
    days = AgentDay.objects.filter(agent__in={row.agent_id for row in wanted}, day__in={row.day for row in wanted})
    standing = {(row.agent_id, row.day): row for row in days}
    new, changed = [], []
    for row in wanted:
        before = standing.get((row.agent_id, row.day))
        if before is None:
            new.append(row)
        elif any(getattr(before, name) != getattr(row, name) for name in FACTS):
            changed.append(row)
    if not context.dry_run:
        put_days([*new, *changed])
    return WriteResult(imported=len(new), changed=len(changed), unchanged=len(wanted) - len(new) - len(changed))


def _day(row: dict[str, Any], homes: Mapping[tuple[int, Any], int], context: ImportContext) -> AgentDay:
    return AgentDay(
        agent_id=row["agent"],
        unit_id=row["unit"] or homes[row["agent"], row["day"]],
        day=row["day"],
        calls=row["calls"],
        talk_seconds=seconds_written(row["talk"]) or 0,
        duty_seconds=seconds_written(row["duty"]) or 0,
        after_call_seconds=seconds_written(row["after_call"]) or 0,
        transfers=row["transfers"] or 0,
        solved=row["solved"],
        import_run=context.run,
        import_row=row[ROW],
        entered_at=context.now,
    )


def _homes(chunk: Chunk, context: ImportContext) -> dict[tuple[int, Any], int]:
    """Where in the importer's reach each agent served on each day, as it was then; the latest posting counts."""
    asked = {(row["agent"], row["day"]) for row in chunk if not row["unit"]}
    postings = Posting.objects.filter(person__in={agent for agent, _day in asked}).order_by("starts_on", "pk")
    if context.by is not None:
        postings = postings.filter(below_any("unit__path", context.by.paths_for(Right.INDICATOR_COMPUTE)))
    by_person: dict[int, list[Posting]] = {}
    for posting in postings:
        by_person.setdefault(posting.person_id, []).append(posting)
    found = {}
    for agent, day in asked:
        for posting in by_person.get(agent, []):
            if posting.starts_on <= day and (posting.ends_on is None or posting.ends_on >= day):
                found[agent, day] = posting.unit_id
    return found


def _of_others(chunk: Chunk, context: ImportContext) -> set[tuple[int, Any]]:
    """Days that stand at a unit out of the importer's reach."""
    if context.by is None:
        return set()
    reach = below_any("unit__path", context.by.paths_for(Right.INDICATOR_COMPUTE))
    days = AgentDay.objects.filter(agent__in={row["agent"] for row in chunk}, day__in={row["day"] for row in chunk})
    return set(days.exclude(reach).values_list("agent", "day"))


def _latest(run: Any) -> str:
    last = AgentDay.objects.filter(import_run=run).order_by("-day").first()
    return reverse("agents") + (f"?month={last.day:%Y-%m}" if last else "")


def _count(name: str, title: Any, aliases: list[str], **more: Any) -> SheetColumn:
    return SheetColumn(name, title, aliases, type="integer", minimum=0, maximum=CALLS_MOST, **more)


_TIME_HELP = _("Seconds, or hours and minutes as 5:50:00.")

sheet_kind(
    KIND,
    _("Agent-days of the hotline"),
    right=Right.INDICATOR_COMPUTE,
    columns=[
        SheetColumn(
            "agent",
            _("agent"),
            ["Agent", "Staff number", "工号", "坐席工号", "话务员", "坐席"],
            required=True,
            type="reference",
            reference=Reference(resolve=agents_by_number, known=_known),
            help=_("The staff number, or a name that only one has."),
        ),
        SheetColumn("day", _("day"), ["Date", "日期", "统计日期"], required=True, type="date"),
        _count("calls", _("calls answered"), ["Calls", "接听量", "接听数", "接听电话数"], required=True),
        SheetColumn(
            "talk", _("talk time"), ["Talk", "Talk seconds", "通话时长", "通话时长(秒)"], required=True, help=_TIME_HELP
        ),
        SheetColumn(
            "duty",
            _("on-duty time"),
            ["Duty", "On duty", "在岗时长", "在岗时长(秒)", "签入时长"],
            required=True,
            help=_TIME_HELP,
        ),
        SheetColumn(
            "after_call", _("after-call time"), ["After-call", "话后时长", "话后处理时长", "整理时长"], help=_TIME_HELP
        ),
        _count("transfers", _("handed to the expert line"), ["Transfers", "转问题专线", "转专线量", "转接量"]),
        _count("solved", _("solved"), ["Solved", "解决量", "解决数"]),
        SheetColumn(
            "unit",
            _("unit"),
            ["Unit", "班组", "单位", "部门"],
            type="reference",
            reference=unit_reference(Right.INDICATOR_COMPUTE),
            help=_("Where the agent served that day, if left out."),
        ),
    ],
    key=["agent", "day"],
    check=check,
    write=write,
    begin=begin,
    rows_address=_latest,
    help=_("What each agent of the hotline did in a day: the source of talk utilisation."),
)
