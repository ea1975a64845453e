"""Two weeks of the busiest hall's roster: the last of the month published, the one after it a draft; and one swap.

S4 says "2~3 at least" at noon; the demo takes two by an ordinary dated rule, which says so.
"""

from __future__ import annotations

import datetime as dt

from halls.premises.models import Premises
from halls.rosters import rules
from halls.rosters.models import RosterWeek, Shift
from halls.rosters.selectors import postings_in
from halls.rosters.services import (
    add_certificate,
    add_shift,
    answer_swap,
    ask_swap,
    copy_week,
    publish_week,
    set_duty_rule,
)
from org.models import Person, Unit
from org.people.choices import Role
from servicedesk.demo.visits import CLOSES, OPENS

HALL = "FY-H01"
RULE_NOTE = "演示设定：资料写作“2~3 人”，此处取 2"
CERTIFICATE = "营业员上岗证"
EARLY, MIDDLE, LATE = (OPENS, dt.time(16)), (dt.time(9), dt.time(17)), (dt.time(9, 30), CLOSES)
TURNS = (EARLY, EARLY, MIDDLE, MIDDLE, LATE, LATE, MIDDLE)
RECEPTION = "引导台"
WITHOUT = 6
"""The clerk at this place holds a certificate that ended with the year, so that the roster has something to flag."""


def make_rosters(*, units: dict[str, Unit], first_month: dt.date, by: Person) -> None:
    """The clerks of one hall take turns, each at a counter of their own or at the reception; each has two days off.

    Call in a transaction.
    """
    hall = Premises.objects.get(unit=units[HALL])
    following = (first_month.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    monday = rules.monday_of(following - dt.timedelta(days=7))
    now = dt.datetime.combine(monday - dt.timedelta(days=4), dt.time(15), dt.UTC)
    set_duty_rule(
        unit=units["DEMO"],
        valid_from=first_month,
        noon_least=2,
        noon_from=dt.time(12),
        noon_until=dt.time(13, 30),
        certificate=CERTIFICATE,
        note=RULE_NOTE,
        by=by,
        now=now,
    )
    clerks = _clerks(hall, monday)
    for place, clerk in enumerate(clerks):
        until = dt.date(first_month.year, 12, 31) if place != WITHOUT else first_month - dt.timedelta(days=1)
        add_certificate(person=clerk, kind=CERTIFICATE, until=until, unit=hall.unit, by=by, now=now)
    _turns(hall, clerks, monday, by, now)
    week = RosterWeek.objects.get(premises=hall, monday=monday)
    publish_week(premises=hall, monday=monday, version=week.version, by=by, now=now)
    copy_week(premises=hall, monday=monday, into=monday + rules.WEEK, by=by, now=now)
    _swap(hall, monday, now)


def _clerks(hall: Premises, day: dt.date) -> list[Person]:
    """Who serves at the counters; the hall manager leads and decides on swaps."""
    postings = postings_in(hall, day, day)
    found = {one.person_id: one.person for one in postings if one.role == Role.COUNTER_STAFF}
    return sorted(found.values(), key=lambda person: person.staff_number)


def _turns(hall: Premises, clerks: list[Person], monday: dt.date, by: Person, now: dt.datetime) -> None:
    counters = list(hall.counters.all())
    for place, clerk in enumerate(clerks):
        starts_at, ends_at = TURNS[place % len(TURNS)]
        at_counter = place < len(counters)
        for offset, day in enumerate(rules.days_of(monday)):
            if (offset - place) % 7 in (0, 1):
                continue
            add_shift(
                premises=hall,
                day=day,
                person=clerk,
                starts_at=starts_at,
                ends_at=ends_at,
                counter=counters[place] if at_counter else None,
                post="" if at_counter else RECEPTION,
                by=by,
                now=now,
            )


def _swap(hall: Premises, monday: dt.date, now: dt.datetime) -> None:
    """The first clerk with a shift on Saturday asks one who is off; it waits for the head."""
    saturday = monday + dt.timedelta(days=5)
    rows = (
        Shift.objects.standing().filter(premises=hall, day=saturday).select_related("premises__unit", "week", "person")
    )
    shifts = list(rows.order_by("person__staff_number"))
    busy = {shift.person_id for shift in shifts}
    free = [one for one in _clerks(hall, saturday) if one.pk not in busy]
    swap = ask_swap(
        shift=shifts[0], version=shifts[0].version, colleague=free[0], why="孩子家长会", by=shifts[0].person, now=now
    )
    answer_swap(swap=swap, version=swap.version, agrees=True, answer="可以", by=free[0], now=now)
