"""The loss analysis in words: halls and their standing, dimensions, what was lost item by item, and who saw it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.periods.menu import PeriodMenu
from core.periods.words import period_title
from core.ui.charts import Chart, Series, TargetLine
from halls.checks.choices import Averages, CheckKind, Dimension
from halls.checks.rules import FULL, half_up, plain
from halls.losses import rules
from halls.losses.rules import Gap, ItemLoss, Seen
from halls.losses.selectors import Asked, gaps_of

if TYPE_CHECKING:
    from core.periods.rules import Period
    from org.units.models import Unit

IN_A_ROW_FROM = 2
"""From the second period in a row a loss is a repeat."""


def losses_address(unit: Unit, to: Period, kind: str) -> str:
    return f"{reverse('losses_period', args=[kind, to.words])}?{urlencode({'unit': unit.code})}"


def found_address(asked: Asked, code: str, hall: Unit | None = None) -> str:
    said = {"unit": asked.unit.code, "code": code} | ({"hall": hall.code} if hall else {})
    return f"{reverse('losses_found', args=[asked.kind, asked.period.words])}?{urlencode(said)}"


def export_address(asked: Asked, ending: str) -> str:
    said = {"unit": asked.unit.code, "period": asked.period.words, "kind": asked.kind}
    return f"{reverse('export', args=['losses', ending])}?{urlencode(said)}"


@dataclass(frozen=True)
class HallLine:
    """A hall's checks of the period: the mean as printed, and where it stands."""

    name: str
    checks: int
    unscored: int
    score: Decimal | None
    line: Decimal | None
    is_named: bool
    is_full: bool


@dataclass(frozen=True)
class HallLoss:
    """A hall beside an item: `points` as printed, words for a finding that cost nothing or that came again."""

    name: str
    address: str
    points: str
    is_zero: bool
    repeated: str


@dataclass(frozen=True)
class ItemLine:
    words: str
    dimension: str
    found: str
    points: str
    address: str
    halls: list[HallLoss]


@dataclass(frozen=True)
class GapLine:
    """An item by side: each head with what that side saw."""

    words: str
    shares: list[tuple[str, str]]
    gap: str
    is_wide: bool


class LossPage:
    """One kind of check at a unit and below in a period."""

    def __init__(self, asked: Asked, *, today: dt.date) -> None:
        self.asked, self.period, self.unit, self.kind = asked, asked.period, asked.unit, CheckKind(asked.kind)
        self.title = period_title(asked.period)
        self._today = today

    @property
    def menu(self) -> PeriodMenu:
        chooser = reverse("losses_latest", args=[self.kind.value])
        return PeriodMenu(self.period, lambda to: losses_address(self.unit, to, self.kind.value), chooser, self._today)

    @property
    def kinds(self) -> list[tuple[str, str, bool]]:
        """Each kind of check with its address, and whether it is the one shown."""
        return [
            (str(kind.label), losses_address(self.unit, self.period, kind.value), kind is self.kind)
            for kind in CheckKind
        ]

    @property
    def export_links(self) -> list[tuple[str, str]]:
        return [(ending, export_address(self.asked, ending)) for ending in ("xlsx", "csv")]

    @cached_property
    def sum(self) -> rules.HallScores:
        return rules.together(self.asked.scores.values())

    @cached_property
    def means(self) -> dict[int, Decimal | None]:
        return {hall: one.mean(self.asked.averages) for hall, one in self.asked.scores.items()}

    @cached_property
    def mean(self) -> Decimal | None:
        return self.sum.mean(self.asked.averages)

    @property
    def averages_words(self) -> str:
        return str(Averages(self.asked.averages).label)

    @cached_property
    def spread(self) -> Decimal | None:
        return rules.spread(self.means.values())

    @cached_property
    def standing(self) -> rules.Standing:
        return rules.standing(self.means, self.asked.lines)

    @property
    def full_names(self) -> str:
        return self._names(self.standing.full)

    @property
    def named_names(self) -> str:
        return self._names(self.standing.named)

    def _names(self, halls: list[int]) -> str:
        chosen = set(halls)
        return "、".join(hall.name for pk, hall in self.asked.halls.items() if pk in chosen)

    @cached_property
    def halls(self) -> list[HallLine]:
        """The lowest score first; halls whose visits have none at the end."""
        named, full = set(self.standing.named), set(self.standing.full)
        lines = [
            HallLine(
                hall.name,
                self.asked.scores[pk].checks,
                self.asked.scores[pk].unscored,
                self.means[pk],
                self.asked.lines.get(pk),
                pk in named,
                pk in full,
            )
            for pk, hall in self.asked.halls.items()
        ]
        return sorted(lines, key=lambda one: (one.score is None, one.score or FULL))

    @cached_property
    def dimensions(self) -> list[tuple[str, Decimal | None, str]]:
        return [
            (str(Dimension(code).label), score, plain(half_up(lost))) for code, score, lost in self.asked.dimensions
        ]

    @cached_property
    def items(self) -> list[ItemLine]:
        return [self._item(one) for one in rules.by_item(self.asked.losses)]

    def _item(self, one: ItemLoss) -> ItemLine:
        return ItemLine(
            one.words,
            str(Dimension(one.dimension).label) if one.dimension else one.section,
            _("%(findings)d of %(asked)d") % {"findings": one.findings, "asked": one.asked},
            plain(half_up(one.lost)),
            found_address(self.asked, one.code),
            [self._hall(one.code, loss) for loss in one.halls],
        )

    def _hall(self, code: str, loss: rules.Loss) -> HallLoss:
        hall = self.asked.halls[loss.hall]
        times = self.asked.in_a_row.get((code, loss.hall), 0)
        return HallLoss(
            hall.name,
            found_address(self.asked, code, hall),
            plain(half_up(loss.lost)),
            loss.zero == loss.findings,
            self._repeated(times) if times >= IN_A_ROW_FROM else "",
        )

    @staticmethod
    def _repeated(times: int) -> str:
        return ngettext("%(times)d period in a row", "%(times)d periods in a row", times) % {"times": times}

    @cached_property
    def chart(self) -> Chart | None:
        """Scores of halls against the line where all have the same; none where nothing was scored."""
        known = [(line.name, line.score) for line in self.halls if line.score is not None]
        if not known:
            return None
        lines = set(self.asked.lines.values())
        line = lines.pop() if len(lines) == 1 else None
        title = _("Which halls are below %(line)s?") % {"line": plain(line)} if line else _("How do the halls score?")
        return Chart(
            key="loss-halls",
            kind="bar",
            title=title,
            head=_("Hall"),
            categories=[name for name, _score in known],
            series=[Series(_("Score"), [score for _name, score in known])],
            target=TargetLine(line, _("Line")) if line else None,
            places=2,
        )

    @cached_property
    def gaps(self) -> list[GapLine]:
        return [_gap_line(one) for one in gaps_of(self.unit, self.period)]

    @property
    def gap_heads(self) -> list[str]:
        return [side_words(side) for side in rules.SIDES]


def side_words(side: str) -> str:
    return {
        "self": _("The hall itself"),
        "peer": _("Other halls"),
        "branch": _("Supervision"),
        "mystery": _("Mystery shoppers"),
    }[side]


def _seen(seen: Seen) -> str:
    return "—" if seen.share is None else f"{half_up(seen.share * 100)} % ({seen.findings}/{seen.asked})"


def _gap_line(one: Gap) -> GapLine:
    shares = [(side_words(side), _seen(seen)) for side, seen in one.sides.items()]
    gap = "—" if one.gap is None else _("%(points)s points") % {"points": f"{half_up(one.gap * 100):+}"}
    return GapLine(one.words, shares, gap, one.gap is not None and one.gap > 0)
