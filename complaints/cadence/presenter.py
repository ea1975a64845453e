"""A sheet as its page, its print and its workbook show it: words for one person, addresses for every figure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from complaints.cadence.choices import Filled, SheetKind
from complaints.cadence.listed import name_in_address
from complaints.cadence.models import ProblemAnswer, Sheet
from complaints.cadence.rules import cell_of
from complaints.cadence.selectors.gathering import ALL
from complaints.cadence.services.answering import is_head
from complaints.cadence.sight import Sight, sight_of
from complaints.cadence.words import CHANGE, LISTS, SECTIONS, Section, circular_text, row_words
from complaints.tickets.filters import NOT_FILLED
from complaints.tickets.selectors import worklist_address
from core.ui.words import unset
from org.access.choices import Right
from org.people.models import Person

if TYPE_CHECKING:
    from collections.abc import Mapping

VERSIONS_SHOWN = 10


@dataclass(frozen=True)
class Figure:
    """A number with the address of its tickets; None: no threshold was set. A change is a number with a sign."""

    heading: str
    value: int | None
    address: str = ""
    is_change: bool = False


@dataclass(frozen=True)
class TableLine:
    name: str
    figures: list[Figure]
    is_total: bool = False


@dataclass(frozen=True)
class Table:
    title: str
    rows: str
    headings: list[str]
    lines: list[TableLine]
    empty: str


@dataclass(frozen=True)
class ListLine:
    number: str
    address: str
    words: str
    on: str
    person: str


@dataclass(frozen=True)
class Listed:
    title: str
    lines: list[ListLine]


@dataclass(frozen=True)
class Page:
    """What `complaints/cadence/sheet.html` shows."""

    sheet: Sheet
    title: str
    tables: list[Table]
    lists: list[Listed]
    facts: list[tuple[str, str]]
    sight: str
    text: str
    versions: list[Sheet]
    answer: ProblemAnswer | None
    may_answer: bool
    is_newest: bool = field(default=True)


def page_of(sheet: Sheet, person: Person) -> Page:
    """The sheet for `person`: names where the person may see people of the unit, staff numbers otherwise."""
    names, sight = names_for(sheet, person), sight_of(sheet, person)
    same = Sheet.objects.visible_to(person).filter(kind=sheet.kind, unit=sheet.unit_id, period=sheet.period)
    versions = list(same.defer("content").order_by("-version")[:VERSIONS_SHOWN])
    is_problems = sheet.kind == SheetKind.PROBLEMS
    answers = ProblemAnswer.objects.to(sheet).select_related("acknowledged_by", "answered_by", "action")
    return Page(
        sheet=sheet,
        title=title_of(sheet),
        tables=tables_of(sheet, names, sight),
        lists=lists_of(names, sight),
        facts=_facts(sheet),
        sight=str(sight),
        text=circular_text(sheet) if sheet.kind == SheetKind.DAILY else "",
        versions=versions,
        answer=answers.first() if is_problems else None,
        may_answer=is_problems and person.may(Right.ACTION_EDIT, at=sheet) and is_head(sheet, person),
        is_newest=not versions or versions[0].pk == sheet.pk,
    )


def title_of(sheet: Sheet) -> str:
    return f"{sheet.get_kind_display()} {sheet.period}"


def tables_of(sheet: Sheet, names: Mapping[str, str], sight: Sight) -> list[Table]:
    """Every section of the kind, also one in which nothing was counted."""
    kept = sheet.content["sections"]
    return [
        Table(
            title=str(section.title),
            rows=str(section.rows),
            headings=[str(heading) for heading in section.columns.values()],
            lines=[_line(sheet, code, section, row, names, sight) for row in kept.get(code, [])],
            empty=str(section.empty or _("Nothing was counted.")),
        )
        for code, section in SECTIONS[SheetKind(sheet.kind)].items()
    ]


def _line(
    sheet: Sheet, code: str, section: Section, row: Mapping[str, Any], names: Mapping[str, str], sight: Sight
) -> TableLine:
    figures = []
    for column, heading in section.columns.items():
        if column == CHANGE:
            change = (row["figures"].get("now") or 0) - (row["figures"].get("before") or 0)
            figures.append(Figure(str(heading), change, is_change=True))
            continue
        value = row["figures"].get(column, 0)
        cell = cell_of(code, row["row"], column)
        opens = value and sight.opens(cell)
        address = worklist_address(sheet=name_in_address(sheet, cell), state="all") if opens else ""
        figures.append(Figure(str(heading), value, address))
    name = row_words(section, row["row"], row["name"])
    if section.of_people and row["row"] != NOT_FILLED:
        name = names.get(row["row"], row["row"])
    return TableLine(name, figures, is_total=row["row"] == ALL)


def lists_of(names: Mapping[str, str], sight: Sight) -> list[Listed]:
    """Its lists as far as the reader sees their lines."""
    return [
        Listed(
            str(title),
            [
                ListLine(
                    number=line["number"],
                    address=reverse(door, args=[line["number"]]),
                    words=line["words"],
                    on=line["on"],
                    person=names.get(line["staff"], line["staff"]),
                )
                for line in sight.lists[code]
            ],
        )
        for code, (title, door) in LISTS.items()
        if sight.lists.get(code)
    ]


def names_for(sheet: Sheet, person: Person) -> dict[str, str]:
    """Names by staff number, for who may see the people of the sheet's unit."""
    if not person.may(Right.PERSON_VIEW, at=sheet):
        return {}
    numbers = {
        row["row"]
        for code, section in SECTIONS[SheetKind(sheet.kind)].items()
        if section.of_people
        for row in sheet.content["sections"].get(code, [])
    }
    numbers |= {line["staff"] for lines in sheet.content["lists"].values() for line in lines}
    return dict(Person.objects.visible_to(person).filter(staff_number__in=numbers).values_list("staff_number", "name"))


def _facts(sheet: Sheet) -> list[tuple[str, str]]:
    kept = sheet.content["facts"]
    facts = []
    if "meeting_on" in kept:
        facts.append((_("Meeting at the earliest"), kept["meeting_on"] or unset()))
    if standard := kept.get("standard"):
        facts += standard_lines(standard)
    return facts


def standard_lines(standard: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the circular measured by, in words; what was not set says so."""
    fields = dict(Filled.choices)
    chosen = "、".join(str(fields.get(name, name)) for name in standard["filled"])

    def said(value: int | None, words: str) -> str:
        return unset() if value is None else words % {"number": value}

    return [
        (_("Fields that must be filled"), chosen or unset()),
        (_("Customer's words"), said(standard["text_least"], _("at least %(number)s characters"))),
        (_("Outcome"), said(standard["note_least"], _("at least %(number)s characters"))),
        (_("Acknowledged within"), said(standard["acknowledge_minutes"], _("%(number)s minutes"))),
    ]


def day_words(sheet: Sheet) -> str:
    """The days that the sheet is about."""
    first, last = sheet.first_day, sheet.last_day
    return first.isoformat() if first == last else f"{first.isoformat()} – {last.isoformat()}"


def a_month_on(day: dt.date) -> dt.date:
    """The first of the month after `day`."""
    return (day.replace(day=1) + dt.timedelta(days=31)).replace(day=1)
