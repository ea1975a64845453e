"""What the frame around every page needs: navigation, the unit one stands at, unread notices."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db.models import IntegerField, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from complaints.counters.choices import Number
from complaints.counters.selectors import figures
from core.approvals.selectors import waiting_for
from core.models import Notification
from core.prepared import Prepared
from org.access.choices import Right
from org.models import Person, Unit
from org.people.stand_ins import Served, one_who_serves, served_by
from servicedesk.home.navigation import navigation, places_beside

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

MOST_COUNTED = 99
FRAME_NUMBERS = (Number.LATE, Number.MINE)


def _stand_in(number: int) -> dict[str, Any]:
    """What the query of the frame is prepared with: nobody, long hence, nowhere."""
    now = dt.datetime(9000 + number, 1, 2, 12, tzinfo=dt.UTC)
    return {"person": -(2**52) - number, "now": now, "today": timezone.localdate(now), "code": f"\x01{number}"}


class Capped(Subquery):
    """How many rows a query has that stops at a limit: one figure among others."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS capped)"
    output_field = IntegerField()


@dataclass(frozen=True)
class Figures:
    """Open complaints that are late or one's own, approvals and notices that wait, in words; what the unit
    menu's button says."""

    late: str
    mine: str
    approvals: str
    unread: str
    many_units: bool
    unit: str


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of `base.html`; nothing for a visitor who has not signed in. A piece of a page asks for none of it."""
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return {}
    shown = SimpleLazyObject(lambda: frame_figures(person, request.GET.get("unit", "")))
    nav: Any = SimpleLazyObject(
        lambda: navigation(
            person=person,
            path=request.path,
            badges={"home": shown.mine, "complaints": shown.late, "approvals": shown.approvals},
        )
    )
    return {
        "person": person,
        "may_search": person.may(Right.COMPLAINT_VIEW),
        "nav": nav,
        "nav_places": SimpleLazyObject(lambda: places_beside(nav)),
        "many_units": SimpleLazyObject(lambda: shown.many_units),
        "unit_query": request.GET.urlencode(),
        "current_unit": SimpleLazyObject(lambda: {"name": shown.unit} if shown.unit else {}),
        "inbox_count": SimpleLazyObject(lambda: shown.unread),
    }


def frame_figures(person: Person, code: str) -> Figures:
    """All of them in one query; `code` is the unit in the address, whose name is blank outside one's units."""
    now = timezone.now()
    named = bool(code) and "\0" not in code
    asked = _prepared(served_by(person), named=named)
    [row] = asked.ask({"person": person.pk, "now": now, "today": timezone.localdate(now), "code": code})
    late, mine, approvals, unread, units, *unit = row
    return Figures(
        late=_words(late),
        mine=_words(mine),
        approvals=_words(approvals),
        unread=_words(unread),
        many_units=(units or 0) > 1,
        unit=(unit[0] or "") if unit else "",
    )


@lru_cache(maxsize=1024)
def _prepared(served: Served, *, named: bool) -> Prepared:
    """The query for everybody who serves so, since rights come from postings alone.

    Worded anew for each page it took a third of a list's time.
    """

    def worded(values: Mapping[str, Any]) -> QuerySet[Any, Any]:
        person = one_who_serves(served, pk=values["person"])
        units = Unit.objects.visible_to(person)
        asked = {
            **figures(person, FRAME_NUMBERS, now=values["now"]),
            "approvals": _capped(waiting_for(person, values["now"]), MOST_COUNTED + 1),
            "unread": _capped(Notification.objects.visible_to(person).unread(), MOST_COUNTED + 1),
            "units": _capped(units, 2),
        }
        if named:
            asked["unit"] = Subquery(units.filter(code=values["code"]).values("name"))
        return Person.objects.filter(pk=person.pk).values_list(*asked.values())

    return Prepared(worded, _stand_in(1), _stand_in(2))


def _capped(rows: Any, most: int) -> Subquery:
    # Counting stops at a hundred: a badge must cost the same on a large backlog as on a small one.
    return Capped(rows.order_by().values("pk")[:most])


def _words(number: int | None) -> str:
    if number and number > MOST_COUNTED:
        return f"{MOST_COUNTED}+"
    return str(number) if number else ""
