"""What a department owns of the week's complaints (S1-P2 (2), S1-P9), and who answers for it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from complaints.cadence.masking import without_customer
from complaints.cadence.models import CauseOwner
from complaints.cadence.rules import Draft, Span
from complaints.cadence.selectors.branches import branch_over, of_its_own
from complaints.cadence.selectors.gathering import below
from complaints.cadence.selectors.meetings import action_lines
from complaints.categories.models import Category
from complaints.responsibility.choices import Decision, FindingState
from complaints.responsibility.models import Finding
from complaints.tickets.filters import NOT_FILLED
from complaints.tickets.models import Complaint
from improvement.models import Action
from org.people.choices import Role
from org.people.models import Person, Posting
from org.people.selectors import posted_over
from org.units.choices import UnitKind
from org.units.models import Unit, below_any

if TYPE_CHECKING:
    from complaints.tickets.models import ComplaintQuerySet
    from org.people.models import PersonQuerySet

HEADS = (Role.DEPARTMENT_HEAD, Role.DISTRICT_MANAGER)
EXAMPLES_OF, EXAMPLES_EACH = 3, 2
GROUNDS = ("error", "cause", "share")


def departments(*, on: dt.date) -> list[Unit]:
    """Units that answer for problems: bureaus and departments, units with a head of their own, owners of causes."""
    headed = Posting.objects.in_force(on=on).filter(role=Role.DEPARTMENT_HEAD).values("unit")
    owning = [owner for owner in owners_on(on).values() if owner]
    wanted = Q(kind__in=[UnitKind.BUREAU, UnitKind.DEPARTMENT]) | Q(pk__in=headed) | Q(pk__in=owning)
    return list(Unit.objects.active(on=on).filter(wanted).in_tree_order())


def heads(unit: Unit) -> PersonQuerySet:
    """Who answers for the unit: the nearest department head or district manager at it or above."""
    postings = posted_over(HEADS, unit.path).select_related("unit")
    nearest = max((len(one.unit.path) for one in postings), default=0)
    people = [one.person_id for one in postings if len(one.unit.path) == nearest]
    return Person.objects.filter(pk__in=people)


def owners_on(day: dt.date) -> dict[tuple[int, int], int | None]:
    """By branch and cause the owner's id where somebody was named, as it stood on `day`."""
    rows = CauseOwner.objects.filter(valid_from__lte=day).order_by("valid_from", "pk")
    return {(branch, cause): unit for branch, cause, unit in rows.values_list("branch", "cause", "unit")}


def causes_of(unit: Unit, branch: Unit, day: dt.date) -> set[int]:
    """Causes that belong to the unit in its branch on `day`: a finer one follows the nearest above with an owner."""
    owners = {cause: owner for (place, cause), owner in owners_on(day).items() if place == branch.pk}
    if unit.pk not in owners.values():
        return set()
    paths = dict(Category.objects.filter(pk__in=owners).values_list("path", "pk"))
    found = set()
    for pk, path in Category.objects.filter(tree="cause").values_list("pk", "path"):
        nearest = max((one for one in paths if path.startswith(one)), key=len, default=None)
        if nearest is not None and owners[paths[nearest]] == unit.pk:
            found.add(pk)
    return found


def owned(unit: Unit, span: Span) -> dict[str, ComplaintQuerySet]:
    """Tickets received in the week that the unit answers for, by why: its error, its cause, or its people's share.

    All of its own branch: nothing is owed to another one, and a cause is each branch's own to give.
    """
    branch = branch_over(unit)
    rows = below(branch).filter(received_at__range=span.within)
    own = of_its_own(branch).filter(received_at__range=span.within)
    people = Posting.objects.in_force(on=span.last).below(unit).order_by().values("person")
    standing = Finding.objects.filter(
        state__in=[FindingState.NOTICED, FindingState.DECIDED], casework__is_current=True, shares__person__in=people
    ).exclude(decision=Decision.LIFTED)
    return {
        "error": rows.filter(below_any("error_path", [unit.path])).exclude(error_side=""),
        "cause": own.filter(cause__in=causes_of(unit, branch, span.first)),
        "share": rows.filter(pk__in=standing.values("casework__complaint")),
    }


def problems(draft: Draft, unit: Unit, span: Span, *, now: dt.datetime) -> None:
    """The week's causes with the week before beside them, why they are the unit's, examples, and what is under way."""
    grounds, by_cause, former = owned(unit, span), _by_cause(owned(unit, span)), _by_cause(owned(unit, span.before))
    tickets = sorted({pk for _name, found in by_cause.values() for pk in found})
    draft.put("week", "all", "now", tickets, name=unit.name)
    draft.put("week", "all", "before", {pk for _name, found in former.values() for pk in found})
    for cause in sorted(by_cause.keys() | former.keys(), key=lambda one: (-len(by_cause.get(one, ("", []))[1]), one)):
        name = (by_cause.get(cause) or former[cause])[0]
        draft.put("problems", cause, "now", by_cause.get(cause, ("", []))[1], name=name)
        draft.put("problems", cause, "before", former.get(cause, ("", []))[1])
    for ground in GROUNDS:
        draft.put("grounds", ground, "now", grounds[ground].order_by().values_list("pk", flat=True))
    open_actions = Action.objects.open().filter(below_any("unit_path", [unit.path]))
    draft.lists["open_actions"] = action_lines(open_actions)
    draft.lists["examples"] = _examples(by_cause)
    draft.facts["today"] = timezone.localdate(now).isoformat()


def _by_cause(grounds: dict[str, ComplaintQuerySet]) -> dict[str, tuple[str, list[int]]]:
    found: dict[str, tuple[str, dict[int, None]]] = defaultdict(lambda: ("", {}))
    for rows in grounds.values():
        for pk, cause, name in rows.order_by().values_list("pk", "cause", "cause__name"):
            key = str(cause or NOT_FILLED)
            found[key] = (name or "", found[key][1] | {pk: None})
    return {cause: (name, sorted(tickets)) for cause, (name, tickets) in found.items()}


def _examples(by_cause: dict[str, tuple[str, list[int]]]) -> list[dict[str, Any]]:
    """The newest of the most frequent causes, in words that may be read aloud."""
    order = sorted(by_cause, key=lambda one: (-len(by_cause[one][1]), one))[:EXAMPLES_OF]
    wanted = [pk for cause in order for pk in by_cause[cause][1][-EXAMPLES_EACH:]]
    rows = Complaint.objects.in_bulk(wanted)
    return [
        {
            "number": one.number,
            "words": without_customer(f"{one.subject}：{one.text}" if one.text else one.subject, one.customer_name),
            "on": timezone.localdate(one.received_at).isoformat(),
            "staff": "",
        }
        for one in (rows[pk] for pk in wanted)
    ]
