"""Stints, campaigns and scores for tests; each asks only for what matters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from halls.stationing.models import HallScore, OpenMatter, StationingCampaign, Stint
from halls.stationing.services import (
    NewMatter,
    add_matter,
    plan_stint,
    save_campaign,
    sign_stint,
)
from org.people.models import Person
from org.units.models import Unit

NOON = dt.datetime(2019, 7, 15, 4, 0, tzinfo=dt.UTC)
"""A Monday in July 2019, noon by the branch's clock."""
A_MONDAY = NOON.date()
HOURS = {"starts_at": dt.time(9), "ends_at": dt.time(12)}


def noon_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(4), tzinfo=dt.UTC)


def a_stint(unit: Unit, by: Person, *, day: dt.date = A_MONDAY, **more: Any) -> Stint:
    return plan_stint(unit=unit, day=day, by=by, now=noon_of(day), **{**HOURS, **more})


def left_with(stint: Stint, words: str = "宽带移机要等装维", *, kind: str = "first", **more: Any) -> OpenMatter:
    """A customer of the stint leaves with something unresolved; whoever stands there sees to it."""
    usual = {"owner": stint.manager, "due_on": stint.day + dt.timedelta(days=3)}
    matter = NewMatter(kind=kind, words=words, **{**usual, **more})
    return add_matter(stint=stint, matter=matter, by=stint.manager, now=noon_of(stint.day))


def counts(first: int = 0, second: int = 0, third: int = 0) -> dict[str, Any]:
    return {**HOURS, "received_first": first, "received_second": second, "received_third": third}


def signed(
    unit: Unit, by: Person, first: int, second: int = 0, third: int = 0, *, unresolved: int = 0, **more: Any
) -> Stint:
    """A signed stint with so many received and so many of the first kind unresolved."""
    stint = a_stint(unit, by, **more)
    for number in range(unresolved):
        left_with(stint, f"第 {number + 1} 件")
    hours = {"starts_at": stint.starts_at, "ends_at": stint.ends_at}
    said = {**counts(first, second, third), **hours}
    return sign_stint(stint=stint, version=stint.version, by=by, now=noon_of(stint.day), **said)


def a_campaign(unit: Unit, halls: Sequence[Unit], **more: Any) -> StationingCampaign:
    usual = {"name": "重点营业厅驻厅", "first_month": "2019-07", "last_month": "2019-08", "weekly_least": 1}
    return save_campaign(unit=unit, halls=halls, by=None, now=NOON, **(usual | more))


def a_score(unit: Unit, month: str, value: str, *, score: str = "overall") -> HallScore:
    return HallScore.objects.create(
        unit=unit, month=month, value=Decimal(value), score=score, source="短信评价", entered_at=NOON
    )
