"""What the pages of waits show, put into words, so that their templates neither ask nor compute."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.periods.menu import PeriodMenu
from core.periods.rules import Period
from core.periods.words import period_title
from core.ui.charts import Chart, Series, TargetLine
from core.ui.rules import grouped
from core.ui.words import unset
from halls.waiting import addresses, words
from halls.waiting.choices import Base, By
from halls.waiting.rules import is_finding, printed_otherwise, total
from halls.waiting.selectors import Line, lines

if TYPE_CHECKING:
    from halls.premises.models import Premises
    from halls.waiting.rules import Tally
    from halls.waiting.selectors import Asked
    from org.units.models import Unit


@dataclass(frozen=True)
class ShownLine:
    """A line of a table. A link is empty where nothing stands behind the figure."""

    name: str
    link: str
    tickets: int
    tickets_link: str
    over: str
    over_link: str
    share: str
    is_finding: bool
    is_known: bool
    limit: str
    mean: str
    ranks: list[str]


@dataclass(frozen=True)
class Behind:
    """The ways to the visits behind a line's tickets and behind those over the limit; empty where there is none."""

    tickets: str = ""
    over: str = ""


@dataclass(frozen=True)
class Choice:
    label: str
    link: str
    is_on: bool


class Table:
    """Waits broken down by one thing, with their total where there is more than one line."""

    def __init__(self, asked: Asked, by: By) -> None:
        self.asked, self.by = asked, by
        self.found = lines(asked, by)
        self.key, self.head = f"waits-{by.value}", words.head_words(by)
        self.has_limits = by is By.HALL
        self.rank_heads = words.percent_heads() if any(one.ranks for one in self.found) else []
        self.how = words.how_counted(asked.base)
        self.base_label = str(asked.base.label)

    @cached_property
    def rows(self) -> list[ShownLine]:
        return [self._row(line) for line in self.found]

    @cached_property
    def sum(self) -> Tally:
        return total(line.tally for line in self.found)

    @property
    def total(self) -> ShownLine | None:
        if len(self.found) < 2:
            return None
        return self._shown(Line(None, self.sum), _("Total"), self.line, self.behind_all)

    @cached_property
    def behind_all(self) -> Behind:
        return self._behind(self.asked.unit, Line(None, self.sum))

    @cached_property
    def line(self) -> Decimal | None:
        """The share allowed in per cent where it is one for all halls."""
        allowed = {self.asked.share_line(hall).share for hall in self.asked.halls}
        return allowed.pop() if len(allowed) == 1 else None

    def _row(self, line: Line) -> ShownLine:
        if self.by is By.HALL:
            hall: Premises = line.key
            limit = words.limit_words(self.asked.limits(hall))
            link = addresses.hall_address(hall, self.asked.period, self.asked.base)
            behind = self._behind(hall.unit, line)
            return self._shown(line, str(hall), self.asked.share_line(hall).share, behind, link=link, limit=limit)
        name = words.day_words(line.key) if self.by is By.DAY and line.key else words.key_words(line.key, self.by)
        return self._shown(line, name, self.line, self._behind(self.asked.unit, line))

    def _behind(self, unit: Unit, line: Line) -> Behind:
        """The ways to the visits of a line, where the list has exactly as many: no visit tells of what was counted by
        hand, and what is over of those who still wait moves while one looks."""
        tally, base = line.tally, self.asked.base
        if tally.by_hand or tally.tickets > addresses.MOST_LISTED:
            return Behind()
        first, last = self.asked.period.first_day, self.asked.period.last_day
        few: dict[str, Any] = {}
        if line.key is None:
            pass
        elif self.by is By.DAY:
            first = last = line.key
        elif self.by is By.SERVICE:
            few["service"] = line.key[0] if self._is_one_hall else " ".join(line.key)
        elif self.by in (By.HALF_HOUR, By.WEEKDAY):
            few[self.by.value] = line.key
        moves = tally.waiting > 0
        of_visits = partial(addresses.visits_below, unit, first, last, base=base, **few)
        return Behind(
            "" if moves and base is Base.WAITED else of_visits(over=False), "" if moves else of_visits(over=True)
        )

    @cached_property
    def _is_one_hall(self) -> bool:
        """Whether the unit is a hall itself, and not one above it."""
        return [hall.unit_id for hall in self.asked.halls] == [self.asked.unit.pk]

    def _shown(
        self, line: Line, name: str, allowed: Decimal | None, behind: Behind, *, link: str = "", limit: str = ""
    ) -> ShownLine:
        tally, base = line.tally, self.asked.base
        share, over = tally.share(base), tally.over_of(base)
        return ShownLine(
            name=name,
            link=link,
            tickets=tally.count(base),
            tickets_link=behind.tickets if tally.count(base) else "",
            over=grouped(over) if share is not None else "",
            over_link=behind.over if over else "",
            share=words.share_words(tally, base, has_limit=limit != unset() and self._has_limit),
            is_finding=allowed is not None and is_finding(share, allowed),
            is_known=share is not None,
            limit=limit,
            mean=words.minutes_words(tally.mean_seconds),
            ranks=[words.minutes_words(one) for one in line.ranks or [None] * len(self.rank_heads)],
        )

    @cached_property
    def _has_limit(self) -> bool:
        return any(one.minutes for hall in self.asked.halls for one in self.asked.limits(hall))

    @property
    def chart(self) -> Chart | None:
        """Overtime shares in per cent against the line; none where no share is known."""
        known = [(row, line) for row, line in zip(self.rows, self.found, strict=True) if row.is_known]
        if not known:
            return None
        shares = [line.tally.share(self.asked.base) for _row, line in known]
        return Chart(
            key=self.key,
            kind="bar" if self.by in (By.HALL, By.SERVICE) else "column",
            title=words.question(self.by, self.line),
            head=self.head,
            categories=[row.name for row, _line in known],
            series=[Series(_("Overtime share"), [share * 100 for share in shares if share is not None])],
            urls=[row.link or row.over_link for row, _line in known] if any(row.link for row, _l in known) else [],
            target=None if self.line is None else TargetLine(self.line, pgettext("the share allowed", "Line")),
            measure="%",
            places=2,
        )

    @property
    def notes(self) -> list[str]:
        """What a reader should know of these figures before quoting them."""
        notes = []
        if self.by is By.HALL:
            notes.append(words.mean_sentence([line.tally for line in self.found], self.asked.base))
            printed = printed_otherwise(self.asked.period.words, self.sum)
            notes.append(words.printed_sentence(printed, self.sum) if printed else "")
        by_hand = total(self.asked.waits.by_hand.values()).tickets
        notes.append(words.by_hand_sentence(by_hand) if by_hand else "")
        return [note for note in notes if note]


class Page:
    """What every page of waits has: its period, the ways to others, and the base."""

    def __init__(self, asked: Asked, *, today: dt.date) -> None:
        self.asked, self.period, self.base = asked, asked.period, asked.base
        self.title = period_title(asked.period)
        self._today = today

    def address(self, to: Period, base: Base) -> str:
        raise NotImplementedError

    chooser = ""

    @property
    def menu(self) -> PeriodMenu:
        return PeriodMenu(self.period, lambda to: self.address(to, self.base), self.chooser, self._today)

    @property
    def bases(self) -> list[Choice]:
        return [Choice(str(one.label), self.address(self.period, one), one is self.base) for one in Base]


class WaitsPage(Page):
    """The halls at and below a unit."""

    def __init__(self, asked: Asked, by: By, *, today: dt.date) -> None:
        super().__init__(asked, today=today)
        self.by = by
        self.chooser = reverse("waits")

    @cached_property
    def table(self) -> Table:
        return Table(self.asked, self.by)

    def address(self, to: Period, base: Base) -> str:
        return addresses.waits_address(self.asked.unit, to, base, self.by)

    @property
    def breakdowns(self) -> list[Choice]:
        unit, period, base = self.asked.unit, self.period, self.base
        return [Choice(str(one.label), addresses.waits_address(unit, period, base, one), one is self.by) for one in By]

    @property
    def pairs_address(self) -> str:
        return addresses.waits_address(self.asked.unit, self.period, self.base, name="waits_pairs")

    @property
    def own_address(self) -> str:
        return addresses.waits_address(self.asked.unit, self.period, self.base)

    @property
    def export_links(self) -> list[tuple[str, str]]:
        endings = ("xlsx", "csv")
        return [
            (one, addresses.export_address(self.asked.unit, self.period, self.base, self.by, one)) for one in endings
        ]
