"""An act of the queue, done by somebody who sits at a counter: on the page and by a machine alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from halls.queue import services
from halls.queue.selectors import session_of, visit_at
from halls.queue.services import CannotServe, CounterMoved, NotSigned

if TYPE_CHECKING:
    from halls.premises.models import Premises
    from halls.queue.models import CounterSession
    from org.people.models import Person

Act = Callable[..., object]

ON_THE_NUMBER: frozenset[Act] = frozenset(
    {
        services.add_service,
        services.finish,
        services.hold,
        services.not_here,
        services.recall,
        services.start,
        services.transfer,
    }
)
"""Acts on the number that is with the counter; the others name theirs, or need none."""


def act_at_counter(
    act: Act, *, premises: Premises, by: Person, now: dt.datetime, seen: int | None = None, **said: Any
) -> None:
    """Do what was pressed at the counter where `by` sits in this hall, if it stands as it was `seen`.

    Raises NotSigned, CounterMoved, and what the act raises.
    """
    session = sat_in(premises, by)
    if session is None:
        raise NotSigned
    # Said first, since it explains more than what the act itself would refuse; the act compares again as it writes.
    if seen is not None and seen != session.version:
        raise CounterMoved
    if act in ON_THE_NUMBER:
        said["visit"] = visit_at(session)
        if said["visit"] is None:
            raise CannotServe(_("No number is with this counter."))
    act(session=session, now=now, seen=seen, **said)


def sat_in(premises: Premises, person: Person) -> CounterSession | None:
    """Where somebody sits in this hall."""
    session = session_of(person)
    return session if session and session.counter.premises_id == premises.pk else None
