"""The page of one hall: its figures, the map of its week, its services and days; and the page of halls in pairs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.periods.rules import Period
from core.ui.rules import grouped, share_text
from halls.waiting import addresses, words
from halls.waiting.choices import PERCENTS, Base, By
from halls.waiting.presenter import Page, Table
from halls.waiting.rules import NOTHING, Tally, half_hour_words, is_finding
from halls.waiting.selectors import Pair, pairs, week

if TYPE_CHECKING:
    from halls.premises.models import Premises
    from halls.waiting.selectors import Asked

MOST_NAMED = 3
"""How many half-hours of a pair are named before somebody asks for all."""
STEPS = (Decimal("0.5"), Decimal(1), Decimal(2), Decimal(3))
"""Where the shades of the map change, in lines: half of what is allowed, all of it, twice, three times as much."""


@dataclass(frozen=True)
class Figure:
    """A card: what, how much, and a word below it."""

    name: str
    value: str
    note: str = ""
    is_late: bool = False
    link: str = ""


@dataclass(frozen=True)
class HeatCell:
    """A half-hour of a weekday; `shade` 0 is nobody, 1 to 5 the share against the line."""

    text: str
    n: int
    shade: int
    is_finding: bool
    link: str
    label: str


@dataclass(frozen=True)
class HeatRow:
    name: str
    cells: list[HeatCell]


class HallPage(Page):
    def __init__(self, asked: Asked, *, today: dt.date) -> None:
        super().__init__(asked, today=today)
        self.hall: Premises = asked.halls[0]
        self.chooser = reverse("hall_waits", args=[self.hall.unit.code])
        self.limit = words.limit_words(asked.limits(self.hall))
        self.line = asked.share_line(self.hall).share

    def address(self, to: Period, base: Base) -> str:
        return addresses.hall_address(self.hall, to, base)

    @cached_property
    def services(self) -> Table:
        return Table(self.asked, By.SERVICE)

    @cached_property
    def days(self) -> Table:
        return Table(self.asked, By.DAY)

    @cached_property
    def whole(self) -> Tally:
        return self.days.sum

    @property
    def is_empty(self) -> bool:
        return not self.whole.tickets

    @property
    def figures(self) -> list[Figure]:
        base, share = self.base, self.whole.share(self.base)
        has_limit = any(one.minutes for one in self.asked.limits(self.hall))
        out_of = ""
        if share is not None:
            parts = {"over": grouped(self.whole.over_of(base)), "tickets": grouped(self.whole.out_of(base))}
            out_of = _("%(over)s ÷ %(tickets)s") % parts
        ranks = self.asked.percentiles().get((), (None,) * len(PERCENTS))
        waits = [
            Figure(_("p%(percent)s of waits") % {"percent": percent}, _minutes(seconds))
            for percent, seconds in zip(PERCENTS, ranks, strict=True)
        ]
        behind = self.days.behind_all
        return [
            Figure(
                pgettext("of a hall", "Tickets"), grouped(self.whole.count(base)), str(base.label), link=behind.tickets
            ),
            Figure(
                _("Overtime share"),
                words.share_words(self.whole, base, has_limit=has_limit),
                out_of,
                is_late=is_finding(share, self.line),
                link=behind.over if self.whole.over_of(base) else "",
            ),
            Figure(_("Mean wait"), _minutes(self.whole.mean_seconds)),
            *waits,
        ]

    @cached_property
    def _week(self) -> dict[tuple[int, int], Tally]:
        return week(self.asked)

    @property
    def weekdays(self) -> list[str]:
        return [str(WEEKDAYS_ABBR[one]) for one in self._days]

    @cached_property
    def _days(self) -> list[int]:
        """Monday to Friday, and the days of the weekend on which somebody came."""
        return sorted({0, 1, 2, 3, 4} | {weekday for _place, weekday in self._week})

    @property
    def heat(self) -> list[HeatRow]:
        """From the first half-hour in which anybody came to the last."""
        places = {place for place, _weekday in self._week}
        return [
            HeatRow(half_hour_words(place), [self._cell(place, weekday) for weekday in self._days])
            for place in range(min(places, default=0), max(places, default=-1) + 1)
        ]

    def _cell(self, place: int, weekday: int) -> HeatCell:
        tally = self._week.get((place, weekday), NOTHING)
        share, n = tally.share(self.base), tally.count(self.base)
        text = "" if not n else share_text(share, 1) if share is not None else "–"
        link = ""
        if n and not (tally.waiting and self.base is Base.WAITED):
            first, last = self.period.first_day, self.period.last_day
            few = {"weekday": weekday, "half_hour": place}
            link = addresses.visits_address(self.hall, first, last, over=False, base=self.base, **few)
        said = {"weekday": WEEKDAYS[weekday], "time": half_hour_words(place), "share": text, "n": grouped(n)}
        return HeatCell(
            text,
            n,
            self._shade(share, n),
            is_finding(share, self.line),
            link,
            _("%(weekday)s %(time)s: overtime share %(share)s of %(n)s tickets") % said,
        )

    def _shade(self, share: Decimal | None, n: int) -> int:
        if not n or share is None:
            return 0
        if not self.line:
            return 1 if share == 0 else 5
        return 1 + sum(share * 100 > step * self.line for step in STEPS)

    @property
    def legend(self) -> list[tuple[int, str]]:
        """The shades with what they stand for."""
        bounds = [step * self.line for step in STEPS]
        texts = [_plain(bound) for bound in bounds]
        named = [_("up to %(to)s %%") % {"to": texts[0]}]
        named += [_("%(above)s to %(to)s %%") % {"above": a, "to": b} for a, b in pairwise(texts)]
        named.append(_("above %(above)s %%") % {"above": texts[-1]})
        return list(enumerate(named, start=1))


def _plain(value: Decimal) -> str:
    return grouped(value, 0 if value == value.to_integral_value() else 1)


def _minutes(seconds: Decimal | int | None) -> str:
    text = words.minutes_words(seconds)
    return text if seconds is None else _("%(minutes)s min") % {"minutes": text}


@dataclass(frozen=True)
class ShownMove:
    time: str
    busy: str
    idle: str
    visits: str


@dataclass(frozen=True)
class ShownPair:
    busy: Premises
    idle: Premises
    busy_link: str
    idle_link: str
    busy_share: str
    idle_share: str
    place: str
    visits: str
    most: str
    moves: list[ShownMove]


class PairsPage(Page):
    """Which halls are above their line while one beside them has room."""

    def __init__(self, asked: Asked, *, today: dt.date) -> None:
        super().__init__(asked, today=today)
        self.chooser = reverse("waits")

    def address(self, to: Period, base: Base) -> str:
        return addresses.waits_address(self.asked.unit, to, base, name="waits_pairs")

    @property
    def waits_link(self) -> str:
        return addresses.waits_address(self.asked.unit, self.period, self.base)

    @cached_property
    def pairs(self) -> list[ShownPair]:
        return [self._pair(one) for one in pairs(self.asked)]

    @property
    def how(self) -> list[str]:
        return [
            _(
                "Visits that could move = the visits a day over the limit in the busy hall in that half-hour, at most"
                " as many as the other hall has room for then (S0-Q1, diversion)."
            ),
            _(
                "Room = the most the other hall has taken in any half-hour, a day in the mean, with its own overtime"
                " share within the line, less what it has in that half-hour."
            ),
            _("Means are over the days on which the hall had customers. All tickets are counted."),
            _(
                "Halls of the same bureau come first; those of a bureau beside it only where none of these has room."
                " How far it is to go between two halls is not known here."
            ),
            _("Each pair stands for itself, so that room may be shown twice; less than one visit a day is not shown."),
        ]

    def _pair(self, pair: Pair) -> ShownPair:
        return ShownPair(
            busy=pair.busy,
            idle=pair.idle,
            busy_link=addresses.hall_address(pair.busy, self.period),
            idle_link=addresses.hall_address(pair.idle, self.period),
            busy_share=share_text(pair.busy_share or 0),
            idle_share=share_text(pair.idle_share or 0),
            place=_("same bureau") if pair.is_near else _("bureau beside it"),
            visits=grouped(pair.visits, 1),
            most=" · ".join(half_hour_words(move.half_hour) for move in pair.moves[:MOST_NAMED]),
            moves=[
                ShownMove(
                    half_hour_words(move.half_hour),
                    _("%(tickets)s a day, %(over)s over the limit")
                    % {"tickets": grouped(move.busy.each_day, 1), "over": grouped(move.busy.over_each_day, 1)},
                    _("%(tickets)s a day") % {"tickets": grouped(move.idle.each_day, 1)},
                    grouped(move.visits, 1),
                )
                for move in pair.moves
            ],
        )
