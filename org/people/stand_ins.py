"""Nobody in particular who serves as somebody does: for queries that are worded once for all who serve alike."""

from __future__ import annotations

from org.people.models import Person, Posting
from org.units.models import Unit

Served = frozenset[tuple[str, str]]
"""Paths of units, each with a role: rights come from these alone."""


def served_by(person: Person) -> Served:
    """Where the person serves today, and as what; nowhere for who may not sign in."""
    if not person.is_active:
        return frozenset()
    return frozenset((posting.unit.path, posting.role) for posting in person.current_postings)


def one_who_serves(served: Served, *, pk: int) -> Person:
    person = Person(pk=pk)
    person.current_postings = [Posting(unit=Unit(path=path), role=role) for path, role in sorted(served)]
    return person
