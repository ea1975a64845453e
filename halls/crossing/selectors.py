"""Who may take part in a round, what the round before was, and how far a round is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch

from halls.checks.choices import SENT, CheckKind
from halls.checks.models import CheckRun, CheckTemplate
from halls.checks.rules import mean_of_scores
from halls.checks.selectors import own_paths
from halls.crossing.models import CrossPair, CrossRound
from halls.premises.models import Premises
from org.access.choices import Right
from org.access.table import ROLE_PERMISSIONS
from org.people.models import Person, Posting
from org.units.models import Unit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from django.db.models import QuerySet


@dataclass(frozen=True)
class Candidate:
    """Somebody who may inspect, the unit they come from, and every path below which halls are their own."""

    person: Person
    home: Unit
    own: tuple[str, ...]

    @property
    def key(self) -> str:
        return self.person.staff_number


def candidates_in(unit: Unit, *, on: dt.date) -> list[Candidate]:
    """People posted below the unit who may carry out checks there, each from the lowest of their units.

    Who is posted at the unit itself, or above, and leads its halls may inspect none of them (H18).
    """
    roles = [role for role, rights in ROLE_PERMISSIONS.items() if Right.CHECK_RUN in rights]
    posted = Posting.objects.in_force(on=on).below(unit).exclude(unit=unit)
    rows = posted.filter(role__in=roles, person__is_active=True).select_related("unit").order_by("unit__path", "pk")
    lowest: dict[int, Unit] = {}
    for posting in rows:
        if posting.person_id not in lowest or len(posting.unit.path) > len(lowest[posting.person_id].path):
            lowest[posting.person_id] = posting.unit
    every = Prefetch("postings", Posting.objects.in_force(on=on).select_related("unit"), to_attr="current_postings")
    people = Person.objects.filter(pk__in=lowest).prefetch_related(every)
    found = [Candidate(person, lowest[person.pk], own_paths(person) or (lowest[person.pk].path,)) for person in people]
    return sorted((one for one in found if not unit.path.startswith(one.own)), key=lambda one: (one.home.path, one.key))


def halls_in(unit: Unit, *, on: dt.date) -> QuerySet[Unit]:
    """Halls of the unit that are set up and in use that day."""
    halls = Premises.objects.at_or_below(unit)
    return Unit.objects.filter(premises__in=halls).active(on=on).in_tree_order()


def templates_at(unit: Unit) -> QuerySet[CheckTemplate]:
    """Published sheets of cross inspection that hold at the unit."""
    rows = CheckTemplate.objects.holding_at(unit).filter(kind=CheckKind.CROSS, versions__published_at__isnull=False)
    return rows.distinct().order_by("name")


def last_pairs(unit: Unit, *, before: CrossRound | None = None) -> set[tuple[int, int]]:
    """Which homes looked at which halls in the last round of the unit that was told, as (home, hall) by unit."""
    rounds = CrossRound.objects.told().filter(unit=unit)
    if before is not None:
        rounds = rounds.filter(opens_on__lte=before.opens_on).exclude(pk=before.pk)
    last = rounds.order_by("-opens_on", "-pk").first()
    return set(last.pairs.values_list("home", "hall")) if last else set()


@dataclass(frozen=True)
class Progress:
    """How far a round is; `mean` is that of the scores of checks sent, None while there is none."""

    pairs: list[CrossPair]
    done: int
    mean: Decimal | None
    findings: int


def progress_of(one: CrossRound) -> Progress:
    """The pairs of a round, each with the check that counts now, in a few questions however many."""
    pairs = list(one.pairs.select_related("hall", "person", "home", "run"))
    newest = newest_of([pair.run for pair in pairs if pair.run is not None])
    for pair in pairs:
        if pair.run is not None:
            pair.run = newest[pair.run.pk]
    sent = [pair.run for pair in pairs if pair.run is not None and pair.run.state in SENT]
    return Progress(pairs, len(sent), mean_of_scores(run.score for run in sent), sum(run.findings for run in sent))


def newest_of(runs: Iterable[CheckRun]) -> dict[int, CheckRun]:
    """By run: itself, or what it was replaced by when it was returned or reopened, however often."""
    found = {run.pk: run for run in runs}
    asked = set(found)
    while asked:
        later = {run.replaces_id: run for run in CheckRun.objects.filter(replaces__in=asked)}
        for first, run in found.items():
            found[first] = later.get(run.pk, run)
        asked = {run.pk for run in later.values()}
    return found


def open_pairs_of(person: Person) -> list[CrossPair]:
    """Halls that the person still has to inspect, due first in front; one whose check was returned among them."""
    rows = CrossPair.objects.filter(person=person, round_of__in=CrossRound.objects.told())
    pairs = list(
        rows.exclude(run__state__in=SENT).select_related("hall", "round_of", "run").order_by("round_of__due_on", "pk")
    )
    newest = newest_of([pair.run for pair in pairs if pair.run is not None])
    return [pair for pair in pairs if pair.run is None or newest[pair.run.pk].state not in SENT]
