"""The worklist as its page shows it: rows with their words, chips, neighbouring pages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext as _

from complaints.tickets import filters as ticket_filters
from complaints.tickets.choices import Channel, State
from complaints.tickets.clocks import Clock, clock_of, moment
from complaints.tickets.filters import TicketFilters, UnknownFilter, filters_for
from complaints.tickets.models import Complaint
from complaints.tickets.paging import ORDERS, Key, Order, Sort, beyond, key_from, ordered
from complaints.tickets.rules import month_words
from complaints.tickets.selectors import worklist_address

if TYPE_CHECKING:
    from django.http import QueryDict

    from complaints.tickets.models import ComplaintQuerySet
    from org.people.models import Person

SIZES = (25, 50, 100)
NAMES_IN_A_CHIP = 4
COUNT_UP_TO = 10_000
"""A longer list says "more than 10,000": nobody waits for a figure that nobody reads."""

_SHOWN = (
    "pk", "number", "subject", "grade", "state", "channel", "phone_masked", "customer_level", "customer_class",
    "unit__name", "cause__name", "handler__name", "received_at", "due_at", "closed_at", "reopened_count",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One ticket in the list; dates are words already, so that the template only prints."""

    number: str
    subject: str
    grade: str
    state: str
    state_words: str
    channel: str
    phone: str
    marks: tuple[str, ...]
    unit: str
    cause: str
    handler: str
    received: str
    due: str
    clock: Clock


@dataclass(frozen=True)
class Chip:
    """A filter in force: what it is, what was chosen, and the address without it."""

    label: str
    value: str
    without: str


@dataclass(frozen=True)
class Tab:
    label: str
    address: str
    chosen: bool


@dataclass(frozen=True)
class Page:
    """What `complaints/worklist.html` shows."""

    rows: list[Row]
    count: int
    counted_all: bool
    chips: list[Chip]
    tabs: list[Tab]
    sort: str
    size: int
    sizes: tuple[int, ...]
    previous: str | None
    next: str | None
    query: str
    wrong: list[str]


def worklist_page(person: Person, params: QueryDict, *, now: dt.datetime) -> Page:
    """One page of everything `person` may see that the address asks for; two queries and one for each thing named."""
    size = _size(params.get("size", ""))
    query = _plain(params).urlencode()
    filters = filters_for(person, params, now=now)
    wrong = _wrong(filters, params)
    if wrong:
        return Page(
            [], 0, True, _chips(filters, params), _tabs(params), Sort.NEWEST, size, SIZES, None, None, query, wrong
        )
    order = ORDERS[filters.chosen_sort]
    rows, previous, following = _step(filters.qs, order, params, size)
    count = filters.qs.order_by()[: COUNT_UP_TO + 1].count()
    return Page(
        rows=[_row(row, now) for row in rows],
        count=min(count, COUNT_UP_TO),
        counted_all=count <= COUNT_UP_TO,
        chips=_chips(filters, params),
        tabs=_tabs(params),
        sort=filters.chosen_sort,
        size=size,
        sizes=SIZES,
        previous=previous.words() if previous else None,
        next=following.words() if following else None,
        query=query,
        wrong=[],
    )


def _wrong(filters: TicketFilters, params: QueryDict) -> list[str]:
    try:
        ticket_filters.refuse_twice(params)
    except UnknownFilter as refusal:
        filters.form.is_valid()
        return [str(refusal)]
    return [str(error) for errors in filters.form.errors.values() for error in errors]


def _size(words: str) -> int:
    return int(words) if words in {str(size) for size in SIZES} else SIZES[0]


def _plain(params: QueryDict) -> QueryDict:
    """The filters of the address without the place in the list."""
    kept = params.copy()
    for name in list(kept):
        if name not in ticket_filters.FILTER_NAMES or not kept[name]:
            del kept[name]
    return kept


def _step(
    rows: ComplaintQuerySet, order: Order, params: QueryDict, size: int
) -> tuple[list[dict[str, Any]], Key | None, Key | None]:
    """The rows of one page in reading order, and the keys that lead to the pages beside it."""
    before, after = key_from(params.get("before", "")), key_from(params.get("after", ""))
    if before:
        found = list(beyond(rows, order, before, backwards=True).values(*_SHOWN)[: size + 1])
        shown = found[:size][::-1]
        return (
            shown,
            (order.key_of(shown[0]) if len(found) > size else None),
            (order.key_of(shown[-1]) if shown else None),
        )
    found = list((beyond(rows, order, after) if after else ordered(rows, order)).values(*_SHOWN)[: size + 1])
    shown = found[:size]
    back = order.key_of(shown[0]) if after and shown else None
    return shown, back, (order.key_of(shown[-1]) if len(found) > size else None)


def _row(row: dict[str, Any], now: dt.datetime) -> Row:
    return Row(
        number=row["number"],
        subject=row["subject"],
        grade=row["grade"],
        state=row["state"],
        state_words=str(State(row["state"]).label),
        channel=str(Channel(row["channel"]).label),
        phone=row["phone_masked"],
        marks=_marks(row),
        unit=row["unit__name"],
        cause=row["cause__name"] or "",
        handler=row["handler__name"] or "",
        received=moment(row["received_at"]),
        due=moment(row["due_at"]),
        clock=clock_of(row["state"], row["due_at"], row["closed_at"], now=now),
    )


def _marks(row: dict[str, Any]) -> tuple[str, ...]:
    marks = []
    if row["reopened_count"]:
        marks.append(_("Reopened"))
    if row["customer_class"] == "difficult":
        marks.append(_("Class B"))
    return tuple(marks)


def _chips(filters: TicketFilters, params: QueryDict) -> list[Chip]:
    chips = []
    chosen = filters.form.cleaned_data if filters.form.is_bound else {}
    for name in TicketFilters.base_filters:
        if name == "sort" or not params.get(name):
            continue
        rest = _plain(params)
        rest.pop(name, None)
        value = chosen.get(name)
        words = params.get(name, "") if value in (None, "") else _words(filters, name, value)
        chips.append(Chip(str(filters.filters[name].label), words, rest.urlencode()))
    return chips


def _words(filters: TicketFilters, name: str, value: Any) -> str:
    if name in ("month", "from", "to"):
        return month_words(value)
    if isinstance(value, models.Model):
        return str(value)
    if value == ticket_filters.YES:
        return ""
    if isinstance(value, tuple):
        return _listed([str(one) for one in value])
    if isinstance(value, dt.datetime):
        return moment(value)
    if value == ticket_filters.NOT_FILLED:
        return _("Not filled")
    choices = getattr(filters.form.fields[name], "choices", ())
    return str(dict(choices).get(value, value))


def _listed(names: list[str]) -> str:
    """The first few names, and how many more."""
    words = ", ".join(names[:NAMES_IN_A_CHIP])
    rest = len(names) - NAMES_IN_A_CHIP
    return _("%(names)s and %(count)s more") % {"names": words, "count": rest} if rest > 0 else words


def _tabs(params: QueryDict) -> list[Tab]:
    """The questions asked all day; the other filters stay as they are."""
    asked = {
        _("All"): {},
        _("Open"): {"state": "open", "sort": "due"},
        _("Overdue"): {"overdue": "1", "sort": "due"},
        _("Mine"): {"state": "open", "handler": "me", "sort": "due"},
        _("Closed"): {"state": "closed"},
    }
    now_chosen = {name: params.get(name, "") for name in ("state", "overdue", "handler")}
    tabs = []
    for label, wanted in asked.items():
        rest = {
            name: value for name, value in _plain(params).items() if name not in ("state", "overdue", "handler", "sort")
        }
        if "from" in rest:
            rest["from_"] = rest.pop("from")
        same = all(now_chosen[name] == wanted.get(name, "") for name in now_chosen)
        tabs.append(Tab(label, worklist_address(**rest, **wanted), same))
    return tabs


@dataclass(frozen=True)
class SearchPage:
    """What `complaints/search.html` shows; the count stops at `most`."""

    words: str
    rows: list[Row]
    count: int
    counted_all: bool
    address: str


SEARCH_SHOWN = 25
SEARCH_COUNT_UP_TO = 200
"""Each row of a frequent word is looked at again for the count; people narrow such a search, they do not read it."""


def search_page(person: Person, words: str, *, now: dt.datetime) -> SearchPage:
    """The newest tickets with all these words, only in scope, void ones last of all left out (C31)."""
    rows = ticket_filters.said(Complaint.objects.visible_to(person).counted(), words)
    count = rows.order_by()[: SEARCH_COUNT_UP_TO + 1].count()
    found = ordered(rows, ORDERS[Sort.NEWEST]).values(*_SHOWN)[:SEARCH_SHOWN] if count else []
    return SearchPage(
        words=words,
        rows=[_row(row, now) for row in found],
        count=min(count, SEARCH_COUNT_UP_TO),
        counted_all=count <= SEARCH_COUNT_UP_TO,
        address=worklist_address(q=words),
    )


def number_in_scope(person: Person, words: str) -> str | None:
    """The ticket number that was typed, if there is such a ticket for `person` (void ones too)."""
    number = ticket_filters.rules.looks_like_a_number(words)
    found = Complaint.objects.visible_to(person).filter(number=number).exists() if number else False
    return number if found else None
