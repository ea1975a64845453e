"""What the frame around every page needs: navigation, units to switch between, unread notices."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from complaints.models import Complaint
from core.approvals.selectors import waiting_for
from core.models import Notification
from org.access.choices import Right
from org.models import Unit
from org.units.rules import chain
from servicedesk.home.navigation import navigation

MOST_COUNTED = 99
MOST_UNITS = 80
CHOSEN = mark_safe(' aria-current="true"')


@dataclass(frozen=True)
class SwitchableUnit:
    """A unit in the switcher; `depth` counts from the widest one the person sees."""

    code: str
    name: str
    depth: int


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of `base.html`; nothing for a visitor who has not signed in."""
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return {}
    units = sorted(Unit.objects.visible_to(person).shallowest_first()[:MOST_UNITS], key=lambda unit: unit.path)
    depth = min((len(chain(unit.path)) for unit in units), default=0)
    switchable = [SwitchableUnit(unit.code, unit.name, len(chain(unit.path)) - depth) for unit in units]
    code = request.GET.get("unit", "")
    current = next((unit for unit in switchable if unit.code == code), None)
    return {
        "person": person,
        "may_search": person.may(Right.COMPLAINT_VIEW),
        "nav": navigation(person=person, path=request.path, badges=badges(person)),
        "units_in_scope": switchable if len(switchable) > 1 else [],
        "unit_items": unit_items(switchable, current, _address_without_unit(request)),
        "current_unit": current,
        "inbox_count": _capped(Notification.objects.visible_to(person).unread()),
    }


def unit_items(units: Iterable[SwitchableUnit], current: SwitchableUnit | None, address: str) -> SafeString:
    """The entries of the unit menu. Put together here: for eighty units a template takes a tenth of the page's time."""
    return format_html_join(
        "\n",
        '<a class="dropdown-item depth-{}" href="{}{}"{}>{}</a>',
        ((unit.depth, address, quote(unit.code), CHOSEN if unit == current else "", unit.name) for unit in units),
    )


def _address_without_unit(request: HttpRequest) -> str:
    """What the unit menu's entries begin with: the address as it is, from its first page, for another unit."""
    query = request.GET.copy()
    for name in ("unit", "page", "after", "before"):
        query.pop(name, None)
    return f"?{query.urlencode()}&unit=" if query else "?unit="


def badges(person: Any) -> dict[str, Callable[[], str]]:
    """The counts beside entries of the navigation, each asked for only where its entry shows."""
    return {
        "complaints": lambda: overdue_badge(person),
        "approvals": lambda: _capped(waiting_for(person, timezone.now())),
    }


def overdue_badge(person: Any) -> str:
    """How many open complaints in the person's scope are late."""
    return _capped(Complaint.objects.visible_to(person).overdue(at=timezone.now()))


def _capped(rows: Any) -> str:
    # Counting stops at a hundred: a badge must cost the same on a large backlog as on a small one.
    number = rows.order_by()[: MOST_COUNTED + 1].count()
    if number > MOST_COUNTED:
        return f"{MOST_COUNTED}+"
    return str(number) if number else ""
