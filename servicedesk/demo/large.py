"""A large branch for measuring: 500 units, 13 months, tickets and visits as many as asked for; of no source."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator

from complaints.categories.services import plant_seeds
from complaints.models import Category
from complaints.tickets.choices import Channel, Outcome, State
from complaints.tickets.services import NewTicket, write_many
from core.audit.services import record
from kpi.targets.choices import Operator, TargetKind
from kpi.targets.services import set_target
from org.calendar.services import load_official_years, set_up_default_calendar
from org.customers.services import enter_customer_base
from org.models import Person, Unit
from org.people.choices import Role
from org.people.services import create_person, start_posting
from org.signin.services import set_password
from org.units.choices import UnitKind
from org.units.services import create_unit
from servicedesk.demo import texts
from servicedesk.demo.large_visits import write_large_visits
from servicedesk.demo.month import LOCAL
from servicedesk.demo.seeding import CALENDAR_YEARS, NotEmpty, add_months, is_empty
from servicedesk.demo.staff import PASSWORD

# Tickets over 13 months, visits in the last of them.
SCALES = {
    "10k": (10_000, 10_000),
    "100k": (100_000, 100_000),
    "1m": (1_000_000, 1_000_000),
    "10m": (1_000_000, 10_000_000),
}
FIRST_MONTH = dt.date(2025, 10, 1)
MONTHS = 13
BUREAUS, SUB_BUREAUS, HALLS = 20, 6, 3
SEED = 1_000_000
BATCH = 50_000
OPEN_SHARE = 0.02


def seed_large(*, tickets: int, now: dt.datetime, say: Callable[[str], object], visits: int = 0) -> int:
    """Write about `tickets` complaints over 13 months, and `visits` visits of the last one, in batches, each its own
    transaction."""
    if not is_empty():
        raise NotEmpty("The database is not empty; seed_demo fills an empty one.")
    set_up_default_calendar(by=None, now=now)
    load_official_years(first=CALENDAR_YEARS[0], last=CALENDAR_YEARS[1], by=None, now=now)
    top, units = _units(now)
    manager = _manager(top, now)
    plant_seeds(by=None, now=now)
    _targets(top, units, tickets, manager, now)
    chance = random.Random(SEED)  # noqa: S311  (the same data every time)
    written = 0
    while written < tickets:
        size = min(BATCH, tickets - written)
        written += write_many(_tickets(written, size, tickets, units, manager, chance), by=manager, now=now)
        say(f"{written} of {tickets} complaints")
    if visits:
        last = add_months(FIRST_MONTH, MONTHS - 1)
        write_large_visits(halls=units, visits=visits, month=last, by=manager, now=now, say=say)
    record("demo.seeded", by=None, now=now, about=top, data={"tickets": written, "visits": visits})
    return written


def _units(now: dt.datetime) -> tuple[Unit, list[Unit]]:
    top = create_unit(code="DEMO", name="示例分公司", kind=UnitKind.BRANCH, parent=None, by=None, now=now)
    halls = []
    for bureau_number in range(1, BUREAUS + 1):
        bureau = _unit(f"B{bureau_number:02d}", f"第{bureau_number}分局", UnitKind.BUREAU, top, now)
        for sub_number in range(1, SUB_BUREAUS + 1):
            code = f"{bureau.code}-{sub_number}"
            sub = _unit(code, f"第{bureau_number}-{sub_number}支局", UnitKind.SUB_BUREAU, bureau, now)
            halls += [
                _unit(f"{code}-{n}", f"{sub.name}{n}号营业厅", UnitKind.HALL, sub, now) for n in range(1, HALLS + 1)
            ]
    return top, halls


def _unit(code: str, name: str, kind: UnitKind, parent: Unit, now: dt.datetime) -> Unit:
    return create_unit(code=code, name=name, kind=kind, parent=parent, by=None, now=now)


def _manager(top: Unit, now: dt.datetime) -> Person:
    person = create_person(staff_number="DEMO-01", name="周敏", by=None, now=now)
    start_posting(person=person, unit=top, role=Role.SERVICE_MANAGER, starts_on=dt.date(2020, 1, 1), by=None, now=now)
    set_password(person=person, password=PASSWORD, by=person, now=now)
    return person


def _targets(top: Unit, units: list[Unit], tickets: int, by: Person, now: dt.datetime) -> None:
    control = round(tickets / MONTHS / BUREAUS * 0.8) or 1
    bureaus = Unit.objects.filter(parent=top)
    for offset in range(MONTHS):
        month = f"{add_months(FIRST_MONTH, offset):%Y-%m}"
        enter_customer_base(
            unit=top, month=month, customers=tickets * 20, counted_on=None, source="演示数据", by=by, now=now
        )
        for bureau in bureaus:
            set_target(
                unit=bureau,
                month=month,
                indicator="CCTRL",
                kind=TargetKind.CONTROL,
                operator=Operator.AT_MOST,
                value=control,
                source="演示数据",
                by=by,
                now=now,
            )


def _tickets(
    start: int, size: int, total: int, units: list[Unit], by: Person, chance: random.Random
) -> Iterator[NewTicket]:
    categories = dict(Category.objects.values_list("code", "pk"))
    begins = dt.datetime(FIRST_MONTH.year, FIRST_MONTH.month, 1, tzinfo=LOCAL)
    ends = add_months(FIRST_MONTH, MONTHS)
    span = (dt.datetime(ends.year, ends.month, 1, tzinfo=LOCAL) - begins).total_seconds()
    stories = chance.choices(texts.STORIES, [story.weight for story in texts.STORIES], k=size)
    channels = list(Channel)
    for number, story in enumerate(stories, start=start):
        received = begins + dt.timedelta(seconds=int(span * number / total))
        unit = units[chance.randrange(len(units))]
        is_open = chance.random() < OPEN_SHARE
        error = chance.random()
        side = "own" if error < 0.03 else "channel" if error < 0.06 else ""
        yield NewTicket(
            received_at=received,
            registered_at=received,
            unit_id=unit.pk,
            unit_path=unit.path,
            channel=channels[number % len(channels)],
            source="measuring",
            source_key=str(number),
            subject=story.subjects[number % len(story.subjects)],
            text=texts.OPENINGS[number % 7]
            + chance.choice(story.sentences)
            + texts.PLACES[number % 10]
            + f"第{number}件。",
            phone=f"138{number % 100_000_000:08d}",
            process=story.process,
            product_id=categories.get(story.product),
            phenomenon_id=categories.get(story.phenomenon),
            cause_id=categories.get(story.cause),
            error_side=side,
            error_unit_id=unit.pk if side else None,
            error_path=unit.path if side else "",
            handler_id=by.pk,
            state=State.OPEN if is_open else State.CLOSED,
            closed_at=None if is_open else received + dt.timedelta(hours=20),
            closed_by_id=None if is_open else by.pk,
            outcome="" if is_open else Outcome.SOLVED,
        )
