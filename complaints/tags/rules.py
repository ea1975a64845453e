"""The tags that the sources name, in their words; what some of them mean the sources do not say."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Seed:
    """`definition` is empty where the source gives none: the branch says it, nobody guesses."""

    code: str
    name: str
    source: str
    definition: str = ""


SEEDS = (
    Seed("sanqiang", "三强", "S1 2.2：无三强；S1-P3：每发生一次整改一次，重复发生派发督办单"),
    Seed("major", "重大服务事件", "S1 2.2：无重大服务事件；S1-P2：服务审核/重大事件"),
    Seed("batch", "批量", "S0 1.13 控制五：批量、升级投诉", "同一原因引起的多名客户投诉，由分公司按批量处理。"),
    Seed("media", "媒体", "S0 1.13 控制五：媒体投诉", "媒体介入或向媒体反映的投诉，逐级上报并立即报综合办和市场部。"),
)


def repeat_since(now: dt.datetime, days: int | None) -> dt.datetime | None:
    """From when on the same tag at the same unit is a repeat; None while nobody has set a window (S1-P3)."""
    return None if days is None else now - dt.timedelta(days=days)
