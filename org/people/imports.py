"""The roster as a sheet: people, and where they serve. Importing it again changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q
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
from org.people.choices import Role
from org.people.models import Person, Posting
from org.people.selectors import grantable_roles, may_manage
from org.people.services import change_person, create_person, start_posting
from org.units.models import Unit
from org.units.sheet_names import unit_reference

ROLE_WORDS = {
    "营业员": Role.COUNTER_STAFF,
    "营业厅员工": Role.COUNTER_STAFF,
    "投诉处理员": Role.HANDLER,
    "投诉处理人员": Role.HANDLER,
    "客服专员": Role.HANDLER,
    "回访专员": Role.CALLER,
    "督导": Role.INSPECTOR,
    "服务督导": Role.INSPECTOR,
    "神秘客户": Role.MYSTERY_SHOPPER,
    "营业经理": Role.HALL_MANAGER,
    "厅经理": Role.HALL_MANAGER,
    "区县经理": Role.DISTRICT_MANAGER,
    "分局经理": Role.DISTRICT_MANAGER,
    "服务管理员": Role.SERVICE_MANAGER,
    "市场部经理": Role.MARKET_MANAGER,
    "副总": Role.DEPUTY_GENERAL_MANAGER,
    "分公司副总": Role.DEPUTY_GENERAL_MANAGER,
    "总经理": Role.GENERAL_MANAGER,
    "财务": Role.FINANCE,
    "人事法务": Role.HR_LEGAL,
    "审计": Role.AUDITOR,
    "系统管理员": Role.ADMINISTRATOR,
}


def check(chunk: Chunk, context: ImportContext) -> Iterable[RowProblem]:
    """What the columns cannot know: who may be changed, which role may be given, who manages whom."""
    people = _known(chunk)
    units = Unit.objects.in_bulk({row["unit"] for row in chunk})
    seen: set[str] = context.memory.setdefault("numbers", set())
    problems: list[RowProblem] = []
    for row in chunk:
        person = people.get(row["staff_number"])
        problems += _posting_problems(row, units[row["unit"]], person, context)
        manager = row["line_manager"]
        if manager and manager not in people and manager not in seen:
            problems.append(RowProblem(row[ROW], "line_manager", _("Nobody has this staff number; enter him first.")))
        seen.add(row["staff_number"])
    return problems


def _posting_problems(
    row: dict[str, Any], unit: Unit, person: Person | None, context: ImportContext
) -> Iterator[RowProblem]:
    if Role(row["role"]) not in _grantable(unit, context):
        message = gettext("You may not give the role “%(role)s” at %(unit)s: it can do more than you can there.")
        words = message % {"role": Role(row["role"]).label, "unit": unit.name}
        yield RowProblem(row[ROW], "role", words)
    if unit.closed_on is not None:
        yield RowProblem(row[ROW], "unit", gettext("%(unit)s is closed then.") % {"unit": unit.name})
    if row["starts_on"] and row["ends_on"] and row["ends_on"] < row["starts_on"]:
        yield RowProblem(row[ROW], "ends_on", _("A posting ends after it starts."))
    if person is None:
        return
    if not person.is_active:
        words = gettext("%(person)s has left; let the person come back first.") % {"person": person.name}
        yield RowProblem(row[ROW], "staff_number", words)
    elif _changes(person, row) and not may_manage(context.by, person):
        words = gettext("%(person)s can do things that you cannot; ask an administrator.") % {"person": person.name}
        yield RowProblem(row[ROW], "staff_number", words)


def _grantable(unit: Unit, context: ImportContext) -> set[Role]:
    known: dict[int, set[Role]] = context.memory.setdefault("grantable", {})
    if unit.pk not in known:
        known[unit.pk] = set(grantable_roles(context.by, at=unit))
    return known[unit.pk]


def _known(chunk: Chunk) -> dict[str, Person]:
    numbers = {row["staff_number"] for row in chunk} | {row["line_manager"] for row in chunk if row["line_manager"]}
    found = Person.objects.filter(staff_number__in=numbers).select_related("line_manager")
    return {person.staff_number: person for person in found}


def _changes(person: Person, row: dict[str, Any]) -> dict[str, Any]:
    """The data in which a row differs; an empty cell says nothing."""
    manager = person.line_manager.staff_number if person.line_manager else ""
    standing = {"name": person.name, "post": person.post, "email": person.email, "line_manager": manager}
    return {name: row[name] for name, value in standing.items() if row[name] and row[name] != value}


def write(chunk: Chunk, context: ImportContext) -> WriteResult:
    """New people, changed data and new postings; a row that says nothing new is unchanged."""
    people = _known(chunk)
    new = changed = 0
    for row in chunk:
        person = people.get(row["staff_number"])
        if person is None or not _serves(person, row):
            new += 1
        elif _changes(person, row):
            changed += 1
        else:
            continue
        if not context.dry_run:
            people[row["staff_number"]] = _take_over(row, person, people, context)
    return WriteResult(imported=new, changed=changed, unchanged=len(chunk) - new - changed)


def _serves(person: Person, row: dict[str, Any]) -> bool:
    starts_on = row["starts_on"] or timezone.localdate()
    same = Posting.objects.filter(person=person, unit_id=row["unit"], role=row["role"])
    overlapping = same.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on))
    return overlapping.filter(starts_on__lte=row["ends_on"]).exists() if row["ends_on"] else overlapping.exists()


def _take_over(row: dict[str, Any], person: Person | None, people: dict[str, Person], context: ImportContext) -> Person:
    who: dict[str, Any] = {"by": context.by, "now": context.now}
    manager = people.get(row["line_manager"] or "")
    if person is None:
        data: dict[str, Any] = {name: row[name] or "" for name in ("post", "email")}
        number, name = row["staff_number"], row["name"]
        person = create_person(staff_number=number, name=name, line_manager=manager, **data, **who)
    elif changes := _changes(person, row):
        if "line_manager" in changes:
            changes["line_manager"] = manager
        change_person(person=person, **changes, **who)
    if not _serves(person, row):
        starts_on = row["starts_on"] or timezone.localdate(context.now)
        unit = Unit.objects.get(pk=row["unit"])
        start_posting(person=person, unit=unit, role=row["role"], starts_on=starts_on, ends_on=row["ends_on"], **who)
    return person


def begin(context: ImportContext) -> None:
    """Each pass over the sheet remembers anew."""
    context.memory.clear()


sheet_kind(
    "roster",
    _("Roster"),
    right=Right.PERSON_EDIT,
    columns=[
        SheetColumn("staff_number", _("Staff number"), ["工号", "员工号", "员工编号"], required=True, max_length=32),
        SheetColumn("name", _("Full name"), ["姓名", "员工姓名"], required=True, max_length=60),
        SheetColumn(
            "unit",
            _("Unit"),
            ["单位", "部门", "营业厅", "所属单位", "网点"],
            required=True,
            type="reference",
            reference=unit_reference(Right.PERSON_EDIT),
        ),
        SheetColumn(
            "role", _("Role"), ["角色", "权限"], required=True, type="choice", choices=Role, value_aliases=ROLE_WORDS
        ),
        SheetColumn("post", _("Post"), ["岗位", "职务", "职位"], max_length=60),
        SheetColumn("starts_on", _("Starts on"), ["开始日期", "到岗日期", "起始日期"], type="date"),
        SheetColumn("ends_on", _("Ends on"), ["结束日期", "离岗日期", "截止日期"], type="date"),
        SheetColumn("email", _("E-mail"), ["邮箱", "电子邮件", "电子邮箱"], max_length=254),
        SheetColumn(
            "line_manager",
            _("Line manager"),
            ["直接上级", "上级工号", "直属上级"],
            max_length=32,
            help=_("The staff number of the person this one reports to."),
        ),
    ],
    key=["staff_number", "unit", "role"],
    check=check,
    write=write,
    begin=begin,
    help=_("People and where they serve. Nobody is removed by a sheet; leaving is entered on the person's page."),
)
