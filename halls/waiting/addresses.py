"""Where the analysis of a period is, and where the visits behind a figure are."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.http import urlencode

from halls.queue.choices import Outcome
from halls.waiting.choices import Base, By

if TYPE_CHECKING:
    from core.periods.rules import Period
    from halls.premises.models import Premises
    from org.units.models import Unit

MOST_DAYS = 31
"""How many days a list of visits holds (halls.intake)."""
MOST_LISTED = 100_000
"""More tickets than these are no list that anybody reads."""


def waits_address(
    unit: Unit, to: Period, base: Base = Base.ALL, by: By = By.HALL, *, name: str = "waits_period"
) -> str:
    return f"{reverse(name, args=[to.words])}?{urlencode(_said(unit.code, base, by))}"


def hall_address(hall: Premises, to: Period, base: Base = Base.ALL) -> str:
    said = urlencode({"base": base.value} if base is not Base.ALL else {})
    address = reverse("hall_waits_period", args=[hall.unit.code, to.words])
    return f"{address}?{said}" if said else address


def export_address(unit: Unit, to: Period, base: Base, by: By, ending: str) -> str:
    said = {"period": to.words, **_said(unit.code, base, by)}
    return f"{reverse('export', args=['waits', ending])}?{urlencode(said)}"


def _said(unit: str, base: Base, by: By) -> dict[str, str]:
    """What differs from what a page shows by itself."""
    said = {"unit": unit}
    if base is not Base.ALL:
        said["base"] = base.value
    if by is not By.HALL:
        said["by"] = by.value
    return said


def visits_address(
    hall: Premises, first: dt.date, last: dt.date, *, over: bool, base: Base = Base.ALL, **few: str | int | None
) -> str:
    """The list of exactly these visits; `few` are service (its letters), half_hour, weekday.

    Empty for more days than the list holds.
    """
    return visits_below(hall.unit, first, last, over=over, base=base, **few)


def visits_below(
    unit: Unit, first: dt.date, last: dt.date, *, over: bool, base: Base = Base.ALL, **few: str | int | None
) -> str:
    """The same of all halls at or below a unit; the service then by its letters and its name."""
    if (last - first).days >= MOST_DAYS:
        return ""
    said = {"hall": unit.code, "since": first.isoformat(), "until": last.isoformat()}
    said |= {name: str(value) for name, value in few.items() if value is not None}
    if base is Base.SERVED:
        said["outcome"] = Outcome.SERVED.value
    of_base = "waited" if base is Base.WAITED else "counted"
    return f"{reverse('visits')}?{urlencode(said | {'over': 'yes' if over else of_base})}"
