"""One month's complaints of the demo branch, made so that every table comes out as its figures say."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from complaints.tickets.choices import Channel, EventKind, Grade, Outcome, State
from complaints.tickets.services import NewEvent, NewTicket
from org.models import Person, Unit
from servicedesk.demo import texts
from servicedesk.demo.figures import Region
from servicedesk.demo.texts import Story

LOCAL = ZoneInfo("Asia/Shanghai")
CHANNELS = (
    (Channel.HOTLINE, 62),
    (Channel.COUNTER, 16),
    (Channel.PROVINCE, 9),
    (Channel.CALL_BACK, 5),
    (Channel.TEXT, 4),
    (Channel.WEB, 3),
    (Channel.CONSUMER_BODY, 1),
)
HOURS = (0, 0, 0, 0, 0, 0, 1, 3, 9, 13, 12, 9, 5, 6, 10, 11, 10, 7, 5, 4, 4, 3, 2, 1)
LEVELS = (("ordinary", 80), ("silver", 9), ("gold", 6), ("diamond", 2), ("corporate", 3))
GRADES = (("", 38), (Grade.A, 49), (Grade.B, 11), (Grade.C, 2))


@dataclass(frozen=True)
class Cast:
    """Who and where: units by code, those a ticket of a region may lie in, and the handlers."""

    units: dict[str, Unit]
    places: dict[str, list[Unit]]
    handlers: dict[str, Person]
    clerk: Person
    categories: dict[str, int]


@dataclass(frozen=True)
class Slot:
    """One ticket to be: its region, and the error found in it, if any."""

    region: Region
    side: str = ""
    error_unit: str = ""


def slots(regions: Sequence[Region]) -> list[Slot]:
    """As many tickets for each region as its figures say, errors among them."""
    found: list[Slot] = []
    for region in regions:
        for side, errors in (("own", region.own_errors), ("channel", region.channel_errors)):
            found += [Slot(region, side, code) for code, number in errors.items() for _each in range(number)]
        found += [Slot(region)] * (region.volume - region.errors)
    return found


def tickets(
    *, month: dt.date, regions: Sequence[Region], cast: Cast, until: dt.datetime, chance: random.Random
) -> Iterator[NewTicket]:
    """The month's tickets in order of receipt; what would be closed after `until` is still open."""
    wanted = slots(regions)
    chance.shuffle(wanted)
    times = sorted(_moment(month, until, chance) for _slot in wanted)
    for number, (slot, received) in enumerate(zip(wanted, times, strict=True), start=1):
        yield _ticket(f"FYD-{month:%Y%m}-{number:05d}", slot, received, cast, until, chance)


def _moment(month: dt.date, until: dt.datetime, chance: random.Random) -> dt.datetime:
    following = (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    last = min((following - month).days, max(1, (until.astimezone(LOCAL).date() - month).days))
    day = month + dt.timedelta(days=chance.randrange(last))
    hour = chance.choices(range(24), HOURS)[0]
    return dt.datetime(day.year, day.month, day.day, hour, chance.randrange(60), chance.randrange(60), tzinfo=LOCAL)


def _story(slot: Slot, chance: random.Random) -> Story:
    if slot.region.code == "FY-HM":
        return texts.STORY_OF_WRONG_NUMBERS
    told = {"own": texts.OWN_STORIES, "channel": texts.CHANNEL_STORIES, "": texts.STORIES}[slot.side]
    return chance.choices(told, [story.weight for story in told])[0]


def _ticket(
    key: str, slot: Slot, received: dt.datetime, cast: Cast, until: dt.datetime, chance: random.Random
) -> NewTicket:
    story = _story(slot, chance)
    unit = _unit(slot, cast, chance)
    error_unit = cast.units[slot.error_unit] if slot.error_unit else None
    handler = cast.handlers.get(slot.region.code, cast.clerk)
    channel = chance.choices([c for c, _w in CHANNELS], [w for _c, w in CHANNELS])[0]
    grade = chance.choices([g for g, _w in GRADES], [w for _g, w in GRADES])[0]
    closed = received + dt.timedelta(hours=chance.choice((3, 6, 20, 26, 30, 44, 50, 76)), minutes=chance.randrange(60))
    is_open = closed > until or chance.random() < 0.012
    acknowledged = received + dt.timedelta(minutes=chance.randrange(5, 150))
    return NewTicket(
        received_at=received,
        registered_at=received,
        registered_by_id=cast.clerk.pk,
        unit_id=unit.pk,
        unit_path=unit.path,
        channel=channel,
        source="演示数据",
        source_key=key,
        subject=chance.choice(story.subjects),
        text=_said(story, chance),
        remedy_sought=chance.choice(story.remedies),
        customer_name=chance.choice(texts.SURNAMES) + chance.choice(("女士", "先生")),
        phone=""
        if slot.region.code == "FY-HM"
        else f"{chance.choice((138, 139, 150, 158))}0000{chance.randrange(10_000):04d}",
        place=chance.choice(texts.PLACES),
        customer_level=chance.choices([name for name, _w in LEVELS], [w for _n, w in LEVELS])[0],
        process=story.process,
        product_id=cast.categories.get(story.product),
        phenomenon_id=cast.categories.get(story.phenomenon),
        cause_id=cast.categories.get(story.cause),
        business=slot.side or "own",
        error_side=slot.side,
        error_unit_id=error_unit.pk if error_unit else None,
        error_path=error_unit.path if error_unit else "",
        grade=grade,
        validity="valid" if slot.side else "",
        acknowledged_at=min(acknowledged, until) if not is_open or acknowledged < until else None,
        first_contact_id=cast.clerk.pk,
        handler_id=None if is_open and chance.random() < 0.3 else handler.pk,
        state=State.OPEN if is_open else State.CLOSED,
        closed_at=None if is_open else closed,
        closed_by_id=None if is_open else handler.pk,
        outcome="" if is_open else Outcome.SOLVED,
        outcome_note="" if is_open else chance.choice(texts.OUTCOMES),
        events=tuple(_events(received, acknowledged, None if is_open else closed, handler, cast, chance)),
    )


def _unit(slot: Slot, cast: Cast, chance: random.Random) -> Unit:
    if slot.error_unit and slot.error_unit.startswith(slot.region.code):
        return cast.units[slot.error_unit]
    return chance.choice(cast.places[slot.region.code])


def _said(story: Story, chance: random.Random) -> str:
    return chance.choice(texts.OPENINGS) + chance.choice(story.sentences) + chance.choice(texts.CLOSINGS)


def _events(
    received: dt.datetime,
    acknowledged: dt.datetime,
    closed: dt.datetime | None,
    handler: Person,
    cast: Cast,
    chance: random.Random,
) -> Iterator[NewEvent]:
    yield NewEvent(EventKind.REGISTERED, received, cast.clerk.pk)
    yield NewEvent(EventKind.ACKNOWLEDGED, acknowledged, handler.pk)
    if closed is not None:
        if chance.random() < 0.25:
            between = acknowledged + (closed - acknowledged) / 2
            yield NewEvent(EventKind.NOTE, between, handler.pk, chance.choice(texts.NOTES))
        said = {"outcome": Outcome.SOLVED.value}
        yield NewEvent(EventKind.CLOSED, closed, handler.pk, chance.choice(texts.OUTCOMES), said)
