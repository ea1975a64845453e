"""Figures and clocks as words in the reader's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.utils.translation import gettext as _

from core.ui.choices import ChangeKind
from core.ui.rules import Number, decimal_of, percent_text, signed, span_of


def no_data() -> str:
    """What stands where nothing was measured; never 0 and never blank (house.md 27)."""
    return _("No data")


def unset() -> str:
    """What stands where nobody has set a target."""
    return _("Not set")


def span_words(duration: dt.timedelta) -> str:
    """The two largest parts of a duration: `1 天 2 小时`, `6 分钟 12 秒`."""
    span = span_of(duration)
    parts = [
        (span.days, _("%(count)s d")),
        (span.hours, _("%(count)s h")),
        (span.minutes, _("%(count)s min")),
        (span.seconds, _("%(count)s s")),
    ]
    first = next((place for place, (amount, _word) in enumerate(parts) if amount), len(parts) - 1)
    shown = [part for part in parts[first : first + 2] if part[0]] or [parts[-1]]
    return " ".join(word % {"count": amount} for amount, word in shown)


def duration_words(remaining: dt.timedelta | None) -> str:
    """Time still left, or by how much it is over: `还剩 3 小时`, `已超 1 天 2 小时`."""
    if remaining is None:
        return unset()
    if abs(remaining) < dt.timedelta(minutes=1):
        return _("less than a minute left") if remaining > dt.timedelta() else _("due now")
    length = dt.timedelta(minutes=int(abs(remaining).total_seconds() // 60))
    words = _("%(duration)s left") if remaining > dt.timedelta() else _("%(duration)s over")
    return words % {"duration": span_words(length)}


def change_words(difference: Number | None, kind: ChangeKind | str, places: int | None = None) -> str:
    """A change that says of which kind it is (ux.md): `+4.3 分`, `+4.66 %（相对）`.

    `difference` is in the figure's own points for `points`, in per cent for `percentage_points`,
    a ratio (0.0466) for `relative`, and a whole number for `count`. Raises ValueError for another kind.
    """
    if difference is None:
        return no_data()
    return CHANGES[ChangeKind(kind)](difference, places)


def _relative(ratio: Number, places: int | None) -> str:
    percent = decimal_of(ratio) * 100
    return _("%(change)s (relative)") % {"change": f"{signed(percent, 2 if places is None else places)} %"}


def _points(difference: Number, places: int | None) -> str:
    return _("%(change)s points") % {"change": signed(difference, 1 if places is None else places)}


def _percentage_points(difference: Number, places: int | None) -> str:
    return _("%(change)s percentage points") % {"change": signed(difference, 2 if places is None else places)}


def _count(difference: Number, places: int | None) -> str:
    return signed(difference, places or 0)


CHANGES: dict[ChangeKind, Callable[[Number, int | None], str]] = {
    ChangeKind.RELATIVE: _relative,
    ChangeKind.POINTS: _points,
    ChangeKind.PERCENTAGE_POINTS: _percentage_points,
    ChangeKind.COUNT: _count,
}


def out_of_words(done: int, total: int) -> str:
    """Progress for those who cannot see the bar."""
    if not total:
        return no_data()
    percent = percent_text(decimal_of(done) / decimal_of(total) * 100, 0)
    return _("%(done)s of %(total)s, %(percent)s") % {"done": done, "total": total, "percent": percent}
