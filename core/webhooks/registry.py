"""Which events there are, and where in the organisation an endpoint may stand; declared by whoever knows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PING = "webhook.ping"
_events: dict[str, str | Promise] = {}


def event(name: str, *, title: str | Promise) -> None:
    """Declare an event that endpoints may ask for; dotted, thing first, in the past tense."""
    if name in _events and str(_events[name]) != str(title):
        raise ValueError(f"two titles for event {name}")
    _events[name] = title


def is_event(name: str) -> bool:
    return name in _events


def offered_events() -> list[tuple[str, str | Promise]]:
    """Every event with its title, by name."""
    return sorted(_events.items())


def event_title(name: str) -> str:
    """What people call the event; its name for one of an earlier version."""
    return str(_("Test message") if name == PING else _events.get(name, name))


@dataclass(frozen=True)
class Places:
    """How the tree of places is asked. A place is known by its code, a thing's place by its path.

    `offered(person, right)` gives (code, label) of each place where the person holds the right,
    `codes(person, right)` the codes alone, as something `__in` takes, `above(path)` those of the
    place at `path` and of all above it, `name(code)` what people call it.
    """

    offered: Callable[[Any, str], list[tuple[str, str]]]
    codes: Callable[[Any, str], Any]
    above: Callable[[str], Any]
    name: Callable[[str], str]


_places: list[Places] = []


def declare_places(declared: Places) -> None:
    """The one tree of this installation."""
    _places[:] = [declared]


def places() -> Places:
    """The declared tree; LookupError without one."""
    if not _places:
        raise LookupError("no app declares where endpoints may stand")
    return _places[0]
