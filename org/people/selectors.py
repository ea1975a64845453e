"""Questions about people that no single row answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Prefetch, Q
from django.utils import timezone

from core.audit.models import AuditEntry
from core.audit.selectors import Line, line_of
from org.access.choices import Right
from org.access.table import ROLE_PERMISSIONS
from org.people.choices import Role
from org.people.models import Person, PersonQuerySet, Posting, PostingQuerySet
from org.people.rules import may_grant
from org.units.rules import chain, is_at_or_below

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from org.units.models import Unit

SIZES = (25, 50, 100)


def roles_at(person: Person, unit: Unit) -> set[Role]:
    """The roles that `person` holds today at `unit`, or above it."""
    return {Role(p.role) for p in person.current_postings if is_at_or_below(unit.path, p.unit.path)}


def posted_over(roles: Iterable[Role], path: str) -> PostingQuerySet:
    """Postings in one of `roles` that are in force today over the unit at `path`: there, or at a unit above it."""
    return posted_over_any(roles, [path])


def posted_over_any(roles: Iterable[Role], paths: Iterable[str]) -> PostingQuerySet:
    """As `posted_over`, for several units at once."""
    above = set().union(*map(chain, paths))
    return Posting.objects.in_force(on=timezone.localdate()).filter(
        role__in=list(roles), unit__path__in=above, person__is_active=True
    )


def in_role(role: Role, path: str) -> PersonQuerySet:
    """Those who may sign in and serve in `role` today over the unit at `path`: there, or at a unit above it."""
    return Person.objects.filter(pk__in=posted_over([role], path).values("person_id"))


def holding(right: Right, path: str) -> PersonQuerySet:
    """Those who may sign in and hold `right` today over the unit at `path`: there, or at a unit above it."""
    roles = [role for role, rights in ROLE_PERMISSIONS.items() if right in rights]
    return Person.objects.filter(pk__in=posted_over(roles, path).values("person_id"))


def grantable_roles(person: Person, *, at: Unit) -> list[Role]:
    """The roles that `person` may give somebody at `at` (N04), in the order of the list of roles."""
    if not person.may(Right.PERSON_EDIT, at=at):
        return []
    own = roles_at(person, at)
    rights = {right for role in own for right in ROLE_PERMISSIONS[role]}
    return [role for role in Role if may_grant(role, own_roles=own, own_rights=rights)]


def may_manage(person: Person, other: Person) -> bool:
    """Whether `person` may change `other`, invite him, or let him leave.

    Asked at every unit where `other` serves, will serve (or last served) and for every role there, so that nobody
    takes over an account that can do more than his own. Nobody manages himself.
    """
    if person.pk == other.pk:
        return False
    served = other.postings.select_related("unit").order_by("-starts_on", "-pk")
    postings = list(served.filter(Q(ends_on=None) | Q(ends_on__gte=timezone.localdate()))) or list(served[:1])
    return bool(postings) and all(Role(p.role) in grantable_roles(person, at=p.unit) for p in postings)


def search(
    people: PersonQuerySet,
    *,
    on: dt.date,
    words: str = "",
    unit: Unit | None = None,
    role: str = "",
    state: str = "",
) -> PersonQuerySet:
    """`people` whose number or name holds `words`, serving `on` that day at or below `unit` in `role`.

    `state` is "active" (may sign in), "left", or empty for both.
    """
    for word in words.split():
        people = people.filter(Q(staff_number__icontains=word) | Q(name__icontains=word))
    postings = Posting.objects.in_force(on=on)
    if unit is not None:
        postings = postings.below(unit)
    if role:
        postings = postings.filter(role=role)
    if unit is not None or role:
        people = people.filter(pk__in=postings.values("person_id"))
    if state:
        people = people.filter(is_active=state == "active")
    return people


@dataclass(frozen=True)
class PeoplePage:
    """People by staff number, with the numbers that the neighbouring pages begin at."""

    people: list[Person]
    size: int
    previous: str | None
    next: str | None
    sizes: tuple[int, ...] = SIZES


def page_of(people: PersonQuerySet, *, size: int, after: str = "", before: str = "") -> PeoplePage:
    """The `size` people after staff number `after`, or before `before`, or the first; postings at hand."""
    served = Prefetch("postings", Posting.objects.select_related("unit").order_by("-starts_on", "pk"))
    rows = people.prefetch_related(served)
    if before:
        found = list(rows.filter(staff_number__lt=before).order_by("-staff_number")[: size + 1])
        more, found = len(found) > size, found[:size][::-1]
        first, last = (found[0].staff_number, found[-1].staff_number) if found else (None, None)
        return PeoplePage(found, size, first if more else None, last)
    if after:
        rows = rows.filter(staff_number__gt=after)
    found = list(rows.order_by("staff_number")[: size + 1])
    more, found = len(found) > size, found[:size]
    previous = found[0].staff_number if after and found else None
    return PeoplePage(found, size, previous, found[-1].staff_number if more else None)


def people_by_unit(postings: PostingQuerySet, *, on: dt.date) -> dict[int, int]:
    """How many people serve at each unit that day, by unit id; units with nobody are left out."""
    counted = postings.in_force(on=on).order_by().values("unit_id").annotate(people=Count("person", distinct=True))
    return {row["unit_id"]: row["people"] for row in counted}


def history_of(person: Person, *, most: int = 100) -> list[Line]:
    """What was changed about `person`, newest first; never what the person did."""
    entries = AuditEntry.objects.about(person).filter(verb__startswith="person.").order_by("-position")[:most]
    return [line_of(entry) for entry in entries]


def colleague(person: Person, right: str, staff_number: str) -> Person | None:
    """Somebody of the units where `person` holds `right`, now or once, by staff number; None for everybody else."""
    return person.colleagues_for(right).filter(staff_number=staff_number.strip()).first()


def colleague_typed(person: Person, right: str, typed: str) -> Person | None:
    """As `colleague`, by staff number or by a name that only one who still works here has: what people type by hand."""
    words = typed.strip()
    found = colleague(person, right, words)
    if found is not None:
        return found
    named = list(person.colleagues_for(right).filter(name=words, is_active=True).distinct()[:2])
    return named[0] if len(named) == 1 else None
