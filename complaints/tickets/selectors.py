"""Questions about tickets that are more than one queryset: addresses, relatives, history."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q, Subquery
from django.urls import reverse

from complaints.tickets import rules
from complaints.tickets.choices import State
from complaints.tickets.filters import FILTER_NAMES, matching
from complaints.tickets.models import Complaint
from complaints.tickets.paging import ORDERS, Sort, beyond
from complaints.tickets.places import BETWEEN, path_words
from complaints.tickets.registry import promises
from core.prepared import Prepared
from org.calendar.rules import YearNotLoaded
from org.calendar.selectors import working_time
from org.people.stand_ins import Served, one_who_serves, served_by

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from complaints.categories.models import Category
    from org.people.models import Person
    from org.units.models import Unit

RELATED_MOST = 10
TWINS_MOST = 50
ALIKE_LOOKED_AT = 300
OF_PLACES = frozenset(("within", "without", "error_within"))

__all__ = ["matching", "worklist_address"]


def worklist_address(**filters: object) -> str:
    """The address of the worklist that shows exactly these; empty values are left out.

    `from_` stands for `from`; the filters of places take lists of unit paths, `cause_not` one of codes.
    Raises TypeError for a name the worklist does not know and ValueError for an empty list, so that
    a drill-down can never silently show more than its figure counted.
    """
    named = {("from" if name == "from_" else name): value for name, value in filters.items()}
    unknown = named.keys() - FILTER_NAMES
    if unknown:
        raise TypeError(f"no such filter: {', '.join(sorted(unknown))}")
    said = {name: _in_address(name, value) for name, value in named.items() if value not in (None, "", False)}
    query = urlencode(said, safe=BETWEEN)
    return f"{reverse('complaints')}{'?' if query else ''}{query}"


def _in_address(name: str, value: object) -> str:
    if not isinstance(value, (list, tuple)):
        return str(value)
    if not value:
        raise ValueError(name)
    return BETWEEN.join(path_words(one) if name in OF_PLACES else str(one) for one in value)


def repeat_days() -> int:
    """How far back a repeat of the same number is looked for (I-15)."""
    return settings.COMPLAINT_REPEAT_DAYS


def deadline(start: dt.datetime, unit: Unit | None, *, grade: str = "") -> dt.datetime | None:
    """When a ticket that begins at `start` is due (S4-L1); None where the calendar's year is not loaded."""
    try:
        return promises()(start, working_time(unit), grade)
    except YearNotLoaded:
        return None


@dataclass(frozen=True)
class Likely:
    """An earlier ticket that may be the same matter, and why it is thought so."""

    complaint: Complaint
    same_number: bool
    same_text: bool
    same_phenomenon: bool


def likely_duplicates(
    person: Person,
    *,
    phone_digest: str,
    text: str,
    received_at: dt.datetime,
    besides: int | None = None,
    unit: Unit | None = None,
    phenomenon: Category | None = None,
) -> list[Likely]:
    """Tickets of the last 30 days with the same number or near the same text, newest first.

    A ticket of the same number that is still open counts however old it is. Texts are compared within
    `unit` where it is known; those of the same phenomenon there need less likeness. Only tickets that
    `person` may see, and no hint of others (peers 4.9).
    """

    def likely(row: Complaint, *, same_number: bool) -> Likely:
        same_phenomenon = phenomenon is not None and row.phenomenon_id == phenomenon.pk
        enough = rules.ALIKE_OF_ONE_PHENOMENON if same_phenomenon and unit is not None else rules.ALIKE
        return Likely(row, same_number, rules.near_same(text, row.text, enough=enough), same_phenomenon)

    others = (
        Complaint.objects.visible_to(person)
        .counted()
        .filter(received_at__lte=received_at)
        .exclude(pk=besides)  # type: ignore[misc]
        .select_related("unit")
        .defer("grams")
        .order_by("-received_at", "-pk")
    )
    in_window = Q(received_at__gte=rules.repeat_starts(received_at, days=repeat_days()))
    recent = others.filter(in_window)
    of_number = list(others.filter(in_window | Q(state=State.OPEN)).of_phone(phone_digest)[:RELATED_MOST])
    found = {row.pk: likely(row, same_number=True) for row in of_number}
    if len(rules.bigrams(text)) >= rules.TEXT_WORTH_COMPARING:
        there = recent.at_or_below(unit) if unit is not None else recent
        alike = [likely(row, same_number=False) for row in there[:ALIKE_LOOKED_AT] if row.pk not in found]
        found |= {one.complaint.pk: one for one in alike if one.same_text}
    return sorted(found.values(), key=lambda one: one.complaint.received_at, reverse=True)[:RELATED_MOST]


def just_registered(person: Person, said: Mapping[str, Any], *, now: dt.datetime) -> Complaint | None:
    """The ticket with the same subject and text at the same unit that `person` registered minutes ago.

    A form that a browser brought back carries a new key (C30 sees it as another sending), so its words are asked.
    """
    text = rules.cleaned(said["text"])
    subject = rules.cleaned(said["subject"]) or rules.title_from(text)
    same = Complaint.objects.counted().filter(unit=said["unit"], subject=subject, text=text, registered_by=person)
    return same.filter(registered_at__gte=now - rules.JUST_NOW).order_by("-pk").first()


@dataclass(frozen=True)
class Relatives:
    """Other tickets of the same number, and how many fell within the repeat window before this one."""

    rows: list[Complaint]
    earlier: int
    days: int


def relatives(complaint: Complaint, person: Person) -> Relatives:
    """Tickets with the same customer number that `person` may see, newest first."""
    rows = []
    if complaint.phone_digest:
        said = {"phone": complaint.phone_digest, "pk": complaint.pk, "person": person.pk}
        found = _of_number(served_by(person)).ask(said)
        rows = [Complaint(**dict(zip(OF_RELATIVE, row, strict=True))) for row in found]
    days = repeat_days()
    starts = rules.repeat_starts(complaint.received_at, days=days)
    earlier = sum(starts <= row.received_at <= complaint.received_at for row in rows)
    return Relatives(rows[:RELATED_MOST], earlier, days)


OF_RELATIVE = ("pk", "number", "subject", "state", "received_at")
STAND_INS = tuple(
    {
        "phone": f"\x01{one}",
        "pk": -one,
        "person": -one - 10,
        "received_at": dt.datetime(9000 + one, 1, 1, tzinfo=dt.UTC),
        "now": dt.datetime(9500 + one, 1, 1, tzinfo=dt.UTC),
    }
    for one in (1, 2)
)
"""What queries about one ticket are prepared with: no ticket, long hence, of nobody."""


@lru_cache(maxsize=1024)
def _of_number(served: Served) -> Prepared:
    """The other tickets of a number that those who serve so may see; each ticket's page asks."""

    def worded(values: Mapping[str, Any]) -> QuerySet[Any, Any]:
        rows = Complaint.objects.visible_to(one_who_serves(served, pk=values["person"])).counted()
        rows = rows.of_phone(values["phone"]).exclude(pk=values["pk"]).order_by("-received_at", "-pk")
        return rows.values_list(*OF_RELATIVE)[: RELATED_MOST + 1]

    return Prepared(worded, *STAND_INS)


def twins_of(complaint: Complaint, person: Person) -> list[Complaint]:
    """The customer's other tickets in the person's scope that count, newest first: what a duplicate may repeat."""
    rows = Complaint.objects.visible_to(person).counted().of_phone(complaint.phone_digest).exclude(pk=complaint.pk)
    return list(rows.defer("grams").order_by("-received_at", "-pk")[:TWINS_MOST])


@dataclass(frozen=True)
class Neighbours:
    """The tickets before and after this one in the view it was opened from."""

    before: str | None
    after: str | None


def neighbours(complaint: Complaint, person: Person, params: Mapping[str, str], *, now: dt.datetime) -> Neighbours:
    """Numbers of the previous and the next ticket in the list that `params` describe; one query.

    Raises UnknownFilter.
    """
    if any(params.values()):
        found = _nearest(complaint, person, params, now=now).get()
    else:
        said = {"pk": complaint.pk, "received_at": complaint.received_at, "person": person.pk, "now": now}
        [found] = _nearest_of_all(served_by(person)).ask(said)
    return Neighbours(*found)


def _nearest(
    complaint: Complaint, person: Person, params: Mapping[str, str], *, now: dt.datetime
) -> QuerySet[Any, tuple[Any, ...]]:
    rows = matching(person, params, now=now)
    order = ORDERS[Sort(params.get("sort") or Sort.NEWEST)]
    key = order.key_of(complaint)
    nearest = [
        Subquery(beyond(rows, order, key, backwards=backwards).values("number")[:1]) for backwards in (True, False)
    ]
    return Complaint.objects.filter(pk=complaint.pk).values_list(*nearest)


@lru_cache(maxsize=1024)
def _nearest_of_all(served: Served) -> Prepared:
    """Beside a ticket in the list that nothing narrows, for those who serve so."""

    def worded(values: Mapping[str, Any]) -> QuerySet[Any, Any]:
        complaint = Complaint(pk=values["pk"], received_at=values["received_at"])
        return _nearest(complaint, one_who_serves(served, pk=values["person"]), {}, now=values["now"])

    return Prepared(worded, *STAND_INS)
