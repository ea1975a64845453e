"""Which plan is in force, whom a rung tells, and how a ticket stands on the chain."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Max, Prefetch

from complaints.escalation import rules
from complaints.escalation.choices import Line, Trigger
from complaints.escalation.models import Escalation, EscalationNotice, EscalationPlan, Rung
from complaints.tickets.models import Complaint
from core.prepared import Prepared
from org.people.choices import Role
from org.people.models import Person
from org.people.selectors import posted_over, posted_over_any
from org.units.rules import chain

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from complaints.tickets.models import ComplaintQuerySet


def line_of(complaint: Complaint) -> Line:
    """The line of a ticket, by the channel it came through (CALL_CENTRE_CHANNELS)."""
    return rules.line_of(complaint.channel, call_centre=settings.CALL_CENTRE_CHANNELS)


def on_line(rows: ComplaintQuerySet, line: Line) -> ComplaintQuerySet:
    """Those of `rows` that go up the line."""
    of_call_centre = {"channel__in": settings.CALL_CENTRE_CHANNELS}
    return rows.filter(**of_call_centre) if line == Line.CALL_CENTRE else rows.exclude(**of_call_centre)


def live_plan(line: Line) -> EscalationPlan | None:
    return EscalationPlan.objects.live().filter(line=line).first()


def rungs_by_time(line: Line) -> list[Rung]:
    """The rungs by time of the plan in force; none while nobody has set a time."""
    return list(
        Rung.objects.filter(plan__line=line, plan__live_from__isnull=False, plan__live_until=None, trigger=Trigger.TIME)
    )


@dataclass(frozen=True)
class Told:
    """Who is told in which role, and the roles in which nobody serves over the ticket's unit."""

    people: Mapping[Person, Role]
    gaps: tuple[Role, ...] = ()


class Posted:
    """Who serves today in which role at which unit, of all who may be told by `rungs` over the units at `paths`.

    Read once for many tickets; `above` are the plans' rungs by hand, which step in where nobody serves.
    """

    def __init__(self, rungs: Iterable[Rung], above: Iterable[Rung], paths: Iterable[str]) -> None:
        asked = list(rungs)
        lowest = min((rung.level for rung in asked), default=rules.LAST)
        roles = {role for rung in (*asked, *(one for one in above if one.level > lowest)) for role in rung.roles}
        self._at: dict[tuple[str, str], list[Person]] = defaultdict(list)
        postings = posted_over_any([Role(role) for role in roles], paths).select_related("person", "unit")
        for posting in postings.order_by("person__staff_number"):
            self._at[posting.role, posting.unit.path].append(posting.person)

    def over(self, role: Role, path: str) -> list[list[Person]]:
        """Those in `role` at the unit and at each unit above it that has any, the topmost unit first."""
        return [people for place in chain(path) if (people := self._at.get((role, place)))]


def people_of(
    roles: Iterable[str], path: str, posted: Posted, *, topmost: bool = False, handler: Person | None = None
) -> Told:
    """Those nearest above the unit at `path` in each role; `topmost` takes the highest instead.

    The market department that a liaison form goes to is the highest there is; the manager in the chain is the
    branch's own. A ticket's own handler stands for all handlers.
    """
    wanted = [Role(role) for role in roles]
    found = {role: posted.over(role, path) for role in wanted}
    if handler is not None and Role.HANDLER in wanted:
        found[Role.HANDLER] = [[handler]]
    people: dict[Person, Role] = {}
    for role in wanted:
        if found[role]:
            for person in found[role][0 if topmost else -1]:
                people.setdefault(person, role)
    return Told(people, tuple(role for role in wanted if not found[role]))


def whom(rung: Rung, path: str, handler: Person | None, above: Iterable[Rung], posted: Posted) -> Told:
    """Whom a rung tells for a ticket at the unit `path`.

    Where nobody serves in any of its roles, the next level that has somebody is told; `above` are the plan's
    rungs by hand, `posted` knows those who serve there.
    """
    told = people_of(rung.roles, path, posted, topmost=rung.liaison_form, handler=handler)
    gaps = list(told.gaps)
    for higher in above:
        if told.people:
            break
        if higher.level > rung.level:
            told = people_of(higher.roles, path, posted, topmost=higher.liaison_form, handler=handler)
            gaps += [role for role in told.gaps if role not in gaps]
    return Told(told.people, tuple(gaps))


def rungs_by_hand(plan_ids: Iterable[int]) -> dict[int, list[Rung]]:
    """The rungs by hand of these plans, by plan, the lowest level first."""
    found: dict[int, list[Rung]] = {pk: [] for pk in plan_ids}
    for rung in Rung.objects.filter(plan_id__in=found, trigger=Trigger.HAND):
        found[rung.plan_id].append(rung)
    return found


def level_of(complaint: Complaint) -> int:
    """Where a ticket stands: with its handler, unless it went up and was not taken back."""
    levels = Escalation.objects.standing().filter(complaint=complaint).values_list("level", flat=True)
    return max(levels, default=rules.FIRST)


def climbed_levels(complaint: Complaint) -> list[tuple[int, dt.datetime | None]]:
    """Every level the ticket ever went up to, with when it was taken down again, in one reading."""
    return list(Escalation.objects.filter(complaint=complaint).values_list("level", "lowered_at"))


def may_lower(complaint: Complaint, person: Person, *, level: int) -> bool:
    """Whether the person stands above `level` of the ticket's line, over its unit."""
    postings = posted_over(Role, complaint.unit_path).filter(person=person)
    roles = {Role(role) for role in postings.values_list("role", flat=True)}
    return rules.may_lower(line_of(complaint), level, roles)


def escalations_of(complaint: Complaint) -> list[Escalation]:
    """All of a ticket's escalations, the last one first, with whom they told."""
    rows = Escalation.objects.filter(complaint=complaint).select_related("rung", "by", "lowered_by", "liaison_file")
    notices = Prefetch("notices", EscalationNotice.objects.select_related("person"))
    return list(rows.prefetch_related(notices).order_by("-pk"))


def waits_for_word(complaint: Complaint, person: Person) -> bool:
    """Whether the person was told of the ticket and has not said so."""
    return bool(_unsaid().ask({"complaint": complaint.pk, "person": person.pk}))


@cache
def _unsaid() -> Prepared:
    """One such notice; each ticket's page asks."""

    def worded(values: Mapping[str, Any]) -> QuerySet[Any, Any]:
        told = EscalationNotice.objects.waiting_for(Person(pk=values["person"]))
        return told.filter(escalation__complaint=values["complaint"]).order_by().values_list("pk")[:1]

    return Prepared(worded, {"complaint": -1, "person": -2}, {"complaint": -3, "person": -4})


def waiting_for(person: Person, *, most: int) -> list[EscalationNotice]:
    """What waits for a person's acknowledgement: the last notice of each ticket, the latest first, `most` of them."""
    notices = EscalationNotice.objects.waiting_for(person)
    last = notices.values("escalation__complaint").annotate(last=Max("pk")).values("last")
    rows = EscalationNotice.objects.filter(pk__in=last).select_related("escalation__complaint__unit")
    return list(rows.defer("escalation__complaint__grams").order_by("-pk")[:most])
