"""Which source of a day counts: pure, over what is there (docs/decisions: one source counts a hall's day).

A hall's day has one counting source for each channel and service: visits that were recorded as they happened, else
the queue machine's sheet, else a total by hand. The others are kept and marked; nothing is counted twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from halls.intake.choices import Channel, Source
from halls.queue.choices import Origin

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
