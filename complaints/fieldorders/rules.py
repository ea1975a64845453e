"""Field orders: what was promised, by which customer, and how an order is numbered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType

from complaints.fieldorders.choices import CustomerTerm, OrderState, ReviewResult

WORDS_MOST = 2000
PLACE_MOST = 200

HOURS: Mapping[CustomerTerm, int] = MappingProxyType({CustomerTerm.AGREEMENT: 24, CustomerTerm.OTHER: 48})
"""S4 5.3: on-site response for agreement customers 24 h, for others 48 h; the number for VIP is lost."""

FALSE = (ReviewResult.FALSE_CLOSURE, ReviewResult.FALSE_REPORT)
"""S1-P8: 虚假销障, 虚假回单."""

STEPS = (OrderState.RECORDED, OrderState.DISPATCHED, OrderState.ACCEPTED, OrderState.DONE, OrderState.REVIEWED)
"""S4 5.3: 录单 → 派单 → 接单 → 完成 → 审核反馈."""


def promised_by(term: str, recorded_at: dt.datetime, *, vip_hours: int | None) -> dt.datetime | None:
    """When somebody will have been there, counted in hours from the record; None where no number is set."""
    hours = vip_hours if term == CustomerTerm.VIP else HOURS[CustomerTerm(term)]
    return None if hours is None else recorded_at + dt.timedelta(hours=hours)


def series_of(month: int) -> str:
    """Name of the running number of one month's orders."""
    return f"field-order-{month}"


def number_of(month: int, position: int) -> str:
    """`S201101-00042`: the 42nd visit of January 2011."""
    return f"S{month}-{position:05d}"
