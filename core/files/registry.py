"""Which things may own attachments, and who may see or change them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django.db.models import Model

if TYPE_CHECKING:
    from core.files.models import Attachment


class Changed(Protocol):
    """Called as `changed(about, name=..., added=..., by=..., now=...)`."""

    def __call__(self, about: Any, /, *, name: str, added: bool, by: Any, now: dt.datetime) -> None: ...


@dataclass(frozen=True)
class Owner:
    """`visible(person, pk)` gives the thing inside the person's scope or None; `editable(person, thing)` says
    whether the person may add files there, `removable(person, thing, attachment)` whether this one may be taken
    away; `changed` is told of each file that came or went, inside the act's transaction."""

    label: str
    visible: Callable[[Any, int], Model | None]
    editable: Callable[[Any, Any], bool]
    removable: Callable[[Any, Any, Attachment], bool]
    changed: Changed


def _say_nothing(about: Any, *, name: str, added: bool, by: Any, now: dt.datetime) -> None:
    """For owners without a history of their own."""


_owners: dict[str, Owner] = {}


def owner(
    label: str,
    *,
    visible: Callable[[Any, int], Model | None],
    editable: Callable[[Any, Any], bool],
    removable: Callable[[Any, Any, Attachment], bool] | None = None,
    changed: Changed = _say_nothing,
) -> None:
    """Declare that things of model `label` (`app.model`, lower case) may own attachments.

    Without `removable`, whoever may add files to a thing may take away any of them.
    """

    def as_editable(person: Any, thing: Any, _attachment: Attachment) -> bool:
        return editable(person, thing)

    _owners[label] = Owner(label, visible, editable, removable or as_editable, changed)


def owner_of(label: str) -> Owner | None:
    return _owners.get(label)
