"""One ticket as a line of a list: its words, and its cells put together without a template."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from complaints.tickets.choices import CustomerClass
from complaints.tickets.clocks import Clock, clock_of, moment
from complaints.worklist.columns import SHOWN_UNASKED, Column, channel_words
from core.ui.parts import grade_badge, status_badge
from org.units.rules import is_at_or_below

SHOWN = (
    "pk", "number", "subject", "grade", "state", "channel", "phone_masked", "customer_class",
    "unit_path", "unit__name", "cause__name", "handler__name", "received_at", "due_at", "closed_at", "reopened_count",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One ticket in the list; dates are words already. `chosen` has the columns that are not shown unasked."""

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
    chosen: dict[str, str]


def read_for(columns: Iterable[Column]) -> tuple[str, ...]:
    """The fields that lines with these columns are made of."""
    return tuple(dict.fromkeys((*SHOWN, *(field for column in columns for field in column.fields))))


def row_of(
    row: dict[str, Any],
    now: dt.datetime,
    columns: Iterable[Column] = SHOWN_UNASKED,
    *,
    class_seen_at: Sequence[str],
) -> Row:
    """`row` holds the values named by `read_for`.

    `class_seen_at` are the paths where the reader may see the list of class B: elsewhere no row says who is on it.
    """
    return Row(
        number=row["number"],
        subject=row["subject"],
        grade=row["grade"],
        channel=channel_words(row),
        phone=row["phone_masked"],
        marks=_marks(row, class_seen_at),
        unit=row["unit__name"],
        cause=row["cause__name"] or "",
        handler=row["handler__name"] or "",
        received=moment(row["received_at"]),
        due=moment(row["due_at"]),
        clock=clock_of(row["state"], row["due_at"], row["closed_at"], now=now),
        chosen={column.code: column.words(row) for column in columns if column.words},
    )


def _marks(row: dict[str, Any], class_seen_at: Sequence[str]) -> tuple[str, ...]:
    marks = []
    if row["reopened_count"]:
        marks.append(_("Reopened"))
    is_difficult = row["customer_class"] == CustomerClass.DIFFICULT
    if is_difficult and any(is_at_or_below(row["unit_path"], top) for top in class_seen_at):
        marks.append(_("Class B"))
    return tuple(marks)


_TICK = (
    '<td class="row-tick"><input type="checkbox" class="form-check-input" name="ticket" value="{number}"'
    ' data-row-select aria-label="{tick} {number}"></td>'
)


def _line(columns: tuple[Column, ...], *, ticked: bool) -> str:
    labelled = columns is not SHOWN_UNASKED
    cells = [_TICK] if ticked else []
    cells += [column.cell(labelled=labelled) for column in columns]
    return "\n".join(('\n<tr data-href="{address}">', *cells, "</tr>"))


def printed(
    rows: Iterable[Row], query: str, columns: tuple[Column, ...] = SHOWN_UNASKED, *, ticked: bool = False
) -> SafeString:
    """The lines of the table; their addresses keep `query`, and each begins with a box to tick if `ticked`.

    A template would take a quarter of the page's time.
    """
    tail = f"?{query}" if query else ""
    no_cause, nobody, due, tick = _absent(_("Not filled")), _absent(_("Nobody yet")), _("Due"), _("Choose the ticket")
    return format_html_join(
        "",
        _line(columns, ticked=ticked),
        (
            {
                **row.chosen,
                "address": reverse("complaint", args=[row.number]) + tail,
                "number": row.number,
                "tick": tick,
                "badge": grade_badge(row.grade) if row.grade else "",
                "subject": row.subject,
                "marks": format_html_join("", '<span class="chip chip-soon">{}</span>', ((one,) for one in row.marks)),
                "due_title": format_html(' title="{} {}"', due, row.due) if row.due else "",
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
