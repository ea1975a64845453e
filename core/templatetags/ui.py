"""Template vocabulary of the house: icons, figures as the sources print them, clocks as words, small parts."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import template
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.ui import parts, words
from core.ui.charts import Chart
from core.ui.choices import ChangeKind
from core.ui.rules import Number, decimal_of, grouped, half_up, percent_of, percent_text, share_text, sparkline_points

register = template.Library()

register.simple_tag(parts.fixed)
register.simple_tag(parts.icon)
register.simple_tag(parts.status_badge)
register.simple_tag(parts.grade_badge)


@register.simple_tag(takes_context=True)
def once(context: template.Context, name: str) -> SafeString:
    """A part that stands twice on a page (wide screens, phones) and is put together once for the request."""
    made: dict[str, SafeString] = context["request"].__dict__.setdefault("parts_made", {})
    if name not in made:
        made[name] = get_template(name).template.render(context)  # type: ignore[attr-defined]
    return made[name]


def _or_no_data(value: Number | None, text: str) -> str:
    return words.no_data() if value is None or value == "" else text


@register.filter(name="half_up")
def half_up_filter(value: Number | None, places: int = 0) -> str:
    """Rounded half-up with thousands separators; None is "no data"."""
    return _or_no_data(value, "") or grouped(value or 0, places)


@register.filter
def count(value: Number | None) -> str:
    """A whole number with separators from 1,000; None is "no data"."""
    return _or_no_data(value, "") or grouped(value or 0)


@register.filter
def opening(value: Number | None, address: str) -> str:
    """A whole number that opens its rows; by itself where there are none, or no way to them."""
    return format_html('<a href="{}">{}</a>', address, count(value)) if value and address else count(value)


@register.filter
def share(ratio: Number | None, places: int = 2) -> str:
    """A ratio (1.8592) as `185.92 %`; None is "no data"."""
    return _or_no_data(ratio, "") or share_text(ratio or 0, places)


@register.filter
def percent(value: Number | None, places: int = 2) -> str:
    """A value already in per cent (185.92) as `185.92 %`; None is "no data"."""
    return _or_no_data(value, "") or percent_text(value or 0, places)


@register.filter
def or_no_data(value: Any) -> Any:
    """The value, or the words "no data"."""
    return words.no_data() if value is None or value == "" else value


@register.filter
def or_unset(value: Any) -> Any:
    """The value, or the words "not set"."""
    return words.unset() if value is None or value == "" else value


@register.filter
def change(difference: Number | None, kind: str = ChangeKind.COUNT) -> str:
    """A difference that names its kind: count, points, percentage_points or relative (a ratio)."""
    return words.change_words(difference, kind)


@register.filter
def direction(difference: Number | None) -> str:
    """up, down or level, for the class of a change."""
    if difference is None or not decimal_of(difference):
        return "level"
    return "up" if decimal_of(difference) > 0 else "down"


@register.filter
def due_words(due_at: dt.datetime | None, now: dt.datetime) -> str:
    """`还剩 3 小时`, `已超 1 天 2 小时` or `已超 15 年`."""
    return words.due_words(due_at, now)


@register.filter
def span_words(duration: dt.timedelta | None) -> str:
    """A plain length of time: `6 分钟 12 秒`."""
    return words.no_data() if duration is None else words.span_words(duration)


@register.simple_tag
def no_data() -> str:
    """The words for "nothing was measured"."""
    return words.no_data()


@register.simple_tag
def unset() -> str:
    """The words for "nobody has set it"."""
    return words.unset()


@register.inclusion_tag("_empty_state.html")
def empty_state(
    title: str, reason: str = "", action_url: str = "", action_label: str = "", drawing: str = "inbox"
) -> dict[str, Any]:
    """What this list is, why it is empty, the one thing to do next."""
    return {
        "title": title,
        "reason": reason,
        "action_url": action_url,
        "action_label": action_label,
        "drawing": drawing,
    }


@register.inclusion_tag("_bullet.html")
def bullet(ratio: Number | None, top: Number = 2, target: Number = 1, label: str = "") -> dict[str, Any]:
    """A bar of `ratio` on a scale from 0 to `top` with a tick at `target`; past the target it is red."""
    if ratio is None:
        return {"known": False, "label": label or words.no_data()}
    value = decimal_of(ratio)
    return {
        "known": True,
        "filled": percent_of(value, top),
        "tick": percent_of(target, top),
        "over": value > decimal_of(target),
        "label": label or share_text(value),
    }


@register.inclusion_tag("_progress.html")
def progress(done: int, total: int | None, label: str = "") -> dict[str, Any]:
    """A bar with its counts; without a total it says only that something is under way."""
    known = bool(total)
    return {
        "known": known,
        "done": grouped(done),
        "total": grouped(total or 0),
        "done_raw": done,
        "total_raw": total or 0,
        "share": percent_of(done, total or 1).quantize(Decimal(1)) if known else None,
        "label": label,
        "words": words.out_of_words(done, total or 0) if known else _("Under way"),
    }


@register.inclusion_tag("_sparkline.html")
def sparkline(values: Sequence[Number | None], label: str = "") -> dict[str, Any]:
    """A line without axes beside a figure; `label` says in words what it shows."""
    points = sparkline_points(list(values), 240, 26)
    first, last = (points.split(" ")[0], points.split(" ")[-1]) if points else ("", "")
    return {
        "points": points,
        "area": f"{first.split(',')[0]},30 {points} {last.split(',')[0]},30" if points else "",
        "label": label,
    }


@register.inclusion_tag("_chart_card.html")
def chart_card(chart: Chart, note: str = "", show: str = "chart") -> dict[str, Any]:
    """A card with the chart and the same figures as a table; `show` says which side opens first."""
    return {
        "chart": chart,
        "note": note,
        "show": show,
        "data_id": f"chart-data-{chart.key}",
        "data": chart.data,
        "rows": chart.rows,
    }


@register.simple_block_tag
def help_popover(content: str, title: str, key: str = "") -> SafeString:
    """A `?` that opens the explanation of a figure; works without JavaScript and closes with Escape."""
    name = key or f"help-{zlib.crc32(f'{title}{content}'.encode()):08x}"
    return format_html(
        '<span class="help"><button type="button" class="help-button" popovertarget="{name}" '
        'aria-label="{about}"><span aria-hidden="true">?</span></button>'
        '<span class="help-card" id="{name}" popover role="note"><span class="help-title">{title}</span>'
        '<span class="help-body">{content}</span></span></span>',
        name=name,
        about=_("How %(figure)s is worked out") % {"figure": title},
        title=title,
        content=content,
    )


@register.filter
def figure(value: Number | None, places: int = 2) -> str:
    """A number for attributes and inputs: rounded half-up, no separators, a plain minus; empty for None."""
    return "" if value is None else f"{half_up(value, places):f}"
