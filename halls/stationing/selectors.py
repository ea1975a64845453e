"""Questions about stationing: the rule in force, months and halls in figures, weeks kept, scores compared."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth

from core.periods.rules import Month, Period, month
from halls.stationing import rules
from halls.stationing.choices import ASSUMED_LABELS, CustomerKind, MatterState
from halls.stationing.models import CampaignHall, HallScore, OpenMatter, StationingRule, StintQuerySet
from halls.stationing.rules import Compared, Received, Tally, tally
from org.units.rules import chain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from halls.stationing.models import StationingCampaign
    from org.units.models import Unit


@dataclass(frozen=True)
class Terms:
    """What holds at a unit on a day: the names of the kinds, the rate asked for, and whether anybody set them."""

    labels: dict[str, str]
    target: Decimal
    valid_from: dt.date | None

    @property
    def is_assumed(self) -> bool:
        return self.valid_from is None


def terms_for(unit: Unit | None, *, on: dt.date) -> Terms:
    """The rule of the unit itself or the nearest above it; where there is none, what the source leads to assume."""
    rows = StationingRule.objects.filter(unit__path__in=chain(unit.path) if unit else [], valid_from__lte=on)
    said = sorted(rows.select_related("unit"), key=lambda row: (len(row.unit.path), row.valid_from, row.pk))
    if not said:
        labels = {kind.value: str(words) for kind, words in ASSUMED_LABELS.items()}
        return Terms(labels, rules.RESOLUTION_TARGET, None)
    rule = said[-1]
    labels = {
        CustomerKind.FIRST.value: rule.first_label,
        CustomerKind.SECOND.value: rule.second_label,
        CustomerKind.THIRD.value: rule.third_label,
    }
    return Terms(labels, rule.target, rule.valid_from)


@dataclass(frozen=True)
class Line:
    """What was signed in one month, hall or by one manager."""

    key: str
    name: str
    stints: int
    received: Received


@dataclass(frozen=True)
class Table:
    lines: list[Line]
    stints: int
    total: Received


_SUMS: dict[str, Any] = {
    "stints": Count("pk"),
    "first": Sum("received_first"),
    "second": Sum("received_second"),
    "third": Sum("received_third"),
    "unresolved_sum": Sum("unresolved"),
}


def by_month(stints: StintQuerySet) -> Table:
    """S3 4.3: the signed stints by month, oldest first, with their sums. One question."""
    rows = stints.signed().order_by().annotate(key=TruncMonth("day")).values("key").annotate(**_SUMS).order_by("key")
    return _table((f"{row['key']:%Y-%m}", f"{row['key']:%Y-%m}", row) for row in rows)


def by_hall(stints: StintQuerySet) -> Table:
    """The same by hall, in the order of the tree."""
    fields = ("unit__path", "unit__code", "unit__name")
    rows = stints.signed().order_by().values(*fields).annotate(**_SUMS).order_by("unit__path")
    return _table((row["unit__code"], row["unit__name"], row) for row in rows)


def by_manager(stints: StintQuerySet) -> Table:
    """The same by who stood there."""
    fields = ("manager__staff_number", "manager__name")
    rows = stints.signed().order_by().values(*fields).annotate(**_SUMS).order_by("manager__staff_number")
    return _table((row["manager__staff_number"], row["manager__name"], row) for row in rows)


def _table(rows: Iterable[tuple[str, str, Any]]) -> Table:
    lines = [
        Line(key, name, row["stints"], Received(row["first"], row["second"], row["third"], row["unresolved_sum"]))
        for key, name, row in rows
    ]
    return Table(lines, sum(line.stints for line in lines), rules.in_all(line.received for line in lines))


def months_of(campaign: StationingCampaign) -> tuple[Month, Month]:
    return month(campaign.first_month), month(campaign.last_month)


def unresolved_by_kind(matters: Iterable[OpenMatter]) -> dict[str, int]:
    """How many stand of each kind; those written by mistake left out."""
    found = dict.fromkeys(CustomerKind.values, 0)
    for matter in matters:
        found[matter.kind] += matter.struck_at is None
    return found


@dataclass(frozen=True)
class Kept:
    """A hall of a campaign: in how many of its weeks so far somebody stood there often enough, and what came of it."""

    hall: CampaignHall
    weeks_met: int
    weeks: int
    stints: int
    received: Received
    still_open: int


def kept_in(campaign: StationingCampaign, *, on: dt.date) -> list[Kept]:
    """Every hall of the campaign, one without a stint too (S3 4.2 measure 2). Three questions."""
    first, last = months_of(campaign)
    weeks = rules.weeks_between(first.first_day, min(last.last_day, on))
    days: dict[int, list[dt.date]] = defaultdict(list)
    sums: dict[int, Received] = defaultdict(Received)
    signed = campaign.stints.signed().values_list(
        "unit", "day", "received_first", "received_second", "received_third", "unresolved"
    )
    for unit, day, *figures in signed:
        days[unit].append(day)
        sums[unit] += Received(*figures)
    left = OpenMatter.objects.open().filter(stint__campaign=campaign).order_by().values("stint__unit")
    waiting = {row["stint__unit"]: row["count"] for row in left.annotate(count=Count("pk"))}
    return [
        Kept(
            hall,
            rules.weeks_met(days[hall.unit_id], weeks, least=campaign.weekly_least),
            len(weeks),
            len(days[hall.unit_id]),
            sums[hall.unit_id],
            waiting.get(hall.unit_id, 0),
        )
        for hall in campaign.halls.select_related("unit")
    ]


@dataclass(frozen=True)
class HallRow:
    """One hall before and after."""

    hall: CampaignHall
    compared: Compared


@dataclass(frozen=True)
class BeforeAfter:
    """Every hall of the campaign, what rose first, what fell after it, what nobody knows last; and the whole."""

    rows: list[HallRow]
    tally: Tally


def before_after(campaign: StationingCampaign, score: str, before: Period, after: Period) -> BeforeAfter:
    """S3 4.3: the score of every hall in two periods. Nothing narrows the halls: a decline cannot be left out."""
    halls = list(campaign.halls.select_related("unit"))
    values = _values([hall.unit_id for hall in halls], score, [*before.months, *after.months])
    rows = [HallRow(hall, Compared(_mean(values, hall, before), _mean(values, hall, after))) for hall in halls]
    rows.sort(key=_best_first)
    return BeforeAfter(rows, tally([row.compared for row in rows]))


def _best_first(row: HallRow) -> tuple[bool, Decimal]:
    relative = row.compared.relative
    return relative is None, -(relative or Decimal(0))


def _values(units: Sequence[int], score: str, months: Iterable[Month]) -> dict[tuple[int, str], Decimal]:
    rows = HallScore.objects.filter(unit__in=units, score=score, month__in={one.words for one in months})
    return {(unit, words): value for unit, words, value in rows.values_list("unit", "month", "value")}


def _mean(values: dict[tuple[int, str], Decimal], hall: CampaignHall, period: Period) -> Decimal | None:
    """Of a period of several months the plain mean; one month without a figure, and there is none."""
    return rules.mean(values.get((hall.unit_id, one.words)) for one in period.months)


def matters_due(*, on: dt.date) -> Any:
    """Open ones due by a day, their owners not told since they fell due."""
    rows = OpenMatter.objects.open().filter(due_on__lte=on, state=MatterState.OPEN)
    return rows.select_related("owner", "stint__unit")
