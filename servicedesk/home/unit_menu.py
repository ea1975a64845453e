"""The units to switch between, fetched when the menu opens: eighty entries would be a tenth of every page's time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from django.http import QueryDict
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from org.models import Person, Unit
from org.units.rules import chain

MOST_UNITS = 80
CHOSEN = mark_safe(' aria-current="true"')


@dataclass(frozen=True)
class SwitchableUnit:
    """A unit in the switcher; `depth` counts from the widest one the person sees."""

    code: str
    name: str
    depth: int


def switchable_units(person: Person) -> list[SwitchableUnit]:
    """The widest units that `person` sees, each before the ones below it."""
    units = sorted(Unit.objects.visible_to(person).shallowest_first()[:MOST_UNITS], key=lambda unit: unit.path)
    depth = min((len(chain(unit.path)) for unit in units), default=0)
    return [SwitchableUnit(unit.code, unit.name, len(chain(unit.path)) - depth) for unit in units]


def unit_items(units: Iterable[SwitchableUnit], query: QueryDict) -> SafeString:
    """The entries of the menu on a page with this query: the same page, from its beginning, for another unit."""
    address = address_without_unit(query)
    chosen = query.get("unit", "")
    return format_html_join(
        "\n",
        '<a class="dropdown-item depth-{}" href="{}{}"{}>{}</a>',
        ((unit.depth, address, quote(unit.code), CHOSEN if unit.code == chosen else "", unit.name) for unit in units),
    )


def address_without_unit(query: QueryDict) -> str:
    """What the entries begin with: the address as it is, from its first page, for another unit."""
    kept = query.copy()
    for name in ("unit", "page", "after", "before"):
        kept.pop(name, None)
    return f"?{kept.urlencode()}&unit=" if kept else "?unit="
