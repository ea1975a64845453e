"""What people are told of their shifts and swaps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.notifications.registry import declare
from core.notifications.services import notify
from halls.rosters.rules import monday_of

if TYPE_CHECKING:
    from halls.rosters.models import RosterWeek, Shift, Swap
    from org.people.models import Person

PUBLISHED, CHANGED = "roster.published", "roster.changed"
ASKED, AGREED, DECLINED = "swap.asked", "swap.agreed", "swap.declined"
APPROVED, REFUSED, ENDED = "swap.approved", "swap.refused", "swap.ended"

declare(PUBLISHED, sentence=_("Your shifts at %(hall)s for the week from %(week)s"))
declare(CHANGED, sentence=_("Your shift at %(hall)s on %(day)s was changed: %(reason)s"))
declare(ASKED, sentence=_("%(person)s asks you to take over a shift: %(shift)s"))
declare(AGREED, sentence=_("%(person)s and %(colleague)s would like to swap a shift: %(shift)s"))
declare(DECLINED, sentence=_("%(colleague)s cannot take over your shift: %(shift)s"))
declare(APPROVED, sentence=_("Swapped: %(shift)s is served by %(colleague)s"))
declare(REFUSED, sentence=_("The swap of %(shift)s was refused: %(reason)s"))
declare(ENDED, sentence=_("The swap of %(shift)s is void: the shift was changed meanwhile"))


def tell_published(week: RosterWeek, people: Iterable[Person], *, now: dt.datetime) -> None:
    notify(
        PUBLISHED,
        recipients=people,
        params={"hall": week.premises.unit.name, "week": week.monday.isoformat()},
        address=own_week(week.monday),
        key=f"{PUBLISHED}:{week.pk}",
        now=now,
    )


def tell_changed(shift: Shift, people: Iterable[Person], *, reason: str, now: dt.datetime) -> None:
    """`shift` as it now stands; its version makes each change a fact of its own."""
    notify(
        CHANGED,
        recipients={person.pk: person for person in people}.values(),
        params={"hall": shift.premises.unit.name, "day": shift.day.isoformat(), "reason": reason},
        address=own_week(shift.day),
        key=f"{CHANGED}:{shift.pk}:{shift.version}",
        now=now,
    )


def tell_swap(kind: str, swap: Swap, people: Iterable[Person], *, now: dt.datetime) -> None:
    notify(
        kind,
        recipients=people,
        params={
            "person": swap.asked_by.name,
            "colleague": swap.colleague.name,
            "shift": str(swap.shift),
            "reason": swap.reason,
        },
        address=reverse("swap", args=[swap.pk]),
        key=f"{kind}:{swap.pk}",
        now=now,
    )


def own_week(day: dt.date) -> str:
    return f"{reverse('own_shifts')}?week={monday_of(day).isoformat()}"
