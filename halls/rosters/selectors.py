"""A hall's week as it stands: shifts, what speaks against them, and each half-hour beside what is needed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Max, Q

from halls.premises.selectors import windows_of
from halls.rosters import rules
from halls.rosters.choices import HEAVY, Conflict
from halls.rosters.models import Certificate, DutyRule, RosterWeek, Shift, Swap
from halls.rosters.rules import Gap, HalfHour, Least, Stretch, days_of
from halls.staffing.selectors import needs_in
from org.access.choices import Right
from org.access.table import ROLE_PERMISSIONS
from org.people.models import Person, Posting
from org.people.selectors import posted_over
from org.units.rules import chain, unit_id

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from halls.premises.models import Premises
    from halls.premises.rules import Window
    from org.units.models import Unit


@dataclass(frozen=True)
class Day:
    """A day's shifts, its half-hours and the duty rule that holds."""

    day: dt.date
    shifts: list[Shift]
    halves: list[HalfHour]
    rule: DutyRule | None
    has_need: bool

    @property
    def need_stretches(self) -> list[Stretch]:
        return rules.need_stretches(self.halves)

    @property
    def least_gaps(self) -> list[Gap]:
        return rules.least_gaps(self.halves)


@dataclass(frozen=True)
class Week:
    """`row` is None while nobody has planned anything in it."""

    premises: Premises
    monday: dt.date
    row: RosterWeek | None
    people: list[Person]
    days: list[Day]
    conflicts: dict[int, list[Conflict]] = field(default_factory=dict)

    @property
    def shifts(self) -> list[Shift]:
        return [shift for day in self.days for shift in day.shifts]

    @property
    def is_published(self) -> bool:
        return self.row is not None and self.row.is_published

    @property
    def below_least(self) -> list[tuple[dt.date, Gap]]:
        return [(day.day, gap) for day in self.days for gap in day.least_gaps]

    @property
    def heavy(self) -> list[tuple[Shift, Conflict]]:
        """What makes a reason necessary, beside the duty minimum."""
        found = ((shift, one) for shift in self.shifts for one in self.conflicts.get(shift.pk, []))
        return [(shift, one) for shift, one in found if one in HEAVY]


def week_of(premises: Premises, monday: dt.date) -> Week:
    """The week from a Monday on, drafts included. Ten questions however many people."""
    days = days_of(monday)
    rows = Shift.objects.standing().filter(premises=premises).in_days(days[0], days[-1])
    shifts = list(rows.select_related("person", "counter", "week").order_by("day", "starts_at", "pk"))
    postings = postings_in(premises, days[0], days[-1])
    people = {posting.person_id: posting.person for posting in postings if posting.person.is_active}
    people |= {shift.person_id: shift.person for shift in shifts}
    windows, needs, in_force = windows_of(premises), needs_in(premises, days), duty_rules(premises.unit, days)
    by_day: dict[dt.date, list[Shift]] = defaultdict(list)
    for shift in shifts:
        by_day[shift.day].append(shift)
    return Week(
        premises,
        monday,
        RosterWeek.objects.filter(premises=premises, monday=monday).first(),
        sorted(people.values(), key=lambda person: person.staff_number),
        [_day(day, by_day[day], windows, needs.get(day), in_force.get(day)) for day in days],
        _conflicts(shifts, postings, windows, in_force),
    )


def _day(
    day: dt.date,
    shifts: list[Shift],
    windows: Sequence[Window],
    need: Mapping[int, int] | None,
    rule: DutyRule | None,
) -> Day:
    halves = rules.coverage(
        ((shift.person_id, shift.span) for shift in shifts),
        need=need or {},
        least=rule.minimum if rule else Least(),
        opened=rules.open_slots(windows, day.weekday()),
    )
    return Day(day, shifts, halves, rule, need is not None)


def _conflicts(
    shifts: list[Shift],
    postings: Iterable[Posting],
    windows: Sequence[Window],
    in_force: Mapping[dt.date, DutyRule],
) -> dict[int, list[Conflict]]:
    if not shifts:
        return {}
    people = {shift.person_id for shift in shifts}
    double = _doubled(people, shifts)
    asked = {rule.certificate for rule in in_force.values() if rule.certificate}
    held = certificates_of(people, asked) if asked else {}
    posted = [(posting.person_id, posting.starts_on, posting.ends_on or dt.date.max) for posting in postings]
    found: dict[int, list[Conflict]] = {}
    for shift in shifts:
        said: list[Conflict] = []
        if shift.pk in double:
            said.append(Conflict.DOUBLE)
        if not any(one == shift.person_id and since <= shift.day <= until for one, since, until in posted):
            said.append(Conflict.NOT_POSTED)
        rule = in_force.get(shift.day)
        if rule is not None and rule.certificate:
            said += _lacks(held.get((shift.person_id, rule.certificate)), shift.day)
        if not rules.is_within(shift.span, windows, shift.day.weekday()):
            said.append(Conflict.OUTSIDE)
        if said:
            found[shift.pk] = said
    return found


def _doubled(people: Collection[int], shifts: Sequence[Shift]) -> set[int]:
    """Shifts that meet another of the same person, in whichever hall."""
    rows = Shift.objects.standing().of_people(people).in_days(shifts[0].day, shifts[-1].day)
    theirs: dict[tuple[int, dt.date], list[tuple[int, rules.Span]]] = defaultdict(list)
    for shift in rows:
        theirs[shift.person_id, shift.day].append((shift.pk, shift.span))
    return {key for spans in theirs.values() for key in rules.doubles(spans)}


def _lacks(until: dt.date | None, day: dt.date) -> list[Conflict]:
    if until is None:
        return [Conflict.NO_CERTIFICATE]
    return [Conflict.EXPIRED] if until < day else []


def last_weeks(halls: Iterable[Premises]) -> dict[int, dt.date]:
    """By hall, the Monday of the last week that anybody stands in; halls that never had a roster are left out."""
    rows = Shift.objects.standing().filter(premises__in=[hall.pk for hall in halls]).order_by()
    return dict(rows.values_list("premises").annotate(last=Max("week__monday")))


def certificates_of(people: Collection[int], kinds: Collection[str]) -> dict[tuple[int, str], dt.date]:
    """Until when somebody holds a certificate of a kind; the last day there is where it does not end. One question."""
    held: dict[tuple[int, str], dt.date] = {}
    rows = Certificate.objects.filter(person__in=people, kind__in=kinds)
    for person, kind, until in rows.values_list("person_id", "kind", "until"):
        held[person, kind] = max(held.get((person, kind), dt.date.min), until or dt.date.max)
    return held


def duty_rules(unit: Unit, days: Sequence[dt.date]) -> dict[dt.date, DutyRule]:
    """For each of `days` the rule of the unit itself, else of the nearest one above; of a day the last word counts.

    A day without any is left out: nothing has a default. One question however many days.
    """
    keys = [unit_id(step) for step in chain(unit.path)]
    rows = list(DutyRule.objects.filter(unit__in=keys, valid_from__lte=max(days)).order_by("valid_from", "pk"))
    found = {}
    for day in days:
        newest = {row.unit_id: row for row in rows if row.valid_from <= day}
        nearest = next((newest[key] for key in reversed(keys) if key in newest), None)
        if nearest is not None:
            found[day] = nearest
    return found


def rules_at(unit: Unit) -> list[DutyRule]:
    """Everything that was ever said at a unit, the newest first."""
    return list(DutyRule.objects.filter(unit=unit).select_related("made_by"))


def postings_in(premises: Premises, first: dt.date, last: dt.date) -> list[Posting]:
    """Postings at the hall itself that hold on any of these days, with their people."""
    rows = Posting.objects.at_units([premises.unit]).filter(starts_on__lte=last)
    return list(rows.filter(Q(ends_on=None) | Q(ends_on__gte=first)).select_related("person"))


def staff_on(premises: Premises, day: dt.date) -> list[Person]:
    """Who is posted at the hall that day and still works here, by staff number."""
    found = {one.person_id: one.person for one in postings_in(premises, day, day) if one.person.is_active}
    return sorted(found.values(), key=lambda person: person.staff_number)


def meets(person: Person, day: dt.date, span: rules.Span, *, but: Collection[int] = ()) -> Shift | None:
    """A shift of the person that day, in whichever hall, at the same time; `but` are shifts that do not count."""
    rows = Shift.objects.standing().filter(person=person, day=day).exclude(pk__in=but)
    found = rows.filter(starts_at__lt=span.ends, ends_at__gt=span.starts).select_related("premises__unit")
    return found.order_by("starts_at", "pk").first()


def heads_of(unit: Unit) -> list[Person]:
    """Who decides on swaps: those with the right to make rosters who are posted nearest to the hall."""
    roles = [role for role, rights in ROLE_PERMISSIONS.items() if Right.ROSTER_EDIT in rights]
    postings = list(posted_over(roles, unit.path).select_related("person", "unit"))
    nearest = max((len(one.unit.path) for one in postings), default=0)
    return list({one.person_id: one.person for one in postings if len(one.unit.path) == nearest}.values())


def own_shifts(person: Person, *, first: dt.date, last: dt.date) -> list[Shift]:
    """Published shifts of the person in these days, in whichever hall."""
    rows = Shift.objects.standing().filter(person=person, week__published_at__isnull=False).in_days(first, last)
    return list(rows.select_related("premises__unit", "counter", "person").order_by("day", "starts_at", "pk"))


def has_own_week(person: Person, monday: dt.date) -> bool:
    """Whether the week is published at any hall where the person is posted in it: only then is a day without a shift
    a day off."""
    homes = Posting.objects.filter(person=person, starts_on__lt=monday + rules.WEEK)
    homes = homes.filter(Q(ends_on=None) | Q(ends_on__gte=monday))
    rows = RosterWeek.objects.filter(monday=monday, published_at__isnull=False)
    return rows.filter(premises__unit__in=homes.values("unit")).exists()


def exchangeable(premises: Premises, *, colleagues: Collection[int], today: dt.date, until: dt.date) -> list[Shift]:
    """Published shifts of colleagues that could still be had for one's own."""
    rows = Shift.objects.standing().filter(premises=premises, week__published_at__isnull=False)
    rows = rows.of_people(colleagues).in_days(today + dt.timedelta(days=rules.DAYS_BEFORE), until)
    return list(rows.select_related("person").order_by("day", "starts_at", "pk"))


def swaps_with(person: Person) -> list[Swap]:
    """One's own open swaps, and those that wait for one's answer."""
    rows = Swap.objects.open().filter(Q(asked_by=person) | Q(colleague=person))
    return list(rows.select_related("shift__premises__unit", "for_shift", "asked_by", "colleague"))


def swaps_of(shifts: Iterable[Shift]) -> dict[int, Swap]:
    """The open swap of each shift that has one. One question."""
    rows = Swap.objects.open().filter(shift__in=[shift.pk for shift in shifts])
    return {swap.shift_id: swap for swap in rows.select_related("colleague")}


def taken_off(premises: Premises, monday: dt.date) -> list[Shift]:
    """Shifts that were taken off a week after it was published."""
    days = days_of(monday)
    rows = Shift.objects.filter(premises=premises, removed_at__isnull=False).in_days(days[0], days[-1])
    rows = rows.exclude(changed_why="").select_related("person", "removed_by")
    return list(rows.order_by("day", "starts_at", "pk"))


@dataclass(frozen=True)
class CertificateLine:
    """What somebody holds; `lacks` where what the rule asks for is missing or over."""

    person: Person
    held: list[Certificate]
    lacks: Conflict | None


def certificate_lines(people: Sequence[Person], *, asked: str, on: dt.date) -> list[CertificateLine]:
    """Of each kind the one that lasts longest. One question."""
    rows = Certificate.objects.filter(person__in=people).order_by("person", "kind", "pk")
    longest: dict[int, dict[str, Certificate]] = defaultdict(dict)
    for row in rows:
        kept = longest[row.person_id].get(row.kind)
        if kept is None or (kept.until is not None and (row.until is None or row.until > kept.until)):
            longest[row.person_id][row.kind] = row
    lines = []
    for person in people:
        held = longest[person.pk]
        wanted = held.get(asked)
        lacks = _lacks(None if wanted is None else wanted.until or dt.date.max, on) if asked else []
        lines.append(CertificateLine(person, list(held.values()), lacks[0] if lacks else None))
    return lines
