"""One ticket as a line of a list: its words, and its cells put together without a template."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from complaints.tickets.choices import Channel
from complaints.tickets.clocks import Clock, clock_of, moment
from core.ui.parts import grade_badge, status_badge

SHOWN = (
    "pk", "number", "subject", "grade", "state", "channel", "phone_masked", "customer_class",
    "unit__name", "cause__name", "handler__name", "received_at", "due_at", "closed_at", "reopened_count",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One ticket in the list; dates are words already."""

    number: str
    subject: str
    grade: str
    channel: str
    phone: str
    marks: tuple[str, ...]
    unit: str
    cause: str
    handler: str
    received: str
    due: str
    clock: Clock


def row_of(row: dict[str, Any], now: dt.datetime) -> Row:
    """`row` holds the values named in SHOWN."""
    return Row(
        number=row["number"],
        subject=row["subject"],
        grade=row["grade"],
        channel=str(Channel(row["channel"]).label),
        phone=row["phone_masked"],
        marks=_marks(row),
        unit=row["unit__name"],
        cause=row["cause__name"] or "",
        handler=row["handler__name"] or "",
        received=moment(row["received_at"]),
        due=moment(row["due_at"]),
        clock=clock_of(row["state"], row["due_at"], row["closed_at"], now=now),
    )


def _marks(row: dict[str, Any]) -> tuple[str, ...]:
    marks = []
    if row["reopened_count"]:
        marks.append(_("Reopened"))
    if row["customer_class"] == "difficult":
        marks.append(_("Class B"))
    return tuple(marks)


_LINE = """
<tr data-href="{address}">
  <td class="nowrap row-number"><a href="{address}">{number}</a></td>
  <td class="stack-wide row-subject"><span class="row-title">{grade}<a class="cut" href="{address}">{subject}</a>{marks}</span></td>
  <td class="nowrap row-clock"{due}>{clock}</td>
  <td class="nowrap">{unit}</td>
  <td class="nowrap stack-skip wide-only">{channel}</td>
  <td class="nowrap num-left stack-skip wide-only">{phone}</td>
  <td class="stack-skip mid-only"><span class="cut-short">{cause}</span></td>
  <td class="nowrap stack-skip low-only">{handler}</td>
  <td class="num row-received">{received}</td>
</tr>"""  # noqa: E501 - a cell is a line


def printed(rows: Iterable[Row], query: str) -> SafeString:
    """The lines of the table; their addresses keep `query`. A template would take a quarter of the page's time."""
    tail = f"?{query}" if query else ""
    no_cause, nobody, due = _absent(_("Not filled")), _absent(_("Nobody yet")), _("Due")
    return format_html_join(
        "",
        _LINE,
        (
            {
                "address": reverse("complaint", args=[row.number]) + tail,
                "number": row.number,
                "grade": grade_badge(row.grade) if row.grade else "",
                "subject": row.subject,
                "marks": format_html_join("", '<span class="chip chip-soon">{}</span>', ((one,) for one in row.marks)),
                "due": format_html(' title="{} {}"', due, row.due) if row.due else "",
                "clock": status_badge(row.clock.status, row.clock.words),
                "unit": row.unit,
                "channel": row.channel,
                "phone": row.phone,
                "cause": row.cause or no_cause,
                "handler": row.handler or nobody,
                "received": row.received,
            }
            for row in rows
        ),
    )


def _absent(words: str) -> SafeString:
    return format_html('<span class="absent">{}</span>', words)
