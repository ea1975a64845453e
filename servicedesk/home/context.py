"""What the frame around every page needs: navigation, the unit one stands at, unread notices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import IntegerField, Subquery
from django.http import HttpRequest
from django.utils import timezone

from complaints.counters.choices import Number
from complaints.counters.selectors import figures
from core.approvals.selectors import waiting_for
from core.models import Notification
from org.access.choices import Right
from org.models import Person, Unit
from servicedesk.home.navigation import navigation

MOST_COUNTED = 99
FRAME_NUMBERS = (Number.LATE, Number.MINE)


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
    """Context of `base.html`; nothing for a visitor who has not signed in."""
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return {}
    shown = frame_figures(person, request.GET.get("unit", ""))
    return {
        "person": person,
        "may_search": person.may(Right.COMPLAINT_VIEW),
        "nav": navigation(
            person=person,
            path=request.path,
            badges={"home": shown.mine, "complaints": shown.late, "approvals": shown.approvals},
        ),
        "many_units": shown.many_units,
        "unit_query": request.GET.urlencode(),
        "current_unit": {"name": shown.unit} if shown.unit else None,
        "inbox_count": shown.unread,
    }


def frame_figures(person: Person, code: str) -> Figures:
    """All of them in one query; `code` is the unit in the address, whose name is blank outside one's units."""
    now = timezone.now()
    units = Unit.objects.visible_to(person)
    asked = {
        **figures(person, FRAME_NUMBERS, now=now),
        "approvals": _capped(waiting_for(person, now), MOST_COUNTED + 1),
        "unread": _capped(Notification.objects.visible_to(person).unread(), MOST_COUNTED + 1),
        "units": _capped(units, 2),
    }
    if code and "\0" not in code:
        asked["unit"] = Subquery(units.filter(code=code).values("name"))
    found = Person.objects.filter(pk=person.pk).values(**asked).get()
    return Figures(
        late=_words(found[Number.LATE]),
        mine=_words(found[Number.MINE]),
        approvals=_words(found["approvals"]),
        unread=_words(found["unread"]),
        many_units=(found["units"] or 0) > 1,
        unit=found.get("unit") or "",
    )


def _capped(rows: Any, most: int) -> Subquery:
    # Counting stops at a hundred: a badge must cost the same on a large backlog as on a small one.
    return Capped(rows.order_by().values("pk")[:most])


def _words(number: int | None) -> str:
    if number and number > MOST_COUNTED:
        return f"{MOST_COUNTED}+"
    return str(number) if number else ""
