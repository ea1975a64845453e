"""Stationing in words: lines of the lists, the page of a stint, the rows of the tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from core.ui.choices import ChangeKind, Status
from core.ui.rules import half_up
from core.ui.words import change_words, due_day_words, no_data
from halls.stationing.choices import CustomerKind, MatterState, StintState
from halls.stationing.rules import meets
from org.access.choices import Right

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from decimal import Decimal

    from core.ui.rules import Number
    from halls.stationing.models import OpenMatter, Stint
    from halls.stationing.rules import Compared, Received
    from halls.stationing.selectors import BeforeAfter, Kept, Table, Terms
    from org.people.models import Person

SOON_DAYS = 2
NO_LABELS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Rate:
    """A rate as it is printed, against what is asked for."""

    value: Decimal | None
    is_met: bool | None

    @property
    def status(self) -> str:
        return Status.LATE if self.is_met is False else Status.DONE


def rate_of(received: Received, terms: Terms) -> Rate:
    return Rate(received.rate, meets(received.rate, terms.target))


@dataclass(frozen=True)
class StintLine:
    stint: Stint
    status: str
    words: str
    hours: str
    rate: Decimal | None


def stint_line(stint: Stint, *, today: dt.date) -> StintLine:
    status = {StintState.SIGNED: Status.DONE, StintState.CANCELLED: Status.PAUSED}.get(StintState(stint.state))
    words = str(StintState(stint.state).label)
    if status is None:
        status, words = (Status.LATE, _("Not signed yet")) if stint.day < today else (Status.SOON, words)
        if stint.day > today:
            status, words = Status.ONTIME, _("Planned")
    hours = f"{stint.starts_at:%H:%M}–{stint.ends_at:%H:%M}"
    signed = stint.state == StintState.SIGNED
    return StintLine(stint, status, words, hours, stint.received.rate if signed else None)


def stint_lines(stints: Iterable[Stint], *, today: dt.date) -> list[StintLine]:
    return [stint_line(stint, today=today) for stint in stints]


@dataclass(frozen=True)
class MatterLine:
    matter: OpenMatter
    status: str
    words: str
    kind: str
    customer: str


def matter_line(matter: OpenMatter, *, labels: Mapping[str, str] = NO_LABELS, today: dt.date) -> MatterLine:
    """In lists over several halls, whose kinds may have other names, without that of its kind."""
    customer = " · ".join(part for part in (_masked(matter.customer_name), matter.phone_masked) if part)
    kind = labels.get(matter.kind, "")
    if matter.struck_at is not None:
        return MatterLine(matter, Status.PAUSED, _("Written down by mistake"), kind, customer)
    if matter.state == MatterState.SETTLED:
        return MatterLine(matter, Status.DONE, str(MatterState.SETTLED.label), kind, customer)
    left = (matter.due_on - today).days
    status = Status.LATE if left < 0 else Status.SOON if left <= SOON_DAYS else Status.ONTIME
    return MatterLine(matter, status, due_day_words(matter.due_on, today), kind, customer)


def _masked(name: str) -> str:
    """`王小明` as `王**` (PIPL 51)."""
    return f"{name[0]}{'*' * min(len(name) - 1, 2)}" if len(name) > 1 else name


@dataclass(frozen=True)
class Counted:
    """One kind of customer and how many came."""

    label: str
    count: int


def counted(received: Received, terms: Terms) -> list[Counted]:
    return [Counted(terms.labels[kind], getattr(received, kind)) for kind in CustomerKind.values]


@dataclass(frozen=True)
class MayDo:
    """What this person may do with the stint now."""

    log: bool
    correct: bool
    cancel: bool


def may_do(stint: Stint, person: Person) -> MayDo:
    mine, is_open = stint.manager_id == person.pk, stint.state == StintState.OPEN
    leads = person.may(Right.STATIONING_LOG, at=stint.unit)
    return MayDo(
        log=mine and is_open, correct=mine and stint.state == StintState.SIGNED, cancel=is_open and (mine or leads)
    )


def may_follow(person: Person, matter: OpenMatter) -> bool:
    """Who sees to it, who stood there, and whoever leads stationing in the hall."""
    near = person.pk in (matter.owner_id, matter.stint.manager_id)
    return near or person.may(Right.STATIONING_LOG, at=matter.stint.unit)


@dataclass(frozen=True)
class TableLine:
    """A row of the month table; its name opens the stints that it counts."""

    name: str
    address: str
    stints: int
    counts: list[Counted]
    received: Received
    rate: Rate


def table_lines(table: Table, terms: Terms, *, by: str, params: dict[str, str]) -> list[TableLine]:
    named = {"month": "month", "hall": "unit", "manager": "manager"}[by]
    kept = {name: value for name, value in params.items() if name in ("unit", "campaign") and name != named}
    lines = []
    for line in table.lines:
        query = urlencode({**kept, named: line.key, "state": StintState.SIGNED.value})
        address = f"{reverse('stints')}?{query}"
        counts, rate = counted(line.received, terms), rate_of(line.received, terms)
        lines.append(TableLine(line.name, address, line.stints, counts, line.received, rate))
    return lines


@dataclass(frozen=True)
class ComparedLine:
    """A hall before and after, in words where a figure is missing; `found` is each head with what was found."""

    name: str
    pk: int
    found: list[tuple[str, str]]
    before: Decimal | None
    after: Decimal | None
    points: Decimal | None
    relative: Decimal | None
    direction: int
    percent: str


def compared_lines(table: BeforeAfter) -> list[ComparedLine]:
    return [_compared_line(row.hall.unit.name, row.hall.pk, _found(row.hall), row.compared) for row in table.rows]


def compared_total(table: BeforeAfter) -> ComparedLine:
    return _compared_line(_("Plain mean"), 0, [("", "")] * 3, table.tally.mean)


def _compared_line(name: str, pk: int, found: list[tuple[str, str]], compared: Compared) -> ComparedLine:
    return ComparedLine(
        name,
        pk,
        found,
        compared.before,
        compared.after,
        compared.points,
        compared.relative,
        compared.direction,
        change_words(compared.relative, ChangeKind.RELATIVE, 1),
    )


def found_heads() -> dict[str, str]:
    """S3 4.3: the three columns of what was found, by the name they are kept under."""
    return {
        "is_on_post": _("Manager on post"),
        "has_handheld": _("Handheld devices used"),
        "has_waiting": _("Customers waiting"),
    }


def _found(hall: object) -> list[tuple[str, str]]:
    words = {True: _("Yes"), False: _("No"), None: no_data()}
    return [(head, words[getattr(hall, name)]) for name, head in found_heads().items()]


@dataclass(frozen=True)
class KeptLine:
    kept: Kept
    rate: Rate
    address: str


def kept_lines(rows: Iterable[Kept], terms: Terms, *, campaign: int) -> list[KeptLine]:
    return [
        KeptLine(
            row,
            rate_of(row.received, terms),
            f"{reverse('stints')}?{urlencode({'campaign': str(campaign), 'unit': row.hall.unit.code})}",
        )
        for row in rows
    ]


def printed(value: Number | None, places: int = 1) -> Decimal | None:
    """A figure as a sheet holds it: rounded as it is printed."""
    return None if value is None else half_up(value, places)
