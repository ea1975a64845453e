"""What was lost where, asked of the database in a few questions however many checks there are."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Case, CharField, Count, Max, Min, Q, Sum, Value, When
from django.db.models.functions import TruncMonth

from core.periods.rules import Month
from halls.checks.choices import FINDINGS, SENT, Averages, CheckKind, RunState, Verdict
from halls.checks.models import Answer, CheckRun
from halls.checks.rules import FULL, ZERO
from halls.checks.selectors import lines_for
from halls.losses import rules
from halls.losses.rules import Gap, HallScores, Loss, Seen
from org.units.models import Unit

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet

    from core.periods.rules import Period


def counted(kinds: list[str]) -> Q:
    """Which checks an analysis is made of: those sent, and of mystery visits those accepted, whoever reads it."""
    return Q(kind__in=kinds) & (
        Q(kind=CheckKind.MYSTERY.value, state=RunState.ACCEPTED)
        | (~Q(kind=CheckKind.MYSTERY.value) & Q(state__in=SENT))
    )


def latest_month(unit: Unit, kind: str) -> Month | None:
    """The last month with a check of the kind that counts; None before the first."""
    last = CheckRun.objects.at_or_below(unit).filter(counted([kind])).aggregate(last=Max("business_day"))["last"]
    return Month.of(last) if last else None


@dataclass(frozen=True)
class Asked:
    """The checks of one kind at a unit and below in a period."""

    unit: Unit
    period: Period
    kind: str

    def runs(self, period: Period | None = None) -> QuerySet[CheckRun]:
        chosen = period or self.period
        days = (chosen.first_day, chosen.last_day)
        return CheckRun.objects.at_or_below(self.unit).filter(counted([self.kind]), business_day__range=days)

    def answers(self) -> QuerySet[Answer]:
        return _answers(self.unit, [self.kind], self.period.first_day, self.period.last_day)

    @cached_property
    def averages(self) -> str:
        """How scores are averaged: as the templates say, or by checks where they say different things."""
        said = set(self.runs().values_list("version_of__averages", flat=True).distinct().order_by())
        return Averages.POOLED.value if said == {Averages.POOLED.value} else Averages.RUNS.value

    @cached_property
    def halls(self) -> dict[int, Unit]:
        """By number: the halls that were checked, in the order of the tree."""
        checked = self.runs().values("unit")
        return {unit.pk: unit for unit in Unit.objects.filter(pk__in=checked).in_tree_order()}

    @cached_property
    def scores(self) -> dict[int, HallScores]:
        rows = (
            self.runs()
            .values("unit")
            .annotate(
                checks=Count("*"),
                scored=Count("score"),
                total=Sum("score"),
                # A check that a critical item made 0 earned nothing, whatever its items did.
                got=Sum("earned", filter=~Q(score=0)),
                could=Sum("possible"),
                least=Min("score"),
                most=Max("score"),
                full=Count("pk", filter=Q(score=FULL)),
            )
            .order_by()
        )
        return {
            row["unit"]: HallScores(
                row["checks"],
                row["scored"],
                row["total"] or ZERO,
                row["got"] or ZERO,
                row["could"] or ZERO,
                row["least"],
                row["most"],
                row["full"],
            )
            for row in rows
        }

    @cached_property
    def lines(self) -> dict[int, Decimal]:
        """By hall: the line in force on the last day of the period; a hall without one is left out."""
        found = lines_for(self.halls.values(), self.kind, on=self.period.last_day)
        return {hall: one.line for hall, one in found.items()}

    @cached_property
    def dimensions(self) -> list[tuple[str, Decimal | None, Decimal]]:
        """Each dimension with its score (points earned of those possible, to 100) and what it lost, weakest first."""
        every = Answer.objects.filter(run__in=self.runs(), earned__isnull=False).exclude(dimension="")
        rows = every.values("dimension").annotate(got=Sum("earned"), lost=Sum("lost"))
        found = []
        for row in rows.order_by():
            got, lost = row["got"] or ZERO, row["lost"] or ZERO
            found.append((row["dimension"], FULL * got / (got + lost) if got + lost else None, lost))
        return sorted(found, key=lambda one: (one[1] is None, one[1] or ZERO, one[0]))

    @cached_property
    def losses(self) -> list[Loss]:
        is_finding = Q(verdict__in=FINDINGS)
        rows = (
            self.answers()
            .values("code", "run__unit")
            .annotate(
                said=Max("words"),
                within=Max("dimension"),
                part=Max("section"),
                asked=Count("*"),
                findings=Count("pk", filter=is_finding),
                zero=Count("pk", filter=is_finding & Q(lost=0)),
                points=Sum("lost"),
            )
            .order_by("code", "run__unit")
        )
        return [
            Loss(
                row["code"],
                row["run__unit"],
                row["said"],
                row["within"],
                row["part"],
                row["asked"],
                row["findings"],
                row["zero"],
                row["points"] or ZERO,
            )
            for row in rows
        ]

    @cached_property
    def in_a_row(self) -> dict[tuple[str, int], int]:
        """By item and hall: in how many periods in a row, this one the last, it was found. One question."""
        periods = self.period.trend(rules.PERIODS_LOOKED_BACK)
        rows = _answers(self.unit, [self.kind], periods[0].first_day, self.period.last_day).filter(verdict__in=FINDINGS)
        months = rows.annotate(month=TruncMonth("run__business_day")).values_list("code", "run__unit", "month")
        place = {month: at for at, one in enumerate(periods) for month in one.months}
        found: dict[tuple[str, int], list[bool]] = {}
        for code, hall, month in months.distinct().order_by():
            found.setdefault((code, hall), [False] * len(periods))[place[Month.of(month)]] = True
        return {key: rules.in_a_row(was) for key, was in found.items()}


def gaps_of(unit: Unit, period: Period) -> list[Gap]:
    """Items that more than one side looked at, with what each of them saw. One question."""
    side_of = Case(
        *(When(run__kind__in=kinds, then=Value(side)) for side, kinds in rules.SIDES.items()),
        output_field=CharField(),
    )
    kinds = [kind for kinds in rules.SIDES.values() for kind in kinds]
    rows = (
        _answers(unit, kinds, period.first_day, period.last_day)
        .annotate(side=side_of)
        .values("code", "side")
        .annotate(said=Max("words"), asked=Count("*"), findings=Count("pk", filter=Q(verdict__in=FINDINGS)))
        .order_by("code", "side")
    )
    seen: dict[str, tuple[str, dict[str, Seen]]] = {}
    for row in rows:
        _words, sides = seen.setdefault(row["code"], (row["said"], {}))
        sides[row["side"]] = Seen(row["asked"], row["findings"])
    return rules.gaps(seen)


def found_at(asked: Asked, *, code: str, hall: Unit | None) -> QuerySet[Answer]:
    """The findings behind a figure, the newest first."""
    rows = asked.answers().filter(verdict__in=FINDINGS, code=code)
    if hall is not None:
        rows = rows.filter(run__unit=hall)
    return rows.select_related("run__unit").order_by("-run__business_day", "-run", "position")


def _answers(unit: Unit, kinds: list[str], first: dt.date, last: dt.date) -> QuerySet[Answer]:
    """What was asked and applied, in checks that count."""
    runs = CheckRun.objects.at_or_below(unit).filter(counted(kinds), business_day__range=(first, last))
    return Answer.objects.filter(run__in=runs).exclude(verdict__in=["", Verdict.NA])
