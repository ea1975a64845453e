"""What a corrective action may come from: each app downstream declares its things here when it is ready.

Nothing here knows what they are; an origin says who may see it, what it is called, and follows what becomes of
the actions opened from it, in the act's own transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django.db.models import Model
from django.utils.functional import Promise

if TYPE_CHECKING:
    from improvement.actions.choices import ActionAct
    from improvement.actions.models import Action
    from org.people.models import Person
    from org.units.models import Unit


@dataclass(frozen=True)
class OriginFacts:
    """What an action takes over from its origin; the unit is the one offered first."""

    words: str
    address: str
    unit: Unit
    cause: str = ""


@dataclass(frozen=True)
class Effect:
    """How often the same happened in `days` days before the action was done, and in the `passed` days since.

    `words` says what was counted.
    """

    words: str
    before: int
    after: int
    days: int
    passed: int

    @property
    def is_whole(self) -> bool:
        return self.passed >= self.days


class Follower(Protocol):
    """Called in the transaction of every act; a refusal takes the act back."""

    def __call__(self, action: Action, act: ActionAct, *, by: Person | None, now: dt.datetime) -> None: ...


def nobody(_person: Person, _thing: Any) -> bool:
    return False


@dataclass(frozen=True)
class Origin:
    """`visible(person, pk)` gives the thing inside the person's scope or None.

    `joins(person, thing)`: who works on it from beside its unit opens actions at units of their own.
    """

    label: str
    title: str | Promise
    visible: Callable[[Person, int], Model | None]
    facts: Callable[[Any], OriginFacts]
    follower: Follower
    effect: Callable[[Action, int, dt.datetime], Effect | None]
    joins: Callable[[Person, Any], bool] = nobody


_origins: dict[str, Origin] = {}


def origin(declared: Origin) -> None:
    """Declare that corrective actions may be opened from things of model `declared.label` (`app.model`)."""
    _origins[declared.label] = declared


def origin_of(label: str) -> Origin | None:
    return _origins.get(label)


def origins() -> list[Origin]:
    """Every kind of origin, in the order of declaration."""
    return list(_origins.values())
