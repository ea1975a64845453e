"""What only a person can decide, and has not decided yet: pure, over a plan and what the columns hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.imports.choices import ColumnType
from core.imports.datereading import label_of
from core.imports.plan import CREATE, Missing, Plan
from core.imports.registry import Reference, SheetColumn
from core.ui.rules import grouped


def open_headings(plan: Plan) -> list[str]:
    """Needed columns for which no heading was chosen, and what is to be said in the place of one."""
    questions = [
        _("Which heading is “%(column)s”? It is needed.") % {"column": column.title}
        for column in plan.kind.columns
        if column.required and column.name not in plan.positions
    ]
    words = _("Say “%(option)s” for the whole sheet, or choose the heading of “%(column)s”.")
    return questions + [
        words % {"option": option.title, "column": plan.kind.column(option.instead_of).title}
        for option in plan.kind.options
        if option.instead_of and option.instead_of not in plan.positions and not plan.said.get(option.name)
    ]


def open_questions(plan: Plan, contents: Mapping[str, Any]) -> list[str]:
    """Every open decision in a sentence; empty when the rows can be checked."""
    questions = open_headings(plan)
    for column in plan.columns:
        if column.type == ColumnType.CHOICE:
            questions += _open_values(plan, column, contents["choices"][column.name])
        elif column.type == ColumnType.REFERENCE:
            questions += _open_names(plan, column, contents["references"][column.name])
        elif ColumnType(column.type).is_dated:
            questions += _open_dates(plan, column, contents["dates"][column.name])
    return questions


def too_many_values(found: Mapping[str, Any]) -> bool:
    """A column of hundreds of different texts is not one of choices."""
    return found["distinct"] > len(found["values"])


def not_dates(found: Mapping[str, Any]) -> bool:
    """A column most of whose cells are no dates in any reading."""
    return bool(found["filled"]) and not found["readings"]


def _open_values(plan: Plan, column: SheetColumn, found: Mapping[str, Any]) -> list[str]:
    heading = plan.heading(column.name)
    if too_many_values(found):
        words = _("“%(heading)s” has %(count)s different values. Is it the right column for “%(column)s”?")
        return [words % {"heading": heading, "count": grouped(found["distinct"]), "column": column.title}]
    decided = plan.values.get(column.name, {})
    missing = [text for text, _count, _choice in found["values"] if text not in decided]
    if not missing:
        return []
    words = _("What do these values of “%(heading)s” mean: %(values)s?")
    return [words % {"heading": heading, "values": ", ".join(missing[:10])}]


def _open_names(plan: Plan, column: SheetColumn, found: Mapping[str, Any]) -> list[str]:
    decision = plan.decision(column.name)
    shown = [name for name, _count in found["missing"]]
    still_open = [name for name in shown if _is_open(decision, decision.answer(name))]
    count = len(still_open)
    if _is_open(decision, decision.act):
        count += found["missing_count"] - len(shown)
    if not count:
        return []
    words = _words_for_names(count, column.reference)
    return [
        words % {"heading": plan.heading(column.name), "count": grouped(count), "names": ", ".join(still_open[:10])}
    ]


def _is_open(decision: Missing, answer: str) -> bool:
    """Nothing said, or created without saying where."""
    return not answer or (answer == CREATE and not decision.under)


def _words_for_names(count: int, reference: Reference | None) -> str:
    if reference is not None and reference.create_missing is not None:
        return ngettext(
            "“%(heading)s” has %(count)s unknown name: %(names)s. "
            "Create it, say which one is meant, or reject its rows?",
            "“%(heading)s” has %(count)s unknown names: %(names)s. "
            "Create them, say which are meant, or reject their rows?",
            count,
        )
    return ngettext(
        "“%(heading)s” has %(count)s unknown name: %(names)s. Say which one is meant, or reject its rows?",
        "“%(heading)s” has %(count)s unknown names: %(names)s. Say which are meant, or reject their rows?",
        count,
    )


def _open_dates(plan: Plan, column: SheetColumn, found: Mapping[str, Any]) -> list[str]:
    heading = plan.heading(column.name)
    if not_dates(found):
        words = _("Most cells of “%(heading)s” are no dates. Is it the right column for “%(column)s”?")
        return [words % {"heading": heading, "column": column.title}]
    if plan.dates.get(column.name):
        return []
    ways = " / ".join(f"“{label_of(reading['code'])}”" for reading in found["readings"])
    words = _("How are the dates of “%(heading)s” to be read: %(ways)s?")
    return [words % {"heading": heading, "ways": ways}]
