"""What the pages of acts on many tickets show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from complaints.bulk.choices import Result, Stage
from complaints.bulk.models import BulkAct, BulkRow
from complaints.bulk.registry import Act, act_of, offered_to
from complaints.bulk.rules import ROWS_SHOWN
from org.access.choices import Right
from org.access.table import ROLE_PERMISSIONS
from org.people.models import Person, Posting
from org.units.models import below_any
from org.units.rules import chain

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Bar:
    """What `complaints/_bulk_bar.html` shows above a list: the acts, the list's filters and its own count."""

    acts: list[Act]
    query: str
    count: int
    counted_all: bool


def bar_for(person: Person, *, query: str, count: int, counted_all: bool) -> Bar | None:
    """The bar for a list with the filters of `query`; None for whoever may do nothing with it. No question asked."""
    acts = offered_to(person)
    return Bar(acts, query, count, counted_all) if acts and count else None


@dataclass(frozen=True)
class Reason:
    """So many tickets come to the same end with the same sentence."""

    result: Result
    sentence: str
    count: int


@dataclass(frozen=True)
class Summary:
    waiting: int
    done: int
    same: int
    refused: int
    reasons: list[Reason]

    @property
    def total(self) -> int:
        return self.waiting + self.done + self.same + self.refused

    @property
    def left(self) -> int:
        """Those that stay as they are, for whatever reason."""
        return self.same + self.refused


def summary_of(bulk: BulkAct) -> Summary:
    """How many tickets come to which end, the most frequent reasons first: one question."""
    groups = bulk.rows.order_by().values_list("result", "sentence").annotate(count=Count("*")).order_by("-count")
    counts: dict[str, int] = dict.fromkeys(Result.values, 0)
    reasons = []
    for result, sentence, count in groups:
        counts[result] += count
        if sentence:
            reasons.append(Reason(Result(result), sentence, count))
    return Summary(**counts, reasons=reasons)


@dataclass(frozen=True)
class RowPage:
    """`after` is the place to go on from, None on the last page."""

    rows: list[BulkRow]
    after: int | None


def rows_of(bulk: BulkAct, *, result: str = "", after: int = 0, size: int = ROWS_SHOWN) -> RowPage:
    """A page of the tickets that were asked for, in their order, of one `result` or of all."""
    rows = bulk.rows.filter(pk__gt=after).order_by("pk")
    if result in Result.values:
        rows = rows.filter(result=result)
    found = list(rows[: size + 1])
    return RowPage(found[:size], found[size - 1].pk if len(found) > size else None)


def list_address(filters: Mapping[str, str]) -> str:
    """The worklist that the act was asked from."""
    return f"{reverse('complaints')}?{urlencode(filters)}" if filters else reverse("complaints")


def handlers_near(person: Person) -> list[Person]:
    """Those who may handle tickets somewhere where `person` may give them away, by name."""
    tops = person.paths_for(Right.COMPLAINT_EDIT)
    above = {one for top in tops for one in chain(top)}
    roles = [role for role, rights in ROLE_PERMISSIONS.items() if Right.COMPLAINT_EDIT in rights]
    posted = Posting.objects.in_force(on=timezone.localdate()).filter(
        below_any("unit__path", tops) | Q(unit__path__in=above), role__in=roles, person__is_active=True
    )
    return list(Person.objects.filter(pk__in=posted.values("person_id")).order_by("name", "staff_number"))


def title_of(bulk: BulkAct) -> str:
    act = act_of(bulk.act)
    return str(act.title) if act else bulk.act


def said_of(bulks: Sequence[BulkAct]) -> list[str]:
    """What was chosen with each of them, in words; as many questions as there are kinds of acts."""
    words: dict[int, str] = {}
    for code in {bulk.act for bulk in bulks}:
        alike, act = [bulk for bulk in bulks if bulk.act == code], act_of(code)
        said = act.said([bulk.values for bulk in alike]) if act else [""] * len(alike)
        words |= {bulk.pk: one for bulk, one in zip(alike, said, strict=True)}
    return [words[bulk.pk] for bulk in bulks]


def may_undo(bulk: BulkAct, summary: Summary, *, taken_back_by: BulkAct | None) -> bool:
    """Whether there is something to take back that nobody has begun to take back."""
    act = act_of(bulk.act)
    over = bulk.stage in {Stage.FINISHED, Stage.STOPPED}
    return bool(act and act.undo and over and summary.done) and taken_back_by is None


def newest_of(person: Person, *, before: int | None) -> tuple[Sequence[BulkAct], int | None]:
    """A page of one's own acts on many, newest first, and the place to go on from."""
    rows = BulkAct.objects.visible_to(person).select_related("job").order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: ROWS_SHOWN + 1])
    return found[:ROWS_SHOWN], found[ROWS_SHOWN - 1].pk if len(found) > ROWS_SHOWN else None
