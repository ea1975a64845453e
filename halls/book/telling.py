"""Who hears of daily books: hall managers before the meeting, district and service managers of those missing."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.notifications.registry import declare
from core.notifications.services import Telling, notify_many
from halls.book.selectors import ABOVE
from org.people.choices import Role
from org.people.models import Person
from org.people.selectors import posted_over_any
from org.units.rules import is_at_or_below

if TYPE_CHECKING:
    from halls.book.selectors import Book

SOON, MISSING = "book.soon", "book.missing"
NAMED_MOST = 30

declare(SOON, sentence=_("The daily book of %(hall)s is to be done before the morning meeting at %(meeting)s"))
declare(MISSING, sentence=_("Daily books missing at %(at)s: %(count)s. %(halls)s"))


def remind(books: Sequence[Book], *, now: dt.datetime) -> int:
    """Each manager of a hall once a day; gives how many notices are new."""
    tellings = []
    posted = _posted([Role.HALL_MANAGER], books)
    for book in books:
        # First responsible is who manages this hall (S0-K1), not who is posted above it.
        told = [person for person, path in posted if path == book.unit.path]
        params = {"hall": book.unit.name, "meeting": f"{book.meeting:%H:%M}" if book.meeting else ""}
        address = f"{reverse('check_new')}?hall={book.unit.code}"
        tellings.append(Telling(told, params, address, f"{SOON}:{book.unit.pk}:{book.day}", urgent=True))
    return len(notify_many(SOON, tellings=tellings, now=now)) if tellings else 0


def tell_missing(books: Sequence[Book], *, at: dt.datetime, now: dt.datetime) -> int:
    """Each manager above hears once of the halls in their own reach; `at` is when the list is made, and its key."""
    mine: dict[Person, list[Book]] = defaultdict(list)
    for person, path in _posted(ABOVE, books):
        for book in books:
            if is_at_or_below(book.unit.path, path) and book not in mine[person]:
                mine[person].append(book)
    tellings = []
    for person, those in mine.items():
        names = "、".join(book.unit.name for book in those[:NAMED_MOST])
        params = {
            "at": f"{now.astimezone(at.tzinfo):%H:%M}",
            "count": len(those),
            "halls": names + ("…" if len(those) > NAMED_MOST else ""),
        }
        address = f"{reverse('books')}?day={those[0].day.isoformat()}"
        tellings.append(Telling([person], params, address, f"{MISSING}:{at.astimezone(dt.UTC):%Y-%m-%dT%H:%M}"))
    return len(notify_many(MISSING, tellings=tellings, now=now)) if tellings else 0


def _posted(roles: Sequence[Role], books: Sequence[Book]) -> list[tuple[Person, str]]:
    rows = posted_over_any(roles, [book.unit.path for book in books]).select_related("person", "unit")
    return [(row.person, row.unit.path) for row in rows.order_by("pk")]
