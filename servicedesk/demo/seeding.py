"""Filling an empty database with the demo branch, through the same services as everybody."""

from __future__ import annotations

import datetime as dt
import random

from django.contrib.auth.hashers import make_password
from django.db import transaction

from complaints.categories.services import plant_seeds
from complaints.escalation.services import plant_plans
from complaints.models import Category, Complaint
from complaints.tags.services import plant_tags
from complaints.tickets.services import write_many
from core.audit.services import record
from core.bulk import look_again
from core.refusals import Refusal
from kpi.targets.choices import Operator, TargetKind
from kpi.targets.services import set_target
from org.calendar.services import load_official_years, set_up_default_calendar
from org.customers.services import enter_customer_base
from org.models import Person, Posting, Unit
from org.people.services import create_person, start_posting
from org.units.choices import UnitKind
from org.units.rules import is_at_or_below
from org.units.services import create_unit, set_aliases
from servicedesk.demo.branch import UNITS
from servicedesk.demo.cases import work_on_cases
from servicedesk.demo.checks import carry_out_checks
from servicedesk.demo.crossing import draw_a_round
from servicedesk.demo.desks import plan_seats, staff_hotline
from servicedesk.demo.figures import CUSTOMER_BASES, MONTHS, PER_10K_LIMIT, TOP
from servicedesk.demo.halls import open_halls
from servicedesk.demo.month import LOCAL, Cast, tickets
from servicedesk.demo.rosters import make_rosters
from servicedesk.demo.rush import live_through_a_rush
from servicedesk.demo.sheets import freeze_sheets
from servicedesk.demo.shops import send_shoppers
from servicedesk.demo.spottests import hold_spot_test
from servicedesk.demo.staff import PASSWORD, STAFF
from servicedesk.demo.stationing import stand_in_halls

FIRST_MONTH = dt.date(2011, 1, 1)
CALENDAR_YEARS = (2007, 2026)
SEED = 201101


class NotEmpty(Refusal):
    """The demo only fills an empty database."""


class NotOverYet(Refusal):
    """The months asked for lie partly in the future."""


def is_empty() -> bool:
    return not Unit.objects.exists() and not Complaint.objects.exists()


@transaction.atomic
def seed_branch(*, first_month: dt.date, now: dt.datetime) -> int:
    """Make units, people, targets, customer bases, three months of tickets and their sheets, halls with a month of
    visits; says how many tickets.

    The same every time for the same `first_month`. Raises NotEmpty, NotOverYet.
    """
    if not is_empty():
        raise NotEmpty("The database is not empty; seed_demo fills an empty one.")
    until = _last_moment(first_month)
    if until > now:
        raise NotOverYet(f"The demo spans three months from {first_month:%Y-%m}; they should be over by today.")
    set_up_default_calendar(by=None, now=now)
    load_official_years(first=CALENDAR_YEARS[0], last=CALENDAR_YEARS[1], by=None, now=now)
    units = _units(now)
    people = _people(units, first_month, now)
    plant_seeds(by=None, now=now)
    plant_plans(by=None, now=now)
    plant_tags(by=None, now=now)
    cast = _cast(units, people)
    chance = random.Random(SEED)  # noqa: S311  (the same branch every time)
    written = 0
    for offset, regions in enumerate(MONTHS):
        month = add_months(first_month, offset)
        _targets(units, regions, month, offset, people["DEMO-01"], now)
        rows = tickets(month=month, regions=regions, cast=cast, until=until, chance=chance)
        written += write_many(rows, by=cast.clerk, now=now)
    look_again(Complaint)
    visits = open_halls(units=units, first_month=first_month, by=people["DEMO-01"], now=now)
    staff_hotline(units=units, first_month=first_month, now=now)
    plan_seats(units=units, first_month=first_month, by=people["DEMO-01"], now=now)
    freeze_sheets(until=until, now=now)
    work_on_cases(month=month.year * 100 + month.month, people=people, until=until)
    live_through_a_rush(units=units, people=people, first_month=first_month)
    carry_out_checks(units=units, people=people, first_month=first_month, now=now)
    stand_in_halls(units=units, people=people, first_month=first_month)
    make_rosters(units=units, first_month=first_month, by=people["DEMO-01"])
    hold_spot_test(units=units, people=people, first_month=first_month)
    draw_a_round(units=units, people=people, month=month)
    send_shoppers(units=units, people=people, month=month)
    record("demo.seeded", by=None, now=now, about=units[TOP], data={"tickets": written, "visits": visits})
    return written


def add_months(month: dt.date, count: int) -> dt.date:
    """The first of the month `count` months after `month`."""
    whole = month.year * 12 + month.month - 1 + count
    return dt.date(whole // 12, whole % 12 + 1, 1)


def _last_moment(first_month: dt.date) -> dt.datetime:
    end = add_months(first_month, len(MONTHS))
    return dt.datetime(end.year, end.month, end.day, tzinfo=LOCAL) - dt.timedelta(hours=6)


def _units(now: dt.datetime) -> dict[str, Unit]:
    made: dict[str, Unit] = {}
    for position, unit in enumerate(UNITS):
        made[unit.code] = create_unit(
            code=unit.code,
            name=unit.name,
            kind=unit.kind,
            parent=made.get(unit.under),
            position=position,
            has_control=unit.has_control,
            by=None,
            now=now,
        )
    for unit in UNITS:
        if unit.aliases:
            set_aliases(unit=made[unit.code], names=unit.aliases, by=None, now=now)
    return made


def _people(units: dict[str, Unit], first_month: dt.date, now: dt.datetime) -> dict[str, Person]:
    """Everybody with the password that the README prints: hashed once for all of them, which is six seconds less of a
    first start, and gives nobody anything that is not printed there."""
    made: dict[str, Person] = {}
    hashed = make_password(PASSWORD)
    for demo in STAFF:
        person = create_person(staff_number=demo.staff_number, name=demo.name, post=demo.post, by=None, now=now)
        since = min(first_month, now.date()) - dt.timedelta(days=365)
        start_posting(person=person, unit=units[demo.unit], role=demo.role, starts_on=since, by=None, now=now)
        Person.objects.filter(pk=person.pk).update(password=hashed, must_change_password=False)
        record("person.password_set", by=person, now=now, about=person)
        made[demo.staff_number] = person
    return made


def _cast(units: dict[str, Unit], people: dict[str, Person]) -> Cast:
    places = {}
    for region in MONTHS[0]:
        top = units[region.code]
        below = [u for u in units.values() if is_at_or_below(u.path, top.path) and u.kind != UnitKind.BUREAU]
        places[region.code] = below or [top]
    handlers = {"FY-CQ": people["DEMO-16"], "FY-DY": people["DEMO-17"], "FY-XD": people["DEMO-18"]}
    categories = dict(Category.objects.values_list("code", "pk"))
    return Cast(units, places, handlers, people["DEMO-02"], categories)


def _targets(units: dict[str, Unit], regions: tuple, month: dt.date, offset: int, by: Person, now: dt.datetime) -> None:
    words = f"{month:%Y-%m}"
    enter_customer_base(
        unit=units[TOP],
        month=words,
        customers=CUSTOMER_BASES[offset],
        counted_on=add_months(month, 1) - dt.timedelta(days=1),
        source="S0 1.4" if offset == 0 else "演示数据",
        by=by,
        now=now,
    )
    set_target(
        unit=units[TOP],
        month=words,
        indicator="C10K",
        kind=TargetKind.LIMIT,
        operator=Operator.AT_MOST,
        value=PER_10K_LIMIT,
        source="S0-C1",
        by=by,
        now=now,
    )
    for region in regions:
        if region.control is not None:
            set_target(
                unit=units[region.code],
                month=words,
                indicator="CCTRL",
                kind=TargetKind.CONTROL,
                operator=Operator.AT_MOST,
                value=region.control,
                source="S0 1.4",
                by=by,
                now=now,
            )


def accounts() -> list[tuple[str, str, str]]:
    """Staff number, name and role of each demo account that stands in this database."""
    numbers = [person.staff_number for person in STAFF]
    postings = Posting.objects.filter(person__staff_number__in=numbers, person__is_active=True)
    return [
        (posting.person.staff_number, posting.person.name, f"{posting.get_role_display()} · {posting.unit.name}")
        for posting in postings.select_related("person", "unit").order_by("person__staff_number")
    ]
