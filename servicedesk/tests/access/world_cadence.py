"""A week's problems of the hall in the world, as they lay ready on the Monday after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from complaints.cadence.choices import SheetKind
from complaints.cadence.rules import span_on
from complaints.cadence.services import make_sheet
from org.models import Unit

A_MONDAY = dt.datetime(2011, 1, 24, 5, 0, tzinfo=dt.UTC)


def add_cadence(things: dict[str, Any], hall: Unit) -> None:
    """Puts the sheet among `things`."""
    span = span_on(SheetKind.PROBLEMS, dt.date(2011, 1, 18))
    things["problem_sheet"] = make_sheet(unit=hall, span=span, by=None, now=A_MONDAY)


_SHEET: dict[str, Callable[[Any], Any]] = {"pk": lambda world: world.things["problem_sheet"].pk}
ARGUMENTS: dict[str, dict[str, Callable[[Any], Any]]] = dict.fromkeys(
    [
        *("cadence_sheet", "cadence_sheet_xlsx", "cadence_sheet_pdf", "cadence_acknowledge", "cadence_answer"),
        *("api_cadence_sheet", "api_cadence_acknowledge", "api_cadence_answer"),
    ],
    _SHEET,
)
