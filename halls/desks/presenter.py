"""Utilisation in words: lines of the pages, the chart of half-hours, where a band lies."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.ui.charts import Chart, Series
from core.ui.rules import grouped, share_text
from halls.desks.choices import IDLE_ONES, Band
from halls.desks.rules import HALF_HOUR, Use, slot_words
from halls.desks.spans import DAY, Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from halls.desks.rules import Cuts
    from halls.desks.selectors import HallHalves, HallUse

SHARE_PLACES = 1


def span_title(span: Span) -> str:
    return date_format(span.first, "DATE_FORMAT" if span.kind == DAY else "YEAR_MONTH_FORMAT")


def hours(seconds: int) -> str:
    """`7.4` hours of seconds."""
    return grouped(Decimal(seconds) / 3600, 1)


def use_text(use: Use) -> str:
    """A utilisation with one decimal; nothing where nothing was open."""
    return "" if use.share is None else share_text(use.share, SHARE_PLACES)


@dataclass(frozen=True)
class UseLine:
    """Something that was used: its figure and its band, with what both were worked out from."""

    name: str
    share: Decimal | None
    text: str
    busy: str
    open: str
    is_over: bool
    band: str = ""
    is_busy: bool = False
    is_idle: bool = False
    days: int = 0
    days_unknown: int = 0
    code: str = ""
    counters: str = ""


def use_line(name: str, use: Use, cuts: Cuts | None, **more: object) -> UseLine:
    band = cuts.band(use.share) if cuts else None
    return UseLine(
        name=name,
        share=use.share,
        text=use_text(use),
        busy=hours(use.busy),
        open=hours(use.open),
        is_over=use.is_over,
        band=str(band.label) if band else "",
        is_busy=band == Band.BUSY,
        is_idle=band in IDLE_ONES,
        **more,  # type: ignore[arg-type]
    )


def hall_line(line: HallUse) -> UseLine:
    return use_line(
        line.hall.unit.name,
        line.use,
        line.cuts,
        days=line.days,
        days_unknown=line.days_unknown,
        code=line.hall.unit.code,
    )


def band_words(cuts: Cuts) -> list[tuple[str, str]]:
    """Each band with where it lies: `70 % to below 85 %`; the last one ends with 100 %, which belongs to it."""
    words = []
    for band, begins, ends in cuts.spans:
        whole = _("%(begins)s %% to %(ends)s %%") if band == Band.BUSY else _("%(begins)s %% to below %(ends)s %%")
        words.append((str(band.label), whole % {"begins": f"{begins.normalize():f}", "ends": f"{ends.normalize():f}"}))
    return words


def pair_sentences(found: Iterable[tuple[HallUse, HallUse]]) -> list[str]:
    """S0 1.1: a busy hall beside an idle one, with both figures."""
    words = _("%(busy)s is busy (%(busy_use)s) while %(idle)s is %(band)s (%(idle_use)s).")
    return [
        words
        % {
            "busy": busy.hall.unit.name,
            "busy_use": use_text(busy.use),
            "idle": idle.hall.unit.name,
            "idle_use": use_text(idle.use),
            "band": str(idle.band.label).lower() if idle.band else "",
        }
        for busy, idle in found
    ]


def counter_lines(halves: HallHalves, cuts: Cuts | None) -> list[UseLine]:
    return [use_line(_("Counter %(name)s") % {"name": one.counter}, one.use, cuts) for one in halves.counters]


def slot_lines(halves: HallHalves, cuts: Cuts | None) -> list[UseLine]:
    """Half-hours in which any counter was open or served."""
    return [
        use_line(slot_words(slot), use, cuts, counters=grouped(Decimal(str(halves.open_counters(slot))), 1))
        for slot, use in halves.slots.items()
        if use.busy or use.open
    ]


def slot_chart(halves: HallHalves) -> Chart:
    """How many counters were open and how many of them served, by half-hour, as a mean of the days."""
    days = len(halves.days) or 1
    slots = [slot for slot, use in halves.slots.items() if use.busy or use.open]
    serving = [Decimal(halves.slots[slot].busy) / HALF_HOUR / days for slot in slots]
    opened = [Decimal(halves.slots[slot].open) / HALF_HOUR / days for slot in slots]
    return Chart(
        key="desk-halves",
        kind="line",
        title=_("When are counters open, and when do they serve?"),
        head=_("Half-hour"),
        categories=[slot_words(slot) for slot in slots],
        series=[Series(_("Counters serving"), serving), Series(_("Counters open"), opened, quiet=True)],
        places=1,
    )
