"""The filters in force, in words, and what of an address is filters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db import models
from django.utils.translation import gettext as _

from complaints.tickets import filters as ticket_filters
from complaints.tickets.clocks import moment
from complaints.tickets.rules import month_words
from complaints.worklist.saved.rules import PLAIN
from core.periods.rules import Period
from core.periods.words import period_title

if TYPE_CHECKING:
    from complaints.tickets.filters import TicketFilters

NAMES_IN_A_CHIP = 4
ABOUT_THE_LIST = {"sort", "view"}
"""Names of an address that narrow nothing."""


@dataclass(frozen=True)
class Chip:
    """A filter in force: what it is, what was chosen, and the address without it."""

    label: str
    value: str
    without: str


def plain(params: Mapping[str, str]) -> dict[str, str]:
    """The filters of the address without the place in the list."""
    asked = {name: str(value) for name, value in params.items() if value and name in ticket_filters.FILTER_NAMES}
    if asked.get("view") == PLAIN and len(asked) > 1:
        del asked["view"]
    return asked


def chips_of(filters: TicketFilters, asked: Mapping[str, str]) -> list[Chip]:
    chips = []
    filters.form.is_valid()
    chosen = filters.form.cleaned_data if filters.form.is_bound else {}
    for name, one in filters.filters.items():
        if name in ABOUT_THE_LIST:
            continue
        # A view named alone would bring its filters back, and nothing at all the view that comes first.
        rest = {other: value for other, value in asked.items() if other != name} or {"view": PLAIN}
        if rest.keys() == {"view"} and rest["view"] != PLAIN:
            rest = {"sort": "newest", **rest}
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
