"""The tags that the sources name, in their words; what they mean the sources do not say."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Seed:
    """Without a definition: the branch says it, nobody guesses."""

    code: str
    name: str
    source: str


SEEDS = (
    Seed("sanqiang", "三强", "S1 2.2：无三强；S1-P3：每发生一次整改一次，重复发生派发督办单"),
    Seed("major", "重大服务事件", "S1 2.2：无重大服务事件；S1-P2：服务审核/重大事件"),
    Seed("batch", "批量", "S0 1.13 控制五：批量、升级投诉，逐级上报，再以工作联系单报服务室"),
    Seed("media", "媒体", "S0 1.13 控制五：媒体投诉逐级上报，同时立即报综合办和市场部"),
)


def repeat_since(now: dt.datetime, days: int | None) -> dt.datetime | None:
    """From when on the same tag at the same unit is a repeat; None while nobody has set a window (S1-P3)."""
    return None if days is None else now - dt.timedelta(days=days)
