"""The columns that a list may show: the allow-list of their codes, and which of them it shows unasked.

A heading sorts only where an index holds the rows in that order (Complaint.Meta.indexes), so that every page by its
key costs what the first costs: `complaint_newest` both ways for what was received, `complaint_due` and
`complaint_open_due` for what is due. Other columns would have to sort a million rows for twenty-five.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from complaints.tickets.choices import (
    Channel,
    CustomerLevel,
    ErrorSide,
    Outcome,
    Process,
    State,
    Validity,
)
from complaints.tickets.clocks import moment
from complaints.tickets.paging import Sort
from complaints.tickets.rules import masked_name

Words = Callable[[Mapping[str, Any]], str]


@dataclass(frozen=True)
class Column:
    """One column: `inner` and `attributes` name the words of a row in braces; `fields` are read besides SHOWN."""

    code: str
    heading: str | Promise
    css: str = "nowrap"
    inner: str = ""
    attributes: str = ""
    fields: tuple[str, ...] = ()
    words: Words | None = None
    sorts: tuple[Sort, ...] = ()

    @property
    def head_css(self) -> str:
        """What the heading shares with its cells: where there is room for them, and figures to the right."""
        return " ".join(name for name in self.css.split() if name == "num" or name.endswith("-only"))

    def cell(self, *, labelled: bool) -> str:
        """The cell of a row, with the heading beside it where a phone shows no head."""
        label = escape(str(self.heading)).replace("{", "{{").replace("}", "}}") if labelled else ""
        beside = f' data-label="{label}"' if label else ""
        return f'<td class="{self.css}"{beside}{self.attributes}>{self.inner or f"{{{self.code}}}"}</td>'


def _one_of(field: str, choices: type[TextChoices]) -> Words:
    labels = dict(choices.choices)
    return lambda row: str(labels.get(row[field], ""))


def _time(field: str) -> Words:
    return lambda row: moment(row[field])


def _text(field: str) -> Words:
    return lambda row: str(row[field] or "")


def _chosen(code: str, heading: Promise, words: Words, *fields: str, css: str = "nowrap") -> Column:
    """A column that a list shows only where somebody chose it."""
    return Column(code, heading, css=css, fields=fields, words=words)


_NUMBER = '<a href="{address}">{number}</a>'
_SUBJECT = '<span class="row-title">{badge}<a class="cut" href="{address}">{subject}</a>{marks}</span>'
_NEXT = (Sort.NEWEST, Sort.OLDEST)

SHOWN_UNASKED = (
    Column("number", _("Ticket number"), css="nowrap row-number", inner=_NUMBER),
    Column("subject", _("Subject"), css="stack-wide row-subject", inner=_SUBJECT),
    Column("clock", _("Clock"), css="nowrap row-clock", attributes="{due_title}", sorts=(Sort.DUE,)),
    Column("unit", _("Unit"), inner='<span class="cut-short">{unit}</span>'),
    Column("channel", _("Channel"), css="nowrap stack-skip wide-only"),
    Column("phone", _("Phone"), css="nowrap num-left stack-skip wide-only"),
    Column("cause", _("Cause"), css="stack-skip mid-only", inner='<span class="cut-short">{cause}</span>'),
    Column("handler", _("Handler"), css="nowrap stack-skip low-only"),
    Column("received", _("Received"), css="num row-received", sorts=_NEXT),
)
COLUMNS = {
    column.code: column
    for column in (
        *SHOWN_UNASKED,
        _chosen("state", _("State"), _one_of("state", State)),
        Column("due", _("Due"), css="num", words=_time("due_at"), sorts=(Sort.DUE,)),
        _chosen("closed", _("Closed at"), _time("closed_at"), css="num"),
        _chosen("registered", _("Registered at"), _time("registered_at"), "registered_at", css="num"),
        _chosen("grade", _("Grade"), _text("grade")),
        _chosen("validity", _("Validity"), _one_of("validity", Validity), "validity"),
        _chosen("product", _("Product"), _text("product__name"), "product__name"),
        _chosen("phenomenon", _("Phenomenon"), _text("phenomenon__name"), "phenomenon__name"),
        _chosen("process", _("Service process"), _one_of("process", Process), "process"),
        _chosen("error", _("Error"), _one_of("error_side", ErrorSide), "error_side"),
        _chosen("error_unit", _("Unit of the error"), _text("error_unit__name"), "error_unit__name"),
        _chosen("outcome", _("Outcome"), _one_of("outcome", Outcome), "outcome"),
        _chosen("customer", _("Customer"), lambda row: masked_name(row["customer_name"]), "customer_name"),
        _chosen("level", _("Customer level"), _one_of("customer_level", CustomerLevel), "customer_level"),
        _chosen("place", _("Place"), _text("place"), "place"),
        _chosen("reopened", _("Reopened, times"), _text("reopened_count"), css="num"),
        _chosen("source_key", _("Number at the source"), _text("source_key"), "source_key"),
    )
}
ALWAYS = "number"
"""The way into a ticket; a list without it would lead nowhere."""

channel_words = _one_of("channel", Channel)


def known_columns(codes: Iterable[object]) -> tuple[Column, ...]:
    """The columns of these codes in this order, each once, what is not on the allow-list left out.

    The number comes first where it was not named; without any other the list is the one shown unasked.
    """
    named = list(dict.fromkeys(code for code in codes if isinstance(code, str) and code in COLUMNS))
    if not set(named) - {ALWAYS}:
        return SHOWN_UNASKED
    return tuple(COLUMNS[code] for code in ([] if ALWAYS in named else [ALWAYS]) + named)
