"""The numbers of open tickets that pages show: read from tallies, never counted over tickets."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, Case, Count, F, IntegerField, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from complaints.counters.choices import Counted, Number
from complaints.counters.models import Tally, TallyChange
from complaints.counters.rules import NEVER, NOBODY, PAST, Key, Standing, keys_of, without_nested
from complaints.tickets.choices import Due, Grade
from complaints.tickets.clocks import due_between
from complaints.tickets.models import Complaint, joins_cases
from org.people.models import Person
from org.units.models import below_any

if TYPE_CHECKING:
    from django.db.models import QuerySet

RIGHT = "complaint_view"


@dataclass(frozen=True)
class Source:
    """Where a number is kept: which tallies, which of the changes that wait, and which tickets themselves."""

    what: Counted
    changes: Q
    tickets: Q
    is_mine: bool = False
    since: dt.datetime | None = None
    until: dt.datetime | None = None

    def due(self, column: str = "moment") -> Q:
        """Due from one moment on and before another."""
        found = Q()
        if self.since is not None:
            found &= Q(**{f"{column}__gte": self.since})
        if self.until is not None:
            found &= Q(**{f"{column}__lt": self.until})
        return found


class Summed(Subquery):
    """What the rows of a query come to: one figure among others, of the same moment as they."""

    template = "(SELECT COALESCE(SUM(amount), 0) FROM (%(subquery)s) AS summed)"
    output_field = IntegerField()


def source_of(number: Number, *, person: Person, now: dt.datetime) -> Source:
    """Where `number` is kept for `person` at `now`; the same conditions as those of the list it stands beside."""
    if number in (Number.OPEN, Number.FREE, Number.GRAVE):
        few = {Number.FREE: Q(handler=NOBODY), Number.GRAVE: Q(is_grave=True)}.get(number, Q())
        tickets = {Number.FREE: Q(handler=None), Number.GRAVE: Q(grade=Grade.C)}.get(number, Q())
        return Source(Counted(number.value), few, tickets)
    if number == Number.MINE:
        return Source(Counted.MINE, Q(handler=person.pk), Q(handler=person.pk), is_mine=True)
    mine = number in (Number.MINE_LATE, Number.MINE_TODAY)
    since, until = None, now
    if number in (Number.TODAY, Number.MINE_TODAY):
        since, until = due_between(Due.TODAY, now=now)
    elif number == Number.SOON:
        since, until = due_between(Due.SOON, now=now)
    few = Q(handler=person.pk) if mine else Q()
    return Source(Counted.MINE_TIMED if mine else Counted.TIMED, few, few, mine, since, until)


def figures(person: Person, numbers: Iterable[Number], *, now: dt.datetime) -> Mapping[str, Summed]:
    """An expression for each of `numbers` over what `person` may see, for one query with whatever else is asked.

    Of one statement, so that a change is found either waiting or folded in, never both and never neither.
    """
    paths = without_nested(person.paths_for(RIGHT))
    return {number.value: Summed(_rows(source_of(number, person=person, now=now), person, paths)) for number in numbers}


def counts(person: Person, numbers: Iterable[Number], *, now: dt.datetime) -> dict[Number, int]:
    """`numbers` as they stand at `now` over what `person` may see; one query."""
    wanted = list(numbers)
    if not wanted or not person.may(RIGHT):
        return dict.fromkeys(wanted, 0)
    found = Person.objects.filter(pk=person.pk).values(**figures(person, wanted, now=now)).get()
    return {number: found[number.value] for number in wanted}


def _rows(source: Source, person: Person, paths: list[str]) -> QuerySet[Any]:
    handler = person.pk if source.is_mine else NOBODY
    within = below_any("unit_path", paths)
    kept = Tally.objects.filter(source.due(), path__in=paths, what=source.what, handler=handler)
    waiting = TallyChange.objects.filter(source.due(), source.changes, within)
    found: list[QuerySet[Any]] = [waiting.values(amount=F("change"))]
    if joins_cases(person):
        # The few tickets that come in sight from beside one's units are in none of their tallies.
        joined = Complaint.objects.open().joined_by(person).filter(source.due("due_at"), source.tickets)
        found.append(joined.exclude(within).values(amount=Value(1)))
    return kept.values(amount=F("number")).union(*found, all=True)


_FOUND = ("row", "what", "path", "due_to", "due", "grave", "amount")


def differences(*, now: dt.datetime) -> dict[Key, int]:
    """What must be added to each tally so that tallies and waiting changes come to what a recount finds.

    One statement reads tickets, changes and tallies as of one moment, so that nobody need stand still meanwhile.
    """
    found: Counter[Key] = Counter()
    rows = _tickets(now).union(_changes(now), _tallies(now), all=True)
    for row, what, path, handler, moment, is_grave, amount in rows.iterator(chunk_size=5_000):
        if row == "tally":
            found[Key(what, path, handler, moment)] -= amount
            continue
        for key in keys_of(Standing(path, handler, moment, bool(is_grave)), now=now):
            found[key] += amount
    return {key: amount for key, amount in found.items() if amount}


def _tickets(now: dt.datetime) -> QuerySet[Any]:
    grave = Case(When(grade=Grade.C, then=Value(True)), default=Value(False), output_field=BooleanField())
    handler, due = Coalesce("handler_id", Value(NOBODY)), _settled(Coalesce("due_at", Value(NEVER)), "due_at", now)
    rows = (
        Complaint.objects.open()
        .order_by()
        .values(row=Value("ticket"), what=Value(""), path=F("unit_path"), due_to=handler, due=due, grave=grave)
    )
    return rows.annotate(amount=Count("pk")).values_list(*_FOUND)


def _changes(now: dt.datetime) -> QuerySet[Any]:
    rows = TallyChange.objects.order_by().values(
        row=Value("change"), what=Value(""), path=F("unit_path"), due_to=F("handler"),
        due=_settled(F("moment"), "moment", now), grave=F("is_grave"),
    )  # fmt: skip
    return rows.annotate(amount=-Sum("change")).values_list(*_FOUND)


def _tallies(now: dt.datetime) -> QuerySet[Any]:
    # Names of its own: two of these are called like columns of the table.
    rows = Tally.objects.order_by().annotate(
        row=Value("tally"), due_to=F("handler"), due=_settled(F("moment"), "moment", now), grave=Value(False),
    )  # fmt: skip
    return rows.values_list("row", "what", "path", "due_to", "due", "grave", "number")


def _settled(moment: Any, column: str, now: dt.datetime) -> Case:
    """The moment, or PAST where it has gone by."""
    return Case(When(Q(**{f"{column}__lt": now}), then=Value(PAST)), default=moment)
