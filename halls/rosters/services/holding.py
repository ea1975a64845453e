"""What everybody who changes a roster holds, in the same order: weeks, then people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal
from halls.rosters import rules
from halls.rosters.choices import SwapState
from halls.rosters.models import RosterWeek, Swap
from halls.rosters.selectors import meets, staff_on
from halls.rosters.services.telling import ENDED, tell_swap
from org.people.models import Person

if TYPE_CHECKING:
    from halls.premises.models import Premises
    from halls.rosters.models import Shift


class CannotRoster(Refusal):
    """The shift cannot stand as it was asked for."""


def hold_weeks(premises: Premises, mondays: Iterable[dt.date]) -> dict[dt.date, RosterWeek]:
    """The weeks, made where nobody has planned in them yet; nobody else publishes or changes them until we end.

    Their version counts on: who publishes a week publishes what they looked at.
    """
    wanted = sorted(set(mondays))
    for monday in wanted:
        RosterWeek.objects.get_or_create(premises=premises, monday=monday)
    held = RosterWeek.objects.select_for_update(no_key=True, of=("self",)).filter(premises=premises, monday__in=wanted)
    return {week.monday: week for week in held.order_by("monday")}


def hold_people(people: Iterable[int]) -> None:
    """Nobody else gives these people a shift, in whichever hall, until we end."""
    rows = Person.objects.select_for_update(no_key=True).filter(pk__in=set(people))
    list(rows.order_by("pk").values_list("pk", flat=True))


def count_on(weeks: Iterable[RosterWeek]) -> None:
    RosterWeek.objects.filter(pk__in=[week.pk for week in weeks]).update(version=F("version") + 1)


def check_free(person: Person, day: dt.date, span: rules.Span, *, but: Collection[int] = ()) -> None:
    """Nobody is in two places at once. Raises CannotRoster; `but` are shifts that do not count."""
    other = meets(person, day, span, but=but)
    if other is not None:
        words = {"person": person.name, "shift": str(other), "hall": other.premises.unit.name}
        raise CannotRoster(_("%(person)s has a shift then: %(shift)s, %(hall)s.") % words, field="person")


def check_posted(premises: Premises, person: Person, day: dt.date) -> None:
    if person.pk not in {one.pk for one in staff_on(premises, day)}:
        words = {"person": person.name, "hall": premises.unit.name, "day": day.isoformat()}
        raise CannotRoster(_("%(person)s is not posted at %(hall)s on %(day)s.") % words, field="person")


def end_swaps(shift: Shift, *, but: Collection[int] = (), now: dt.datetime) -> None:
    """Open swaps of a shift that is no longer what was asked for are void, and both are told."""
    rows = Swap.objects.open().filter(Q(shift=shift) | Q(for_shift=shift)).exclude(pk__in=but)
    for swap in rows.select_related("asked_by", "colleague", "shift"):
        ended = Swap.objects.open().filter(pk=swap.pk).update(state=SwapState.WITHDRAWN, version=F("version") + 1)
        if ended:
            tell_swap(ENDED, swap, [swap.asked_by, swap.colleague], now=now)
