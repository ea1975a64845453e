"""Which things people may be seen looking at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

IsVisible = Callable[[Any, int], bool]

_places: dict[str, IsVisible] = {}


def place(label: str, *, visible: IsVisible) -> None:
    """Things of model `label` (`app.model`, lower case) show who looks at them to those for whom
    `visible(person, pk)` holds, and to nobody else."""
    _places[label] = visible


def may_be_at(person: Any, label: str, pk: int) -> bool:
    return label in _places and _places[label](person, pk)
