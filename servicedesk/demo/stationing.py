"""Stationing of the demo branch: an invented campaign whose two months add up as the table of rule book 4.3.

Halls, scores and words are invented; the counts are the source's: 245 received with 10 unresolved, then 149 with none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from zoneinfo import ZoneInfo

from core.periods.rules import Month
from halls.stationing.models import StationingCampaign, Stint
from halls.stationing.services import (
    Facts,
    NewMatter,
    add_matter,
    plan_stint,
    save_campaign,
    set_facts,
    set_score,
    settle,
    sign_stint,
)
from org.models import Person, Unit

LOCAL = ZoneInfo("Asia/Shanghai")
HALLS = tuple(f"FY-H0{number}" for number in range(1, 8))
MORNING, AFTERNOON = (dt.time(9), dt.time(11, 30)), (dt.time(14), dt.time(16, 30))
SHIFTS = ((0, MORNING), (0, AFTERNOON), (1, MORNING), (1, AFTERNOON), (2, MORNING), (3, MORNING), (4, MORNING))
"""The weekday and hours at which each of the seven halls has its stint of a week."""

WEEKS = 4
COUNTS = ((199, 42, 4), (131, 18, 0))
LEFT = (
    "宽带移机要等装维预约",
    "副卡停机保号需主卡机主到场",
    "合约期内改套餐要后台审批",
    "国际漫游费用有异议，需调详单",
    "光猫故障，附近无备件",
    "发票抬头填错，需财务冲红",
    "集团号码过户缺单位证明",
    "积分兑换的商品缺货",
    "老年客户要求上门办理",
    "充值未到账，需省公司核查",
)
STILL_OPEN = 2
SCORES = {
    "FY-H01": ("91.2", "95.4"),
    "FY-H02": ("93.0", "96.1"),
    "FY-H03": ("95.1", "95.9"),
    "FY-H04": ("90.4", "93.6"),
    "FY-H05": ("96.3", "95.2"),
    "FY-H06": ("94.8", "93.9"),
    "FY-H07": ("92.7", None),
}
"""Before and after, invented: four rose, two fell, of one there is no figure."""

FACTS = ((True, True, True), (True, True, False), (True, False, True), (True, True, False), (False, False, True))


def stand_in_halls(*, units: dict[str, Unit], people: dict[str, Person], first_month: dt.date) -> int:
    """The campaign of the second and third month; says how many stints it has."""
    by = people["DEMO-01"]
    months = [Month.of(first_month).plus(step) for step in (0, 1, 2)]
    halls = [units[code] for code in HALLS]
    campaign = _campaign(units["DEMO"], halls, months, by)
    _scores(units, months, by)
    stood = 0
    for month, counts, left in zip(months[1:], COUNTS, (LEFT, ()), strict=True):
        stints = list(_stints(campaign, halls, month, by))
        for stint, received, words in zip(
            stints, _shared(counts, len(stints)), _spread(left, len(stints)), strict=True
        ):
            _sign(stint, received, words, by)
        stood += len(stints)
    _settle(campaign, by)
    return stood


def _campaign(unit: Unit, halls: list[Unit], months: list[Month], by: Person) -> StationingCampaign:
    began = _at(months[1].first_day)
    campaign = save_campaign(
        unit=unit,
        name="重点营业厅驻厅（示例）",
        first_month=months[1].words,
        last_month=months[2].words,
        weekly_least=1,
        halls=halls,
        by=by,
        now=began,
    )
    for row, (post, handheld, waiting) in zip(campaign.halls.select_related("unit", "campaign"), FACTS, strict=False):
        facts = Facts(is_on_post=post, has_handheld=handheld, has_waiting=waiting)
        set_facts(hall=row, facts=facts, version=row.version, by=by, now=began)
    return campaign


def _scores(units: dict[str, Unit], months: list[Month], by: Person) -> None:
    now = _at(months[2].first_day)
    for code, values in SCORES.items():
        for month, value in zip(months, values, strict=False):
            if value is not None:
                set_score(
                    unit=units[code],
                    score="overall",
                    month=month.words,
                    value=Decimal(value),
                    source="演示数据",
                    by=by,
                    now=now,
                )


def _stints(campaign: StationingCampaign, halls: list[Unit], month: Month, by: Person) -> Iterator[Stint]:
    """One a week in each hall, in the four whole weeks of the month."""
    monday = month.first_day + dt.timedelta(days=-month.first_day.weekday() % 7)
    for week in range(WEEKS):
        for hall, (weekday, (starts_at, ends_at)) in zip(halls, SHIFTS, strict=True):
            day = monday + dt.timedelta(days=7 * week + weekday)
            if day <= month.last_day:
                yield plan_stint(
                    unit=hall,
                    day=day,
                    starts_at=starts_at,
                    ends_at=ends_at,
                    campaign=campaign,
                    by=by,
                    now=_at(day),
                )


def _shared(counts: tuple[int, ...], parts: int) -> Iterator[dict[str, int]]:
    """The month's counts over its stints, as evenly as whole customers go."""
    names = ("received_first", "received_second", "received_third")
    for part in range(parts):
        yield {
            name: count * (part + 1) // parts - count * part // parts for name, count in zip(names, counts, strict=True)
        }


def _spread(words: tuple[str, ...], parts: int) -> list[list[str]]:
    """What stayed unresolved over the stints, each of which has received enough of the first kind."""
    found: list[list[str]] = [[] for _part in range(parts)]
    for place, one in enumerate(words):
        found[(place * 2) % parts].append(one)
    return found


def _sign(stint: Stint, received: dict[str, int], left: list[str], by: Person) -> None:
    now = _at(stint.day)
    for words in left:
        due_on = stint.day + dt.timedelta(days=3)
        add_matter(stint=stint, matter=NewMatter("first", words, by, due_on), by=by, now=now)
    hours = {"starts_at": stint.starts_at, "ends_at": stint.ends_at}
    sign_stint(stint=stint, version=stint.version, by=by, now=now, **hours, **received)


def _settle(campaign: StationingCampaign, by: Person) -> None:
    stints = campaign.stints.order_by("day", "pk")
    matters = [matter for stint in stints for matter in stint.matters.select_related("stint")]
    for matter in matters[:-STILL_OPEN]:
        settle(matter=matter, words="已电话回复客户，客户认可", by=by, now=_at(matter.due_on))


def _at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(17), tzinfo=LOCAL)
