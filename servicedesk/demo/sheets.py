"""What lay ready on the demo branch: sheets of its days, weeks and months, made as the routine makes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from complaints.cadence.choices import SheetKind
from complaints.cadence.rules import DAY, HOUR, Span, last_over
from complaints.cadence.selectors import units_with
from complaints.cadence.services import make_sheet
from core.notifications.models import Notification
from core.notifications.services import mark_all_read
from org.models import Person, Unit

KEPT = {
    SheetKind.DAILY: 3,
    SheetKind.WEEKLY: 3,
    SheetKind.MONTHLY: 3,
    SheetKind.QUALITY: 3,
    SheetKind.PROBLEMS: 1,
}
"""So many periods back the branch itself has a sheet; everybody else has the last period's: enough to compare and to
turn pages, and a first start stays short."""


class Morning(NamedTuple):
    """A sheet that lay ready at seven."""

    at: dt.datetime
    span: Span
    unit: Unit


def freeze_sheets(*, until: dt.datetime, now: dt.datetime) -> int:
    """Make the sheets of the periods that were over at the last seven o'clock by `now`; says how many.

    The month that ends at `until` is over the day after. Notices of former periods are read, as they would be.
    """
    last = min(until + DAY, now)
    today = last.date() if last.hour >= HOUR else last.date() - DAY
    ready = sorted(_mornings(today), key=lambda one: (one.at, one.span.kind, one.unit.path))
    for morning in ready:
        make_sheet(unit=morning.unit, span=morning.span, by=None, now=morning.at)
    _read_before(max(one.at for one in ready) - 7 * DAY, now=now)
    return len(ready)


def _mornings(today: dt.date) -> Iterator[Morning]:
    for kind, periods in KEPT.items():
        units, span = units_with(kind, on=today), last_over(kind, today=today)
        for back in range(periods):
            at = span.ends + dt.timedelta(hours=HOUR)
            yield from (Morning(at, span, unit) for unit in units if back == 0 or unit.parent_id is None)
            span = span.before


def _read_before(moment: dt.datetime, *, now: dt.datetime) -> None:
    told = Notification.objects.filter(kind__startswith="sheet.", created_at__lt=moment).order_by("pk")
    newest = dict(told.values_list("recipient", "pk"))
    for person in Person.objects.filter(pk__in=newest):
        mark_all_read(by=person, up_to=newest[person.pk], now=now)
