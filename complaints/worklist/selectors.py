"""The worklist as its page shows it: rows with their words, chips, neighbouring pages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db import models
from django.utils.translation import gettext as _

from complaints.tickets import filters as ticket_filters
from complaints.tickets.clocks import moment, old_note
from complaints.tickets.filters import TicketFilters, UnknownFilter, filters_for
from complaints.tickets.models import Complaint
from complaints.tickets.paging import ORDERS, Key, Order, Sort, beyond, key_from, ordered
from complaints.tickets.rules import month_words
from complaints.tickets.selectors import worklist_address
from complaints.worklist.rows import SHOWN, Row, printed, row_of
from core.periods.rules import Period
from core.periods.words import period_title

if TYPE_CHECKING:
    from django.http import QueryDict
    from django.utils.safestring import SafeString

    from complaints.tickets.models import ComplaintQuerySet
    from org.people.models import Person

SIZES = (25, 50, 100)
NAMES_IN_A_CHIP = 4
ALL = "all"
COUNT_UP_TO = 1_000
"""A longer list says "more than 1,000" and is counted when somebody asks for it."""


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

    @property
    def printed(self) -> SafeString:
        return printed(self.rows, self.query)

    @property
    def old_note(self) -> str:
        return old_note() if any(row.clock.is_old for row in self.rows) else ""


def worklist_page(person: Person, params: QueryDict, *, now: dt.datetime) -> Page:
    """One page of everything `person` may see that the address asks for; two queries and one for each thing named."""
    size = _size(params.get("size", ""))
    asked = _plain(params)
    query = urlencode(asked)
    filters = filters_for(person, params, now=now)
    wrong = _wrong(filters, params)
    if wrong:
        return Page(
            [], 0, True, _chips(filters, asked), _tabs(asked), Sort.NEWEST, size, SIZES, None, None, query, wrong
        )
    order = ORDERS[filters.chosen_sort]
    rows, previous, following = _step(filters.qs, order, params, size)
    alone = not (previous or following)
    count, counted_all = _count(filters.qs, rows, alone=alone, whole=params.get("count") == ALL)
    return Page(
        rows=[row_of(row, now) for row in rows],
        count=count,
        counted_all=counted_all,
        chips=_chips(filters, asked),
        tabs=_tabs(asked),
        sort=filters.chosen_sort,
        size=size,
        sizes=SIZES,
        previous=previous.words() if previous else None,
        next=following.words() if following else None,
        query=query,
        wrong=[],
    )


def _count(rows: ComplaintQuerySet, shown: list[dict[str, Any]], *, alone: bool, whole: bool) -> tuple[int, bool]:
    """How many there are, and whether that is all; a page that stands alone has counted itself."""
    if alone:
        return len(shown), True
    if whole:
        return rows.order_by().count(), True
    count = rows.order_by()[: COUNT_UP_TO + 1].count()
    return min(count, COUNT_UP_TO), count <= COUNT_UP_TO


def _wrong(filters: TicketFilters, params: QueryDict) -> list[str]:
    try:
        ticket_filters.refuse_twice(params)
    except UnknownFilter as refusal:
        filters.form.is_valid()
        return [str(refusal)]
    return [str(error) for errors in filters.form.errors.values() for error in errors]


def _size(words: str) -> int:
    return int(words) if words in {str(size) for size in SIZES} else SIZES[0]


def _plain(params: QueryDict) -> dict[str, str]:
    """The filters of the address without the place in the list."""
    return {name: str(value) for name, value in params.items() if value and name in ticket_filters.FILTER_NAMES}


def _step(
    rows: ComplaintQuerySet, order: Order, params: QueryDict, size: int
) -> tuple[list[dict[str, Any]], Key | None, Key | None]:
    """The rows of one page in reading order, and the keys that lead to the pages beside it."""
    before, after = key_from(params.get("before", "")), key_from(params.get("after", ""))
    if before:
        found = list(beyond(rows, order, before, backwards=True).values(*SHOWN)[: size + 1])
        shown = found[:size][::-1]
        return (
            shown,
            (order.key_of(shown[0]) if len(found) > size else None),
            (order.key_of(shown[-1]) if shown else None),
        )
    found = list((beyond(rows, order, after) if after else ordered(rows, order)).values(*SHOWN)[: size + 1])
    shown = found[:size]
    back = order.key_of(shown[0]) if after and shown else None
    return shown, back, (order.key_of(shown[-1]) if len(found) > size else None)


def _chips(filters: TicketFilters, asked: dict[str, str]) -> list[Chip]:
    chips = []
    chosen = filters.form.cleaned_data if filters.form.is_bound else {}
    for name, one in filters.filters.items():
        if name == "sort":
            continue
        rest = {other: value for other, value in asked.items() if other != name}
        value = chosen.get(name)
        words = asked[name] if value in (None, "") else _words(filters, name, value)
        chips.append(Chip(str(one.label), words, urlencode(rest)))
    return chips


def _words(filters: TicketFilters, name: str, value: Any) -> str:
    if name in ("month", "from", "to"):
        return month_words(value)
    if isinstance(value, Period):
        return period_title(value)
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


def _tabs(asked: dict[str, str]) -> list[Tab]:
    """The questions asked all day; the other filters stay as they are."""
    questions = {
        _("All"): {},
        _("Open"): {"state": "open", "sort": "due"},
        _("Overdue"): {"overdue": "1", "sort": "due"},
        _("Mine"): {"state": "open", "handler": "me", "sort": "due"},
        _("Closed"): {"state": "closed"},
    }
    rest = {name: value for name, value in asked.items() if name not in ("state", "overdue", "handler", "sort")}
    if "from" in rest:
        rest["from_"] = rest.pop("from")
    tabs = []
    for label, wanted in questions.items():
        chosen = all(asked.get(name, "") == wanted.get(name, "") for name in ("state", "overdue", "handler"))
        tabs.append(Tab(label, worklist_address(**rest, **wanted), chosen))
    return tabs


@dataclass(frozen=True)
class SearchPage:
    """What `complaints/search.html` shows; the count stops at `most`."""

    words: str
    rows: list[Row]
    count: int
    counted_all: bool
    address: str

    @property
    def printed(self) -> SafeString:
        return printed(self.rows, "")


SEARCH_SHOWN = 25
SEARCH_COUNT_UP_TO = 100
"""Each row of a frequent word is looked at again for the count; people narrow such a search, they do not read it."""


def search_page(person: Person, words: str, *, now: dt.datetime) -> SearchPage:
    """The newest tickets with all these words, only in scope, void ones last of all left out (C31)."""
    rows = ticket_filters.said(Complaint.objects.visible_to(person).counted(), words)
    # One walk gives the rows and their number: it ends early for a frequent word, and the planner, who is asked for a
    # hundred rows and not for any, takes the word index for all others.
    newest = ORDERS[Sort.NEWEST]
    keys = list(ordered(rows, newest).values_list("pk", flat=True)[: SEARCH_COUNT_UP_TO + 1])
    shown = Complaint.objects.filter(pk__in=keys[:SEARCH_SHOWN])
    found = ordered(shown, newest).values(*SHOWN) if keys else []
    return SearchPage(
        words=words,
        rows=[row_of(row, now) for row in found],
        count=min(len(keys), SEARCH_COUNT_UP_TO),
        counted_all=len(keys) <= SEARCH_COUNT_UP_TO,
        address=worklist_address(q=words),
    )


def number_in_scope(person: Person, words: str) -> str | None:
    """The ticket number that was typed, if there is such a ticket for `person` (void ones too)."""
    number = ticket_filters.rules.looks_like_a_number(words)
    found = Complaint.objects.visible_to(person).filter(number=number).exists() if number else False
    return number if found else None
