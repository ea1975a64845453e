"""Which plan is in force, whom a rung tells, and how a ticket stands on the chain."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Max

from complaints.escalation import rules
from complaints.escalation.choices import Line, Trigger
from complaints.escalation.models import Escalation, EscalationNotice, EscalationPlan, Rung
from complaints.tickets.models import Complaint
from org.people.choices import Role
from org.people.selectors import posted_over

if TYPE_CHECKING:
    from complaints.tickets.models import ComplaintQuerySet
    from org.people.models import Person


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


def people_of(roles: Iterable[str], path: str, *, topmost: bool = False, handler: Person | None = None) -> Told:
    """Those nearest above the unit at `path` in each role; `topmost` takes the highest instead.

    The market department that a liaison form goes to is the highest there is; the manager in the chain is the
    branch's own. A ticket's own handler stands for all handlers.
    """
    wanted = [Role(role) for role in roles]
    found: dict[Role, dict[int, list[Person]]] = defaultdict(lambda: defaultdict(list))
    for posting in posted_over(wanted, path).select_related("person", "unit").order_by("person__staff_number"):
        found[Role(posting.role)][len(posting.unit.path)].append(posting.person)
    if handler is not None and Role.HANDLER in wanted:
        found[Role.HANDLER] = {0: [handler]}  # type: ignore[assignment]
    people: dict[Person, Role] = {}
    for role in wanted:
        if found[role]:
            height = min(found[role]) if topmost else max(found[role])
            for person in found[role][height]:
                people.setdefault(person, role)
    return Told(people, tuple(role for role in wanted if not found[role]))


def whom(rung: Rung, path: str, handler: Person | None, above: Iterable[Rung]) -> Told:
    """Whom a rung tells for a ticket at the unit `path`.

    Where nobody serves in any of its roles, the next level that has somebody is told; `above` are the plan's
    rungs by hand.
    """
    told = people_of(rung.roles, path, topmost=rung.liaison_form, handler=handler)
    gaps = list(told.gaps)
    for higher in above:
        if told.people:
            break
        if higher.level > rung.level:
            told = people_of(higher.roles, path, topmost=higher.liaison_form, handler=handler)
            gaps += [role for role in told.gaps if role not in gaps]
    return Told(told.people, tuple(gaps))


def rungs_by_hand(plan_id: int) -> list[Rung]:
    return list(Rung.objects.filter(plan_id=plan_id, trigger=Trigger.HAND))


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
    return list(rows.prefetch_related("notices__person").order_by("-pk"))


def waiting_for(person: Person, *, most: int) -> list[EscalationNotice]:
    """What waits for a person's acknowledgement: the last notice of each ticket, the latest first, `most` of them."""
    notices = EscalationNotice.objects.waiting_for(person)
    last = notices.values("escalation__complaint").annotate(last=Max("pk")).values("last")
    rows = EscalationNotice.objects.filter(pk__in=last).select_related("escalation__complaint__unit")
    return list(rows.defer("escalation__complaint__grams").order_by("-pk")[:most])
