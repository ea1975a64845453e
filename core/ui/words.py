"""Figures and clocks as words in the reader's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.utils import timezone
from django.utils.translation import gettext as _

from core.ui.choices import ChangeKind
from core.ui.rules import Number, decimal_of, percent_text, signed, span_of

MANY_DAYS = dt.timedelta(days=60)
"""Beyond this a number of days says nothing to anybody: months and years do."""


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


def calendar_words(first: dt.date, last: dt.date) -> str:
    """How long it is between two days, as people say it: `60 天`, from then on `2 个月`, `1 年 3 个月`, `15 年`."""
    days = (last - first).days
    if days <= MANY_DAYS.days:
        return _("%(count)s d") % {"count": days}
    months = (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)
    years, rest = divmod(max(months, 2), 12)  # 61 days from the first of a month end within the second
    # After two years nobody counts months, and a phone has no room for them.
    parts = [(years, _("%(count)s yr")), (rest if years < 2 else 0, _("%(count)s mo"))]
    return " ".join(word % {"count": count} for count, word in parts if count)


def lapse_words(first: dt.datetime, last: dt.datetime) -> str:
    """The time between two moments: `1 天 2 小时`, of more than 60 days `2 个月`."""
    if last - first > MANY_DAYS:
        return calendar_words(timezone.localdate(first), timezone.localdate(last))
    return span_words(last - first)


def due_words(due_at: dt.datetime | None, now: dt.datetime) -> str:
    """How what is due at a moment stands now: `还剩 3 小时`, `已超 1 天 2 小时`, `已超 15 年`."""
    if due_at is None or abs(due_at - now) <= MANY_DAYS:
        return duration_words(None if due_at is None else due_at - now)
    if due_at > now:
        return _("%(duration)s left") % {"duration": lapse_words(now, due_at)}
    return _("%(duration)s over") % {"duration": lapse_words(due_at, now)}


def due_day_words(due_on: dt.date, today: dt.date) -> str:
    """How what is due on a day stands: `还剩 3 天`, `今天到期`, `已超 2 天`, `已超 15 年`."""
    if due_on == today:
        return _("due today")
    if due_on > today:
        return _("%(duration)s left") % {"duration": calendar_words(today, due_on)}
    return _("%(duration)s over") % {"duration": calendar_words(due_on, today)}


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
