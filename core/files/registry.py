"""Which things may own attachments, and who may see or change them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model


@dataclass(frozen=True)
class Owner:
    """`visible(person, pk)` gives the thing inside the person's scope or None; `editable(person, thing)` says
    whether the person may add and remove files there."""

    label: str
    visible: Callable[[Any, int], Model | None]
    editable: Callable[[Any, Any], bool]


_owners: dict[str, Owner] = {}


def owner(label: str, *, visible: Callable[[Any, int], Model | None], editable: Callable[[Any, Any], bool]) -> None:
    """Declare that things of model `label` (`app.model`, lower case) may own attachments."""
    _owners[label] = Owner(label, visible, editable)


def owner_of(label: str) -> Owner | None:
    return _owners.get(label)
