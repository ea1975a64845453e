"""Which source of a day counts, and what the times of a sheet must be like: pure, over what is there.

A hall's day has one counting source for each channel and service: visits that were recorded as they happened, else
the queue machine's sheet, else a total by hand. The others are kept and marked; nothing is counted twice.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from halls.intake.choices import Channel, Source
from halls.queue.choices import Origin, Outcome
from halls.queue.rules import seconds_between

MINUTE = 60
REASON_LEAST = 2
REASON_MOST = 200
MOST_TICKETS = 100_000

CHANNEL_OF = {
    Origin.KIOSK: Channel.QUEUE,
    Origin.RECEPTION: Channel.QUEUE,
    Origin.SHEET: Channel.QUEUE,
    Origin.HANDHELD: Channel.HANDHELD,
    Origin.SELF_SERVICE: Channel.SELF_SERVICE,
}
QUEUE_RECORDED = (Origin.KIOSK, Origin.RECEPTION)


class Known(NamedTuple):
    """That a day's customers of a channel are known from a source; `service` None for all services together."""

    channel: Channel
    service: int | None
    source: Source


def counting(known: Iterable[Known]) -> set[Known]:
    """Those of one hall and day that count.

    A total over all services stands beside nothing else of its channel: it would count again what a service has.
    """
    there = set(known)
    rank = {source: place for place, source in enumerate(Source)}
    best: dict[tuple[Channel, int | None], Known] = {}
    for one in sorted(there, key=lambda one: rank[one.source]):
        best.setdefault((one.channel, one.service), one)
    by_service = {channel for channel, service in best if service is not None}
    return {one for one in best.values() if one.service is not None or one.channel not in by_service}


def faults_of_count(
    *, tickets: int, over_limit: int | None = None, served: int | None = None, left: int | None = None
) -> dict[str, str | Promise]:
    """What is wrong with a day's count by hand, all of it, by the figure at which it shows."""
    found: dict[str, str | Promise] = {}
    if not 0 <= tickets <= MOST_TICKETS:
        found["tickets"] = _("A day has at most %(most)d customers.") % {"most": MOST_TICKETS}
    for name, part in (("over_limit", over_limit), ("served", served), ("left", left)):
        if part is not None and not 0 <= part <= tickets:
            found[name] = _("A part cannot be more than all customers.")
    if (served or 0) + (left or 0) > tickets:
        found.setdefault("left", _("Served and left together are more than all customers."))
    return found


def fault_of_reason(words: str) -> str | Promise | None:
    if REASON_LEAST <= len(words) <= REASON_MOST:
        return None
    return _("Say in %(least)d to %(most)d characters why.") % {"least": REASON_LEAST, "most": REASON_MOST}


NUMBER = re.compile(r"([A-Za-z]{0,2})[-_ ]?(\d{1,6})号?")


def read_number(text: str) -> tuple[str, int] | None:
    """The letters and the number of a ticket: A012, A-12, 12, 12号; None if it is none."""
    match = NUMBER.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if match is None or not int(match[2]):
        return None
    return match[1].upper(), int(match[2])


class Times(NamedTuple):
    """What a sheet tells of a visit; only the arrival is always known."""

    arrived: dt.datetime
    called: dt.datetime | None = None
    started: dt.datetime | None = None
    ended: dt.datetime | None = None

    @property
    def last(self) -> dt.datetime:
        return self.ended or self.started or self.called or self.arrived


class Fault(NamedTuple):
    """What is wrong with a time, and in which column."""

    column: str
    words: str | Promise


def fault_of(times: Times) -> Fault | None:
    """H15: intervals run forward, and a visit is of one day."""
    arrived, called, started, ended = times
    if called and called < arrived:
        return Fault("called_at", _("Called before the customer arrived."))
    if started and started < arrived:
        return Fault("started_at", _("Service starts before the customer arrived."))
    if started and called and started < called:
        return Fault("started_at", _("Service starts before the customer was called."))
    if ended and ended < (started or called or arrived):
        return Fault("ended_at", _("Service ends before it starts."))
    if times.last.date() != arrived.date():
        return Fault("ended_at", _("The visit goes on past midnight; a visit is of one day."))
    return None


def waits(times: Times, outcome: str) -> tuple[int | None, int | None]:
    """Seconds from arrival to the first call, or to the start of service where only that is known, or to the end of
    a visit that was never called; and to the start of service, if there was one.

    Who was served without either waited nobody knows how long: the end of the visit has the service in it.
    """
    served = seconds_between(times.arrived, times.started) if times.started else None
    until = times.called or times.started
    if until is None and outcome == Outcome.SERVED:
        return None, served
    return seconds_between(times.arrived, until or times.last), served


class Intervals:
    """Stretches of service at one counter on one day, none of which lies over another. 24 bytes each."""

    def __init__(self) -> None:
        self._starts, self._ends, self._rows = array("q"), array("q"), array("q")

    def add(self, start: int, end: int, row: int) -> int | None:
        """Take a stretch in; or the row, 0 for one that is already in, of a stretch it lies over."""
        at = bisect_right(self._starts, start)
        if at and self._ends[at - 1] > start:
            return self._rows[at - 1]
        if at < len(self._starts) and self._starts[at] < end:
            return self._rows[at]
        for column, value in ((self._starts, start), (self._ends, end), (self._rows, row)):
            column.insert(at, value)
        return None

    def forget(self, start: int) -> None:
        """Leave out the stretch that begins then."""
        at = bisect_left(self._starts, start)
        if at < len(self._starts) and self._starts[at] == start:
            for column in (self._starts, self._ends, self._rows):
                del column[at]
