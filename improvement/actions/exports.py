"""The list of corrective actions on its way to a sheet: the rows that the page shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.exports.registry import Cell, Column, listing
from improvement.actions.forms import ListFilter
from improvement.actions.models import Action, ActionQuerySet
from improvement.actions.selectors import matching
from org.access.choices import Right

if TYPE_CHECKING:
    from collections.abc import Mapping

    from org.people.models import Person


def _rows(person: Person, params: Mapping[str, str]) -> ActionQuerySet:
    said = ListFilter(params, person=person)
    said.is_valid()
    rows = matching(person, said.cleaned_data, today=timezone.localdate())
    return rows.select_related("unit", "owner", "made_by", "done_by", "verified_by").order_by("due_on", "pk")


def _day(moment: object) -> Cell:
    return timezone.localdate(moment) if moment else None  # type: ignore[arg-type]


def _name(thing: object | None) -> str:
    return "" if thing is None else str(thing)


def _state(row: Action) -> str:
    return row.get_state_display()


COLUMNS = [
    Column(_("Action number"), lambda row: row.number, width=16),
    Column(_("State"), _state),
    Column(_("Due on"), lambda row: row.due_on),
    Column(_("Unit"), lambda row: row.unit.name, width=18),
    Column(_("Owner"), lambda row: row.owner.name),
    Column(_("Cause"), lambda row: row.cause, width=28),
    Column(_("What is to be done"), lambda row: row.measure, width=48),
    Column(_("Comes from"), lambda row: row.origin_words, width=28),
    Column(_("Opened by"), lambda row: row.made_by.name),
    Column(_("Opened on"), lambda row: _day(row.made_at)),
    Column(_("Done by"), lambda row: _name(row.done_by)),
    Column(_("Done on"), lambda row: _day(row.done_at)),
    Column(_("What was done"), lambda row: row.done_words, width=48),
    Column(_("Verified by"), lambda row: _name(row.verified_by)),
    Column(_("Verified on"), lambda row: _day(row.verified_at)),
    Column(_("What was seen"), lambda row: row.verified_words, width=48),
]

listing("actions", _("Corrective actions"), Right.ACTION_VIEW, columns=COLUMNS, rows=_rows)
