"""Which acts can be done to many tickets at once. A subject adds its own with `bulk_act` when the app is ready."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django import forms
from django.utils.functional import Promise

from complaints.bulk.models import BulkAct
from complaints.tickets.models import Complaint
from complaints.tickets.services import Left

if TYPE_CHECKING:
    from org.people.models import Person

Values = Mapping[str, Any]
Check = Callable[[Sequence[Complaint], "Person", Values], Mapping[int, Left]]
Said = Callable[[Sequence[Values]], Sequence[str]]
Tell = Callable[[BulkAct, int, int, dt.datetime], None]


class Carry(Protocol):
    def __call__(
        self, tickets: Sequence[Complaint], *, values: Values, by: Person, now: dt.datetime, data: dict[str, Any]
    ) -> None: ...


@dataclass(frozen=True)
class Act:
    """`form(data, person=)` gives plain values that can be kept as JSON; `said` puts the values of
    several such acts into words, asking once for all of them.

    `check` gives the tickets that stay as they are and why; it is asked for the trial run and again, under the
    rows' hold, just before `carry`. `carry` does it in one transaction for up to a thousand tickets, leaving on
    each its own step with `data`. `tell(bulk, after, up_to, now)` tells people once of the rows done between
    those keys. `undo` names the act that takes it back; one that is not `offered` is not to be chosen.
    """

    code: str
    title: str | Promise
    right: str
    form: Callable[..., forms.Form]
    check: Check
    carry: Carry
    said: Said
    icon: str = "checks"
    tell: Tell | None = None
    undo: str = ""
    offered: bool = True


_acts: dict[str, Act] = {}


def bulk_act(code: str, title: str | Promise, right: str, form: Callable[..., forms.Form], **more: Any) -> None:
    """Declare an act on many tickets; `more` is what `Act` names. ValueError for a code that is taken."""
    act = Act(code, title, str(right), form, **more)
    if code in _acts and _acts[code].form is not form:
        raise ValueError(f"two acts on many tickets are called {code}")
    _acts[code] = act


def act_of(code: str) -> Act | None:
    return _acts.get(code)


def offered_to(person: Person) -> list[Act]:
    """The acts that the person may choose, in the order in which they were declared."""
    return [act for act in _acts.values() if act.offered and person.may(act.right)]
