"""The branch in January 2011 as S0 reports it (rule book 1.4), and single tickets and targets for tests."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass, field
from decimal import Decimal

from complaints.categories.choices import Tree
from complaints.categories.models import Category
from complaints.tickets.models import Complaint
from complaints.tickets.rules import BRANCH_TIME
from kpi.targets.choices import Operator, TargetKind
from kpi.targets.models import Target
from org.customers.models import CustomerBase
from org.tests.factories import a_unit
from org.units.choices import UnitKind
from org.units.models import Unit

A_MORNING = dt.datetime(2011, 2, 1, 8, 20, tzinfo=BRANCH_TIME)
_numbers = itertools.count(1)

REGIONS = {
    "城区": (1486, 843),
    "大源": (456, 182),
    "新登": (249, 182),
    "政企": (170, 93),
    "虚拟": (36, None),
    "号码错误": (20, None),
}
SUB_BUREAUS = {"城区": ("桂花", "春北", "春江", "高桥"), "大源": ("大源", "场口"), "新登": ("新登", "万市")}
OWN_ERRORS = {
    "城区": {"桂花": 9, "春北": 29, "春江": 0, "高桥": 2},
    "大源": {"大源": 2, "场口": 3},
    "新登": {"新登": 4, "万市": 2},
    "政企": {"政企": 10},
    "市场部": {"市场部": 0},
    "外呼小组": {"外呼小组": 2},
}
CHANNEL_ERRORS = {
    "城区": {"桂花": 24, "春北": 27, "春江": 7, "高桥": 3, "直供点": 0},
    "大源": {"大源": 6, "场口": 1},
    "新登": {"新登": 2, "万市": 0},
}
CUSTOMERS = 537_469


@dataclass
class Branch:
    """The tree; `units` by name for regions and departments, by "region/name" for those below."""

    top: Unit
    units: dict[str, Unit] = field(default_factory=dict)


def a_branch() -> Branch:
    """Fuyang with its bureaus, sub-bureaus, departments, the channel agent and two statistical regions."""
    branch = Branch(a_unit("富阳分公司", code="DEMO"))
    kinds = {"政企": UnitKind.DEPARTMENT, "市场部": UnitKind.DEPARTMENT, "外呼小组": UnitKind.DEPARTMENT}
    for place, name in enumerate(["城区", "大源", "新登", "市场部", "政企", "外呼小组", "虚拟", "号码错误"]):
        controlled = name in REGIONS and REGIONS[name][1] is not None
        kind = UnitKind.STATISTICAL if name in ("虚拟", "号码错误") else kinds.get(name, UnitKind.BUREAU)
        branch.units[name] = a_unit(name, kind=kind, under=branch.top, has_control=controlled, position=place)
    for region, names in SUB_BUREAUS.items():
        for place, name in enumerate(names):
            branch.units[f"{region}/{name}"] = a_unit(
                name, kind=UnitKind.SUB_BUREAU, under=branch.units[region], position=place
            )
    branch.units["城区/直供点"] = a_unit("直供点", kind=UnitKind.CHANNEL_AGENT, under=branch.units["城区"], position=9)
    return branch


def january_2011() -> Branch:
    """2,417 complaints, control volumes 843/182/182/93, customers 537,469: every table of rule book 1.4."""
    branch = a_branch()
    month = dt.datetime(2011, 1, 1, 9, tzinfo=BRANCH_TIME)
    rows: list[Complaint] = []
    for region, (volume, control) in REGIONS.items():
        unit = branch.units[region]
        below = [branch.units[f"{region}/{name}"] for name in SUB_BUREAUS.get(region, ())] or [unit]
        found = [
            made(below[number % len(below)], month + dt.timedelta(minutes=17 * number)) for number in range(volume)
        ]
        for row, (side, erring) in zip(found, _errors(branch, region), strict=False):
            row.error_side, row.error_unit, row.error_path = side, erring, erring.path
        rows += found
        if control is not None:
            a_control_volume(unit, "2011-01", control)
    Complaint.objects.bulk_create(rows, batch_size=500)
    CustomerBase.objects.create(
        unit=branch.top,
        month="2011-01",
        customers=CUSTOMERS,
        counted_on=dt.date(2011, 1, 31),
        source="三月服务会议",
        entered_at=A_MORNING,
    )
    return branch


def _errors(branch: Branch, region: str) -> list[tuple[str, Unit]]:
    """Errors found in tickets of a region; those of the outbound team stand in tickets of the urban one."""
    found = []
    for side, groups in (("own", OWN_ERRORS), ("channel", CHANNEL_ERRORS)):
        for group, members in groups.items():
            if (group if group in REGIONS else "城区") == region:
                for name, number in members.items():
                    erring = branch.units.get(f"{group}/{name}") or branch.units[name]
                    found += [(side, erring)] * number
    return found


def made(unit: Unit, received_at: dt.datetime, **details: object) -> Complaint:
    """A complaint not yet saved, without the trail that the act would leave: for counts by the thousand."""
    number = next(_numbers)
    erring = details.get("error_unit")
    return Complaint(
        **{
            "number": f"C{received_at:%Y%m}-{number:05d}",
            "received_at": received_at,
            "registered_at": received_at,
            "month": received_at.year * 100 + received_at.month,
            "channel": "hotline",
            "unit": unit,
            "unit_path": unit.path,
            "subject": "强制办理家庭网",
            "error_path": erring.path if isinstance(erring, Unit) else "",
        }
        | details
    )


def complaints_in(month: str, unit: Unit, number: int, **details: object) -> list[Complaint]:
    """Saved complaints of a month, `2011-02`."""
    year, of_year = (int(part) for part in month.split("-"))
    day = dt.datetime(year, of_year, 15, 10, tzinfo=BRANCH_TIME)
    return Complaint.objects.bulk_create(made(unit, day, **details) for _one in range(number))


def a_control_volume(unit: Unit, month: str, value: int) -> Target:
    return Target.objects.create(
        unit=unit,
        indicator="CCTRL",
        kind=TargetKind.CONTROL,
        month=month,
        operator=Operator.AT_MOST,
        value=Decimal(value),
        entered_at=A_MORNING,
    )


def a_cause(name: str, *, under: Category | None = None) -> Category:
    number = next(_numbers)
    return Category.objects.create(
        tree=Tree.CAUSE,
        code=f"Q{number:04d}",
        name=name,
        parent=under,
        path=f"{under.path if under else ''}{number:06d}/",
        level=under.level + 1 if under else 1,
    )
