"""Keeping a view, sharing it, changing it, giving it up; and how one's own list looks.

Sharing asks for VIEW_SHARE at the unit: whoever leads a hall, a team, a department, a district, the call centre or the
service of a branch puts lists before its people, and takes them away again; a handler keeps views alone. What is
private is a preference and leaves no line in the trail; what others see does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from complaints.tickets.filters import filters_for
from complaints.tickets.paging import Sort
from complaints.tickets.rules import cleaned_within
from complaints.worklist.columns import known_columns
from complaints.worklist.saved.models import ListSetup, SavedView
from complaints.worklist.saved.rules import MOST_VIEWS, kept_filters, unknown_in
from complaints.worklist.saved.selectors import may_remove
from core.audit.services import record
from core.phones.rules import without_mobile
from core.refusals import Refusal
from org.access.choices import Right

if TYPE_CHECKING:
    from org.people.models import Person
    from org.units.models import Unit

NAME_MOST = 40
CHANGED = ("name", "unit", "filters", "sort", "columns", "changed_at")


class CannotKeepView(Refusal):
    pass


class CannotShareView(Refusal):
    """The person does not answer for the unit."""

    status: ClassVar[int] = 403


class NotYourView(Refusal):
    """Somebody else's view is used as it is."""

    status: ClassVar[int] = 403


@transaction.atomic
def keep_view(
    *,
    name: str,
    filters: Mapping[str, str],
    sort: str,
    columns: Iterable[str],
    unit: Unit | None,
    by: Person,
    now: dt.datetime,
    is_first: bool = False,
) -> SavedView:
    """Keep a question to the worklist under a name. Raises CannotKeepView, CannotShareView, TextTooLong."""
    if SavedView.objects.filter(owner=by).count() >= MOST_VIEWS:
        raise CannotKeepView(_("You keep %(most)s views already; delete one first.") % {"most": MOST_VIEWS})
    _may_share(unit, by)
    said = {"filters": filters, "sort": sort, "columns": list(columns)}
    view = SavedView(owner=by, name=_name(name), unit=unit, changed_at=now, **_understood(said, by, now))
    with _one_of_a_name():
        view.save(force_insert=True)
    if unit:
        record("saved_view.shared", by=by, now=now, about=view, data={"view": view.name, "unit": unit.code})
    if is_first:
        put_first(view=view, by=by, now=now)
    return view


@transaction.atomic
def change_view(*, view: SavedView, by: Person, now: dt.datetime, **changes: Any) -> SavedView:
    """Change name, unit, or filters with sort and columns. Raises NotYourView, CannotKeepView, CannotShareView.

    A view that was deleted meanwhile stays deleted.
    """
    if view.owner_id != by.pk:
        raise NotYourView(_("This view belongs to %(name)s. Keep it as your own to change it.") % {"name": view.owner})
    before, seen, unit = view.unit, view.changed_at, changes.get("unit", view.unit)
    # Who no longer answers for a unit may take the view away from it, and change what nobody else sees.
    _may_share(unit, by)
    said: dict[str, Any] = {name: changes[name] for name in ("filters", "sort", "columns") if name in changes}
    for field, value in _understood(said, by, now).items():
        setattr(view, field, value)
    view.name, view.unit, view.changed_at = _name(changes.get("name", view.name)), unit, now
    with _one_of_a_name():
        values = {field: getattr(view, field) for field in CHANGED}
        moved = SavedView.objects.filter(pk=view.pk, changed_at=seen).update(**values)
    if not moved:
        raise CannotKeepView(_("This view was deleted or changed meanwhile. Open the list of views anew."))
    if unit:
        record("saved_view.shared", by=by, now=now, about=view, data={"view": view.name, "unit": unit.code})
    elif before:
        record("saved_view.taken_back", by=by, now=now, about=view, data={"view": view.name, "unit": before.code})
    return view


@transaction.atomic
def delete_view(*, view: SavedView, by: Person, now: dt.datetime) -> None:
    """Give a view up; whose list it came first in sees everything again. Raises NotYourView."""
    if not may_remove(view, by):
        raise NotYourView(_("Only its owner and whoever leads the unit may delete this view."))
    # Before the trail, whose head comes last: who changes the view meanwhile holds it, and comes to the trail too.
    list(SavedView.objects.filter(pk=view.pk).select_for_update().values_list("pk", flat=True))
    if view.unit:
        record("saved_view.deleted", by=by, now=now, about=view, data={"view": view.name, "unit": view.unit.code})
    view.delete()


def put_first(*, view: SavedView | None, by: Person, now: dt.datetime) -> None:
    """Let the worklist open with this view, or with everything. A preference: no line in the trail."""
    ListSetup.objects.update_or_create(person=by, defaults={"view": view})


def choose_columns(*, columns: Iterable[str], by: Person, now: dt.datetime, view: SavedView | None = None) -> None:
    """Which columns, in which order: of one's own view if given, else of one's list. Raises NotYourView."""
    if view:
        change_view(view=view, by=by, now=now, columns=list(columns))
        return
    codes = [column.code for column in known_columns(columns)]
    ListSetup.objects.update_or_create(person=by, defaults={"columns": codes})


def _may_share(unit: Unit | None, by: Person) -> None:
    if unit and not by.may(Right.VIEW_SHARE, at=unit):
        said = {"unit": unit.name}
        raise CannotShareView(_("You may not put a view before the people of %(unit)s.") % said, field="unit")


def _name(name: str) -> str:
    words = cleaned_within(name, most=NAME_MOST, field="name")
    if not words:
        raise CannotKeepView(_("Give the view a name."), field="name")
    return words


def _understood(said: Mapping[str, Any], by: Person, now: dt.datetime) -> dict[str, Any]:
    """What is said of filters, sort and columns, once the worklist knows every word. Raises CannotKeepView."""
    unknown = unknown_in(said.get("filters", {}), said.get("sort", Sort.NEWEST), said.get("columns", ()))
    if unknown:
        raise CannotKeepView(_("Lists do not know this: %(names)s.") % {"names": ", ".join(unknown)}, field="filters")
    kept = dict(said)
    if "filters" in said:
        kept["filters"] = filters = kept_filters(said["filters"])
        if "q" in filters:
            filters["q"] = without_mobile(filters["q"])
        for errors in filters_for(by, filters, now=now).form.errors.values():
            raise CannotKeepView(errors[0], field="filters")
    if said.get("columns"):
        kept["columns"] = [column.code for column in known_columns(said["columns"])]
    return kept


@contextmanager
def _one_of_a_name() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise CannotKeepView(_("You have a view of this name already."), field="name") from None
