"""The promises that the sources give a number for. Later versions are added by people, never here.

First contact, verification and approval have no number in the sources: no rule, and nothing is counted.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from complaints.clocks.choices import ClockKind, Counting

FROM_THE_BEGINNING = dt.date(2000, 1, 1)


class FirstRule(NamedTuple):
    kind: ClockKind
    amount: int
    counting: Counting
    warn_minutes: tuple[int, ...]
    source: str


FIRST_RULES = (
    FirstRule(ClockKind.HANDLING, 2, Counting.WORKING_DAYS, (240, 60, 0), "S4：投诉处理不超过2个工作日"),
    FirstRule(ClockKind.REGULATOR, 15, Counting.CALENDAR_DAYS, (4320, 1440, 0), "11.1：答复监管部门15日内，刚性"),
    FirstRule(ClockKind.CONSUMER_BODY, 7, Counting.WORKING_DAYS, (450, 120, 0), "11.1：答复消协7个工作日"),
    FirstRule(ClockKind.APPEAL, 10, Counting.CALENDAR_DAYS, (2880, 1440, 0), "11.1：申诉内部10日内答复"),
    FirstRule(ClockKind.CALL_BACK, 2, Counting.CALENDAR_DAYS, (480, 60, 0), "S2：2日内电话回访"),
)
"""Offsets of warnings are this product's proposal; the sources name none."""
