"""The worklist as its page shows it: rows with their words, chips, neighbouring pages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from complaints.tickets import filters as ticket_filters
from complaints.tickets.clocks import old_note
from complaints.tickets.filters import TicketFilters, UnknownFilter, filters_for
from complaints.tickets.models import Complaint
from complaints.tickets.paging import ORDERS, Key, Order, Sort, beyond, key_from, ordered
from complaints.tickets.selectors import worklist_address
from complaints.worklist.chips import ABOUT_THE_LIST, Chip, chips_of, plain
from complaints.worklist.columns import SHOWN_UNASKED, Column
from complaints.worklist.rows import SHOWN, Row, printed, read_for, row_of
from complaints.worklist.saved.rules import PLAIN
from complaints.worklist.saved.selectors import Shelf, address_of
from org.access.choices import Right

if TYPE_CHECKING:
    from django.http import QueryDict
    from django.utils.safestring import SafeString

    from complaints.tickets.models import ComplaintQuerySet
    from org.people.models import Person

SIZES = (25, 50, 100)
ALL = "all"
COUNT_UP_TO = 1_000
"""A longer list says "more than 1,000" and is counted when somebody asks for it."""


@dataclass(frozen=True)
class Tab:
    """A question of all days, or a view that somebody keeps."""

    label: str
    address: str
    chosen: bool
    kept: bool = False


@dataclass(frozen=True)
class Head:
    """A heading: where a click on it leads, if it sorts, and how the list is sorted by it now."""

    column: Column
    sort_to: str
    sorted: str


@dataclass(frozen=True)
class Page:
    """What `complaints/worklist.html` shows; without rows where the address was not understood."""

    chips: list[Chip]
    tabs: list[Tab]
    size: int
    query: str
    wrong: list[str]
    shelf: Shelf
    differs: bool
    rows: list[Row] = field(default_factory=list)
    count: int = 0
    counted_all: bool = True
    sort: str = Sort.NEWEST
    sizes: tuple[int, ...] = SIZES
    previous: str | None = None
    next: str | None = None
    ticked: bool = False

    @property
    def printed(self) -> SafeString:
        return printed(self.rows, self.query, self.shelf.columns, ticked=self.ticked)

    @property
    def heads(self) -> list[Head]:
        return heads(self.shelf.columns, self.sort)

    @property
    def old_note(self) -> str:
        return old_note() if any(row.clock.is_old for row in self.rows) else ""


def worklist_page(person: Person, params: QueryDict, shelf: Shelf, *, now: dt.datetime) -> Page:
    """One page of everything `person` may see that the address asks for; two queries and one for each thing named."""
    asked = plain(params)
    filters = filters_for(person, params, now=now)
    page = Page(
        wrong=_wrong(filters, params),
        chips=chips_of(filters, asked),
        tabs=_tabs(asked, shelf),
        size=_size(params.get("size", "")),
        query=urlencode(asked),
        shelf=shelf,
        differs=shelf.differs(asked),
    )
    if page.wrong:
        return page
    order = ORDERS[filters.chosen_sort]
    class_seen_at = person.paths_for(Right.DIFFICULT_VIEW)
    rows, previous, following = _step(filters.qs, order, params, page.size, read_for(shelf.columns))
    alone = not (previous or following)
    count, counted_all = _count(filters.qs, rows, alone=alone, whole=params.get("count") == ALL)
    return replace(
        page,
        rows=[row_of(row, now, shelf.columns, class_seen_at=class_seen_at) for row in rows],
        count=count,
        counted_all=counted_all,
        sort=filters.chosen_sort,
        previous=previous.words() if previous else None,
        next=following.words() if following else None,
    )


def heads(columns: tuple[Column, ...], sort: str) -> list[Head]:
    """The headings; one that sorts leads to its next order, unless the rows have no order (`sort` empty)."""
    directions = {Sort.NEWEST: "descending", Sort.OLDEST: "ascending", Sort.DUE: "ascending"}
    found = []
    for column in columns:
        others = [one for one in column.sorts if one != sort]
        now = directions[Sort(sort)] if sort in column.sorts else ""
        found.append(Head(column, others[0].value if sort and others else "", now))
    return found


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


def _step(
    rows: ComplaintQuerySet, order: Order, params: QueryDict, size: int, fields: tuple[str, ...]
) -> tuple[list[dict[str, Any]], Key | None, Key | None]:
    """The rows of one page in reading order, and the keys that lead to the pages beside it."""
    before, after = key_from(params.get("before", "")), key_from(params.get("after", ""))
    if before:
        found = list(beyond(rows, order, before, backwards=True).values(*fields)[: size + 1])
        shown = found[:size][::-1]
        return (
            shown,
            (order.key_of(shown[0]) if len(found) > size else None),
            (order.key_of(shown[-1]) if shown else None),
        )
    found = list((beyond(rows, order, after) if after else ordered(rows, order)).values(*fields)[: size + 1])
    shown = found[:size]
    back = order.key_of(shown[0]) if after and shown else None
    return shown, back, (order.key_of(shown[-1]) if len(found) > size else None)


def _tabs(asked: dict[str, str], shelf: Shelf) -> list[Tab]:
    """The questions asked all day, the other filters staying as they are; then the views at hand."""
    questions = {
        _("All"): {},
        _("Open"): {"state": "open", "sort": "due"},
        _("Overdue"): {"overdue": "1", "sort": "due"},
        _("Mine"): {"state": "open", "handler": "me", "sort": "due"},
        _("Closed"): {"state": "closed"},
    }
    told = ("state", "overdue", "handler", *ABOUT_THE_LIST)
    rest = {} if shelf.open else {name: value for name, value in asked.items() if name not in told}
    if "from" in rest:
        rest["from_"] = rest.pop("from")
    tabs = []
    for label, wanted in questions.items():
        chosen = all(asked.get(name, "") == wanted.get(name, "") for name in ("state", "overdue", "handler"))
        filters = {**rest, **wanted} or {"view": PLAIN}
        tabs.append(Tab(label, worklist_address(**filters), chosen and not shelf.open))
    return [*tabs, *(Tab(view.name, address_of(view), view == shelf.open, kept=True) for view in shelf.views)]


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

    @property
    def heads(self) -> list[Head]:
        return heads(SHOWN_UNASKED, "")


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
    class_seen_at = person.paths_for(Right.DIFFICULT_VIEW)
    return SearchPage(
        words=words,
        rows=[row_of(row, now, class_seen_at=class_seen_at) for row in found],
        count=min(len(keys), SEARCH_COUNT_UP_TO),
        counted_all=len(keys) <= SEARCH_COUNT_UP_TO,
        address=worklist_address(q=words),
    )


def number_in_scope(person: Person, words: str) -> str | None:
    """The ticket number that was typed, if there is such a ticket for `person` (void ones too)."""
    number = ticket_filters.rules.looks_like_a_number(words)
    found = Complaint.objects.visible_to(person).filter(number=number).exists() if number else False
    return number if found else None
