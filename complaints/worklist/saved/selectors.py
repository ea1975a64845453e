"""Which views a person has at hand, which of them is open, and what it asks the worklist."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from complaints.tickets.paging import Sort
from complaints.worklist.columns import SHOWN_UNASKED, Column, known_columns
from complaints.worklist.saved.models import ListSetup, SavedView
from complaints.worklist.saved.rules import kept_filters, kept_sort, unknown_in
from org.access.choices import Right

if TYPE_CHECKING:
    from org.people.models import Person


@dataclass(frozen=True)
class Shelf:
    """The views that a list offers a person, own ones first, and the one that the address names."""

    person: Person
    views: list[SavedView]
    open: SavedView | None
    first: int | None
    columns: tuple[Column, ...]

    @property
    def note(self) -> str:
        """What of the open view the worklist no longer knows and therefore leaves out."""
        view = self.open
        unknown = unknown_in(view.filters, view.sort, view.columns) if view else []
        if not unknown:
            return ""
        said = {"names": ", ".join(unknown)}
        return _("Left out of this view, because lists no longer know it: %(names)s.") % said

    @property
    def is_own(self) -> bool:
        return self.open is not None and self.open.owner_id == self.person.pk

    @property
    def is_foreign(self) -> bool:
        """Whether the open view is somebody else's, to be used as it is."""
        return self.open is not None and not self.is_own

    @property
    def has_chosen_columns(self) -> bool:
        return self.columns is not SHOWN_UNASKED

    def differs(self, asked: Mapping[str, str]) -> bool:
        """Whether the list shows something else than the open view says."""
        return self.open is not None and asked_by(self.open) != {"sort": Sort.NEWEST.value, **asked}


def asked_by(view: SavedView) -> dict[str, str]:
    """What stands in the address for this view: its filters as they are known today, its order, and its number."""
    return {**kept_filters(view.filters), "sort": kept_sort(view.sort).value, "view": str(view.pk)}


def address_of(view: SavedView) -> str:
    return f"{reverse('complaints')}?{urlencode(asked_by(view))}"


def shelf_of(person: Person, named: str = "") -> Shelf:
    """Two queries; one where the address names a view that is at hand."""
    views = sorted(SavedView.objects.offered_to(person), key=lambda view: (view.owner_id != person.pk, view.name))
    opened = next((view for view in views if str(view.pk) == named), None)
    if opened:
        return Shelf(person, views, opened, None, known_columns(opened.columns))
    setup = ListSetup.objects.filter(person=person).first()
    return Shelf(person, views, None, setup.view_id if setup else None, known_columns(setup.columns if setup else ()))


def first_address(shelf: Shelf) -> str | None:
    """Where a list without any wish goes: to the view that comes first, if it is still at hand."""
    return next((address_of(view) for view in shelf.views if view.pk == shelf.first), None)


@dataclass(frozen=True)
class Kept:
    """A view on the page of views: what it asks in words of its address, and what this person may do with it."""

    view: SavedView
    address: str
    is_own: bool
    is_first: bool
    may_remove: bool
    unknown: list[str]


def kept_by(person: Person) -> list[Kept]:
    """Everything the person has at hand or looks after, own ones first; three queries however many there are."""
    first = ListSetup.objects.filter(person=person).values_list("view_id", flat=True).first()
    views = SavedView.objects.visible_to(person).select_related("owner", "unit")
    return [
        Kept(
            view=view,
            address=address_of(view),
            is_own=view.owner_id == person.pk,
            is_first=view.pk == first,
            may_remove=may_remove(view, person),
            unknown=unknown_in(view.filters, view.sort, view.columns),
        )
        for view in sorted(views, key=lambda view: (view.owner_id != person.pk, view.name))
    ]


def may_remove(view: SavedView, person: Person) -> bool:
    """One's own; and what is shared with a unit, whoever leads it."""
    if view.owner_id == person.pk:
        return True
    return view.unit is not None and person.may(Right.VIEW_SHARE, at=view.unit)
